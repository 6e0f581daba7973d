import type { Browser, Page, Route } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { aBrowser } from '../support/browser.ts'
import { CartVisit } from '../support/cart-visit.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'

const HALITE = 'HALI-TN-COLO'
const ACTIONS = '**/cart/lines**'

let shop: TestShop
let browser: Browser
let visit: CartVisit
let page: Page
/** Names under which actions were sent, each time they were. */
let names: string[]

beforeAll(async () => {
  shop = await aShop('demo')
  browser = await aBrowser()
  await shop.database.query(
    'UPDATE stock_levels SET on_hand = 500 WHERE variant_id = (SELECT id FROM variants WHERE sku = $1)',
    [HALITE],
  )
})

afterAll(async () => {
  await browser?.close()
  await shop?.[Symbol.asyncDispose]()
})

beforeEach(async () => {
  visit = await CartVisit.begin(shop, browser)
  names = []
  visit.context.on('request', (request) => {
    const name = request.headers()['idempotency-key']
    if (name) names.push(name)
  })
})

afterEach(() => visit.context.close())

/** What becomes of the first tries; after them the network is as it should be. */
async function meanwhile(...fates: ((route: Route) => Promise<void>)[]): Promise<void> {
  const left = [...fates]
  await page.route(ACTIONS, (route) => left.shift()?.(route) ?? route.continue())
}

const unavailable = (route: Route) => route.fulfill({ status: 503, body: 'Bad gateway' })
const unreachable = (route: Route) => route.abort('connectionreset')

/** The shop does it, and nobody hears of it: neither the page nor the browser, which would keep a cookie. */
const answerLost = async (route: Route) => {
  const before = await visit.context.cookies()
  await route.fetch()
  await visit.context.clearCookies()
  await visit.context.addCookies(before)
  await route.abort('connectionreset')
}

const add = () => page.getByRole('button', { name: 'Add to cart' }).click()
const told = (text: string | RegExp) => page.getByRole('main').getByText(text).first().waitFor()

describe('adding from a product’s page', () => {
  beforeEach(async () => {
    page = await visit.page('/products/halite?size=thumbnail&colour=colourless')
  })

  test('waits while the shopper is offline, and is done once when they are back', async () => {
    await visit.context.setOffline(true)
    await add()
    await told('You are offline. We will save this when you are back.')
    await visit.context.setOffline(false)
    await told('Halite, Thumbnail · Colourless is in your cart.')
    expect(await visit.cart()).toEqual({ [HALITE]: 1 })
    expect(new Set(names).size).toBe(1)
  })

  test('is repeated under its name while the shop does not answer, and says so', async () => {
    await meanwhile(unavailable, unavailable)
    await add()
    await told('Still trying…')
    await told('is in your cart')
    expect(names).toHaveLength(3)
    expect(new Set(names).size).toBe(1)
    expect(await visit.cart()).toEqual({ [HALITE]: 1 })
  })

  test('counts once for a guest, when the answer to the first try is lost', async () => {
    await meanwhile(answerLost)
    await add()
    await told('is in your cart')
    expect(names).toHaveLength(2)
    expect(await visit.cart()).toEqual({ [HALITE]: 1 })
  })

  test('counts once for a guest, even of something that exists once', async () => {
    await page.goto('/products/fluorite?size=small-cabinet&colour=green')
    await meanwhile(answerLost)
    await add()
    await told('is in your cart')
    expect(await visit.cart()).toEqual({ 'FLUO-SC-GREE': 1 })
  })

  test('waits as long as it is asked to', async () => {
    const began = Date.now()
    await meanwhile((route) =>
      route.fulfill({ status: 429, headers: { 'Retry-After': '2' }, json: { success: false, message: '' } }),
    )
    await add()
    await told('is in your cart')
    expect(Date.now() - began).toBeGreaterThanOrEqual(2_000)
    expect(await visit.cart()).toEqual({ [HALITE]: 1 })
  })
})

describe('a customer’s actions', () => {
  beforeEach(async () => {
    await visit.register(`${crypto.randomUUID()}@example.com`, 'a long test password')
  })

  test('count once when the answer is lost', async () => {
    page = await visit.page('/products/halite?size=thumbnail&colour=colourless')
    await meanwhile(answerLost, answerLost)
    await add()
    await told('is in your cart')
    expect(names).toHaveLength(3)
    expect(await visit.cart()).toEqual({ [HALITE]: 1 })
  })

  test('are kept on the page after the last try, and done when the shopper tries again', async () => {
    await visit.fill({ [HALITE]: 1 })
    page = await visit.page('/cart')
    await page.clock.install()
    await meanwhile(...Array.from({ length: 6 }, () => unreachable))
    await page.getByRole('spinbutton').fill('4')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.clock.fastForward(12_000).then(() => names.length), { interval: 50 }).toBe(6)
    await told('This was not saved, because we could not reach the shop.')
    await page.clock.resume()
    expect(await page.getByRole('spinbutton').inputValue()).toBe('4')
    expect(await visit.cart()).toEqual({ [HALITE]: 1 })
    await page.getByRole('button', { name: 'Try again' }).click()
    await told('Your cart is up to date.')
    expect(await visit.cart()).toEqual({ [HALITE]: 4 })
    expect(new Set(names).size).toBe(1)
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0)
  })
})
