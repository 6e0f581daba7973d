import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Order } from '../models/orders/order.ts'
import type { Payment } from '../models/payments/payment.ts'
import type { PaymentLinks } from './payment.service.ts'

/** Links that let whoever has them see one order: a guest has no account to sign in to. */
export class OrderLinks implements PaymentLinks {
  readonly #baseUrl: string
  readonly #secrets: readonly string[]

  /** @param secrets the first signs, all of them verify */
  constructor(baseUrl: string, secrets: readonly string[]) {
    this.#baseUrl = baseUrl
    this.#secrets = secrets
  }

  /** Path of the order's page. */
  to(order: Pick<Order, 'number'>): string {
    return this.#path(order.number, '')
  }

  confirmation(number: string): string {
    return this.#path(number, '/confirmation')
  }

  pay(number: string): string {
    return this.#path(number, '/payments')
  }

  revise(number: string): string {
    return this.#path(number, '/revision')
  }

  /** With the shop's address, for mails. */
  absolute(order: Pick<Order, 'number'>): string {
    return this.#baseUrl + this.to(order)
  }

  returnTo(payment: Payment): string {
    return this.#baseUrl + this.#path(payment.orderNumber, `/payments/${payment.id}/return`)
  }

  cancelTo(payment: Payment): string {
    return this.#baseUrl + this.#path(payment.orderNumber, `/payments/${payment.id}/cancelled`)
  }

  opens(number: string, key: string | undefined): boolean {
    if (!key) return false
    const given = Buffer.from(key)
    return this.#secrets.some((secret) => {
      const expected = Buffer.from(keyOf(number, secret))
      return given.length === expected.length && timingSafeEqual(given, expected)
    })
  }

  #path(number: string, rest: string): string {
    return `/orders/${number}${rest}?key=${keyOf(number, this.#secrets[0] ?? '')}`
  }
}

/** 192 bits: nobody guesses it. */
function keyOf(number: string, secret: string): string {
  return createHmac('sha256', secret).update(`order ${number}`).digest('base64url').slice(0, 32)
}
