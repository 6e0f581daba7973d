import { randomUUID } from 'node:crypto'
import { OWNER, type TestShop } from './test-shop.ts'
import { type Page, Visitor } from './visitor.ts'

export interface IssuedCard {
  readonly id: number
  readonly code: string
  readonly lastFour: string
}

/** Somebody of the shop who gives gift cards and credit. */
export class Giver {
  readonly visitor: Visitor

  private constructor(visitor: Visitor) {
    this.visitor = visitor
  }

  static async of(shop: TestShop): Promise<Giver> {
    const visitor = new Visitor(shop.url, '198.51.100.200')
    await visitor.get('/backoffice')
    await visitor.post('/backoffice/sign-in', OWNER)
    return new Giver(visitor)
  }

  /** @param fields of the form, beside the amount */
  issue(amount: string, fields: Record<string, string> = {}): Promise<Page> {
    const form = { key: randomUUID(), why: 'a present', expires: '', recipient: '', ...fields }
    return this.visitor.post('/backoffice/gift-cards', { ...form, amount })
  }

  async card(amount: string, fields: Record<string, string> = {}): Promise<IssuedCard> {
    const page = await this.visitor.follow(await this.issue(amount, fields))
    const code = /([0-9A-Z]{5}-){3}[0-9A-Z]{5}/.exec(page.text)?.[0] ?? ''
    const id = Number(/Gift card ending in/.test(page.text) && page.text.match(/stored-values\/(\d+)/)?.[1])
    return { id, code, lastFour: code.slice(-4) }
  }

  credit(email: string, amount: string, why = 'sorry for the wait'): Promise<Page> {
    const form = { key: randomUUID(), email, creditAmount: amount, creditWhy: why }
    return this.visitor.post('/backoffice/credits', form)
  }
}
