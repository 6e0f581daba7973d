import type { Order } from '../models/orders/order.ts'
import type { Payment } from '../models/payments/payment.ts'
import type { LinkKeys } from './link-keys.ts'
import type { PaymentLinks } from './payment.service.ts'

/** Links that let whoever has them see one order: a guest has no account to sign in to. */
export class OrderLinks implements PaymentLinks {
  readonly #baseUrl: string
  readonly #keys: LinkKeys

  constructor(baseUrl: string, keys: LinkKeys) {
    this.#baseUrl = baseUrl
    this.#keys = keys
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

  cancel(number: string): string {
    return this.#path(number, '/cancellation')
  }

  address(number: string): string {
    return this.#path(number, '/address')
  }

  reorder(number: string): string {
    return this.#path(number, '/reorder')
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
    return this.#keys.opens(signed(number), key)
  }

  #path(number: string, rest: string): string {
    return `/orders/${number}${rest}?key=${this.#keys.of(signed(number))}`
  }
}

function signed(number: string): string {
  return `order ${number}`
}
