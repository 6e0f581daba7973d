import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { aBrowser, aVisit } from '../support/browser.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { Visitor } from '../support/visitor.ts'

const SKU = 'FLUO-TN-GREE'
/** Milliseconds, as public/js/live-stock.js has them. */
const PATIENCE = 10_000
const EVERY = 20_000

let shop: TestShop
let browser: Browser
let page: Page
let variant: string

beforeAll(async () => {
  shop = await aShop('demo')
  browser = await aBrowser()
  const [row] = await shop.database.query<{ id: number }>('SELECT id FROM variants WHERE sku = $1', [SKU])
  variant = String(row?.id)
})

afterAll(async () => {
  await browser?.close()
  await shop?.[Symbol.asyncDispose]()
})

async function aPage(javaScriptEnabled = true): Promise<Page> {
  const context = await aVisit(browser, { baseURL: shop.url, javaScriptEnabled })
  return context.newPage()
}

const onHand = (units: number) =>
  shop.database.query('UPDATE stock_levels SET on_hand = $1, on_hold = 0 WHERE variant_id = $2', [
    units,
    variant,
  ])

const someoneElseTakes = (quantity: number) =>
  new Visitor(shop.url, '203.0.113.9').post('/cart/lines', { variant, quantity: String(quantity) })

const stock = () => page.locator('#stock[role="status"]').innerText()
const add = () => page.getByRole('button', { name: 'Add to cart' })

beforeEach(() => onHand(8))

afterEach(() => page.context().close())

describe('a page that stays open', () => {
  test('tells what others take, in the status of the stock', async () => {
    page = await aPage()
    await page.goto(`/products/fluorite?variant=${variant}`)
    expect(await stock()).toBe('8 in stock')
    await someoneElseTakes(7)
    await expect.poll(stock, { timeout: 10_000 }).toBe('Only 1 left')
  })

  test('asks again and again where the stream of news does not come through', async () => {
    page = await aPage()
    await page.clock.install({ time: 0 })
    await page.clock.pauseAt(1_000)
    await page.route('**/events', (route) => route.abort())
    let asked = 0
    page.on('request', (request) => {
      if (request.url().includes('/stock?variant=')) asked += 1
    })
    await page.goto(`/products/fluorite?variant=${variant}`)
    await page.clock.runFor(PATIENCE - 100)
    await onHand(5)
    expect([asked, await stock()]).toEqual([0, '8 in stock'])

    await page.clock.runFor(200)
    await expect.poll(stock).toBe('5 in stock')
    await onHand(1)
    await page.clock.runFor(EVERY)
    await expect.poll(stock).toBe('The only one')
    await onHand(0)
    await page.clock.runFor(EVERY)
    await expect.poll(stock).toBe('Sold out')
    expect(await add().isDisabled()).toBe(true)
    expect(asked).toBe(3)
  })
})

describe('the last unit, bought by somebody else between a look and a click,', () => {
  test('is refused in an alert on the page, and the cart stays empty', async () => {
    page = await aPage()
    await page.route('**/events', (route) => route.abort())
    await onHand(1)
    await page.goto(`/products/fluorite?variant=${variant}`)
    expect(await stock()).toBe('The only one')
    await someoneElseTakes(1)
    await add().click()
    await page
      .getByRole('alert')
      .getByText('Sorry, Fluorite, Thumbnail · Green is sold out or held by another shopper right now.')
      .waitFor()
    expect(await page.locator('#cart-badge').innerText()).toBe('')
  })

  test('is refused without JavaScript, too', async () => {
    page = await aPage(false)
    await onHand(1)
    await page.goto(`/products/fluorite?variant=${variant}`)
    await someoneElseTakes(1)
    await add().click()
    await page.getByText('is sold out or held by another shopper right now.').first().waitFor()
    await page.goto('/cart')
    await page.getByText('Nothing in it yet.').waitFor()
  })
})

describe('the number beside the cart', () => {
  test('is announced when it changes, and right after Back', async () => {
    page = await aPage()
    await page.goto('/')
    await page.goto(`/products/fluorite?variant=${variant}`)
    await add().click()
    await page.getByRole('status').getByText('Fluorite, Thumbnail · Green is in your cart.').waitFor()
    expect(await page.locator('#cart-badge[aria-live="polite"]').innerText()).toBe('1')
    await page.goBack()
    await page.waitForURL(`${shop.url}/`)
    expect(await page.locator('#cart-badge').innerText()).toBe('1')
  })

  test('is asked for when a page comes back from the memory of the browser', async () => {
    page = await aPage()
    await page.goto('/')
    const tab = await page.context().newPage()
    await tab.goto(`/products/fluorite?variant=${variant}`)
    await tab.getByRole('button', { name: 'Add to cart' }).click()
    await tab.getByText('is in your cart').waitFor()
    // Open pages are told; one that lay in memory was not.
    await page.locator('#cart-badge').evaluate((badge) => {
      badge.textContent = ''
    })
    // Chromium keeps no page in memory while it is remote-controlled: this is all such a page would hear.
    await page.locator('html').evaluate(({ ownerDocument: { defaultView: view } }) => {
      view.dispatchEvent(new view.PageTransitionEvent('pageshow', { persisted: true }))
    })
    await expect.poll(() => page.locator('#cart-badge').innerText()).toBe('1')
  })
})
