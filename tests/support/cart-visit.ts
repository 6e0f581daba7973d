import { randomInt } from 'node:crypto'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'
import { aVisit } from './browser.ts'
import type { TestShop } from './test-shop.ts'

/** Units by code of a variant. */
export type Wanted = Readonly<Record<string, number>>

/** Somebody in a browser who wants to buy. */
export class CartVisit implements AsyncDisposable {
  readonly context: BrowserContext
  readonly #shop: TestShop
  #token = ''

  private constructor(shop: TestShop, context: BrowserContext) {
    this.#shop = shop
    this.context = context
  }

  /** From an address of their own, because what guests of one address may hold is limited. */
  static async begin(
    shop: TestShop,
    browser: Browser,
    options: BrowserContextOptions = {},
  ): Promise<CartVisit> {
    const address = `198.51.${randomInt(256)}.${randomInt(256)}`
    const context = await aVisit(browser, {
      baseURL: shop.url,
      extraHTTPHeaders: { 'x-forwarded-for': address },
      ...options,
    })
    return new CartVisit(shop, context)
  }

  async page(path: string): Promise<Page> {
    const page = await this.context.newPage()
    await page.goto(path)
    return page
  }

  /** Puts goods into the cart without opening a page. */
  async fill(wanted: Wanted): Promise<void> {
    for (const [sku, quantity] of Object.entries(wanted))
      await this.#post('/cart/lines', { variant: await this.variant(sku), quantity: String(quantity) })
  }

  /** A new customer, who has nothing yet. */
  async register(email: string, password: string): Promise<void> {
    await this.#post('/register', { name: 'Ada Lovelace', email, password })
  }

  async signIn(email: string, password: string): Promise<void> {
    await this.#post('/sign-in', { email, password })
  }

  /** What the shop believes to be in the cart. */
  async cart(): Promise<Wanted> {
    const answer = await this.context.request.get('/cart', { headers: { accept: 'text/html' } })
    const lines = [
      ...(await answer.text()).matchAll(/id="quantity-(\d+)" name="quantity"[^>]*? value="(\d+)"/g),
    ]
    const rows = await this.#shop.database.query<{ id: number; sku: string }>('SELECT id, sku FROM variants')
    const sku = (id: string | undefined) => rows.find((row) => String(row.id) === id)?.sku ?? ''
    return Object.fromEntries(lines.map(([, id, units]) => [sku(id), Number(units)]))
  }

  async variant(sku: string): Promise<string> {
    const [row] = await this.#shop.database.query<{ id: number }>('SELECT id FROM variants WHERE sku = $1', [
      sku,
    ])
    return String(row?.id)
  }

  async #post(path: string, form: Record<string, string>): Promise<void> {
    this.#token ||= await this.#anyToken()
    const fields = { form: { ...form, _csrf: this.#token }, maxRedirects: 0 }
    const answer = await this.context.request.post(path, fields)
    expect(answer.status(), `${path} ${JSON.stringify(form)}`).toBe(303)
  }

  async #anyToken(): Promise<string> {
    const page = await this.context.request.get('/register')
    return /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close()
  }
}
