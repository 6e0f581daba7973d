import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { aBrowser } from '../support/browser.ts'
import { CartVisit } from '../support/cart-visit.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'

const HALITE = 'HALI-TN-COLO'
const GYPSUM = 'GYPS-MN-COLO'
const PASSWORD = 'a long test password'
const ELSEWHERE = 'Your cart was changed in another window or on another device.'

let shop: TestShop
let browser: Browser
let visit: CartVisit

beforeAll(async () => {
  shop = await aShop('demo')
  browser = await aBrowser()
  await shop.database.query(
    'UPDATE stock_levels SET on_hand = 500 WHERE variant_id IN (SELECT id FROM variants WHERE sku IN ($1, $2))',
    [HALITE, GYPSUM],
  )
})

afterAll(async () => {
  await browser?.close()
  await shop?.[Symbol.asyncDispose]()
})

afterEach(() => visit.context.close())

const more = (page: Page) => page.getByRole('button', { name: 'one more' }).first()
const badge = (page: Page, units: number) =>
  page.locator('#cart-badge').getByText(String(units), { exact: true }).waitFor()

/** Requests for the cart as JSON, which is how a page looks again. */
function looks(page: Page): string[] {
  const urls: string[] = []
  page.on('request', (request) => {
    if (request.method() === 'GET' && new URL(request.url()).pathname === '/cart') urls.push(request.url())
  })
  return urls
}

describe.each([
  { who: 'a guest', begin: async () => {} },
  {
    who: 'a customer',
    begin: () => visit.register(`${crypto.randomUUID()}@example.com`, PASSWORD),
  },
])('in two tabs of $who', ({ begin }) => {
  let first: Page
  let second: Page

  beforeEach(async () => {
    visit = await CartVisit.begin(shop, browser)
    await begin()
  })

  test('two adds at the same moment both count', async () => {
    first = await visit.page('/products/halite?size=thumbnail&colour=colourless')
    second = await visit.page('/products/gypsum?size=miniature&colour=colourless')
    // Each answer takes its time, so that the second action begins before the first has ended.
    await visit.context.route('**/cart/lines**', async (route) => {
      const response = await route.fetch()
      await new Promise((resolve) => setTimeout(resolve, 300))
      await route.fulfill({ response })
    })
    await Promise.all(
      [first, second].map((page) => page.getByRole('button', { name: 'Add to cart' }).click()),
    )
    for (const page of [first, second]) await badge(page, 2)
    expect(await visit.cart()).toEqual({ [HALITE]: 1, [GYPSUM]: 1 })
  })

  test('both show the same cart, and the one that changed it does not look again', async () => {
    await visit.fill({ [HALITE]: 1, [GYPSUM]: 1 })
    first = await visit.page('/cart')
    second = await visit.page('/cart')
    await first.waitForTimeout(300)
    const looked = looks(first)
    await more(first).click()
    await second.getByText(ELSEWHERE).waitFor()
    await badge(second, 3)
    expect(await second.getByRole('spinbutton').first().inputValue()).toBe('2')
    expect(looked).toEqual([])

    await Promise.all([
      more(first).dblclick(),
      second
        .getByRole('button', { name: /^Remove/ })
        .last()
        .click(),
    ])
    for (const page of [first, second]) await badge(page, 4)
    expect(await visit.cart()).toEqual({ [HALITE]: 4 })
    for (const page of [first, second])
      expect(await page.getByRole('spinbutton').evaluateAll((all) => all.length)).toBe(1)
  })
})

test('two devices of one customer follow each other by the stream', async () => {
  const email = `${crypto.randomUUID()}@example.com`
  visit = await CartVisit.begin(shop, browser)
  await visit.register(email, PASSWORD)
  await visit.fill({ [HALITE]: 1 })
  const laptop = await visit.page('/cart')
  await using other = await CartVisit.begin(shop, browser)
  await other.signIn(email, PASSWORD)
  const phone = await other.page('/products/gypsum?size=miniature&colour=colourless')
  await badge(phone, 1)
  await phone.getByRole('button', { name: 'Add to cart' }).click()
  await laptop.getByText(ELSEWHERE).waitFor()
  await laptop.locator('.cart-line').getByRole('link', { name: 'Gypsum' }).waitFor()
  await more(laptop).click()
  await badge(phone, 3)
})

test('a page that comes back by the Back button shows the cart as it is now', async () => {
  await using own = await aBrowser({ ignoreDefaultArgs: ['--disable-back-forward-cache'] }, 'chromium')
  visit = await CartVisit.begin(shop, own)
  const page = await visit.page('/products/halite?size=thumbnail&colour=colourless')
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await badge(page, 1)
  await page.evaluate("addEventListener('pageshow', (event) => { document.title = String(event.persisted) })")
  await page.goto('/cart')
  await page.getByRole('button', { name: /^Remove/ }).click()
  await page.getByText('Nothing in it yet').waitFor()
  await page.evaluate('history.back()')
  await page.waitForURL('**/products/halite**', { waitUntil: 'commit' })
  await page.locator('#cart-badge:empty').waitFor({ state: 'attached' })
  expect(await page.title()).toBe('true')
})
