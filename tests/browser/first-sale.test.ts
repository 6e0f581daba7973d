import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aBrowser, aVisit } from '../support/browser.ts'
import { ADDRESS } from '../support/purchase.ts'
import { aShop, OWNER, type TestShop } from '../support/test-shop.ts'

let shop: TestShop
let browser: Browser

beforeAll(async () => {
  shop = await aShop('demo')
  browser = await aBrowser()
})

afterAll(async () => {
  await browser?.close()
  await shop?.[Symbol.asyncDispose]()
})

const DEVICES = [
  { device: 'a desktop with JavaScript', javaScriptEnabled: true, viewport: { width: 1280, height: 900 } },
  { device: 'a phone with JavaScript', javaScriptEnabled: true, viewport: { width: 390, height: 844 } },
  {
    device: 'a desktop without JavaScript',
    javaScriptEnabled: false,
    viewport: { width: 1280, height: 900 },
  },
]

describe.each(DEVICES)('on $device', ({ javaScriptEnabled, viewport }) => {
  const email = `${javaScriptEnabled ? 'js' : 'plain'}${viewport.width}@example.com`
  const complaints: string[] = []
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    context = await aVisit(browser, { baseURL: shop.url, javaScriptEnabled, viewport })
    page = await context.newPage()
    page.on('console', (message) => {
      // A declined card is answered with 402, an incomplete form with 422, and Chromium mentions both here.
      if (message.type() === 'error' && !/status of (402|422)/.test(message.text()))
        complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
  })

  afterAll(() => context.close())

  /** The form asks for a second address, hidden until it is wanted. */
  const delivery = () => page.locator('[data-address="delivery"]')

  /** Each page must fit its window and, where scripts may run, satisfy axe. */
  async function accessible(): Promise<void> {
    const width = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth)
    expect(width, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0)
    if (!javaScriptEnabled) return
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
      .analyze()
    expect(violations.map(({ id, nodes }) => `${page.url()} ${id}: ${nodes[0]?.html}`)).toEqual([])
  }

  test('a guest goes from the front page to the confirmation', async () => {
    await page.goto('/')
    await accessible()
    await page.getByRole('main').getByRole('link', { name: 'Halides' }).first().click()
    await page.waitForURL('**/categories/halides')
    await accessible()
    await page
      .getByRole('link', { name: /^Fluorite/ })
      .first()
      .click()
    await page.waitForURL('**/products/fluorite')
    await accessible()

    await page.getByRole('radio', { name: /^Thumbnail/ }).check()
    await page.getByRole('radio', { name: /^Green(?! and)/ }).check()
    await page.getByRole('button', { name: 'Add to cart' }).click()
    if (javaScriptEnabled) await page.getByText('Fluorite, Thumbnail · Green is in your cart.').waitFor()
    await page.goto('/cart')
    await accessible()
    await page
      .getByRole('link', { name: /checkout/i })
      .first()
      .click()

    await page.waitForURL('**/checkout/address')
    await accessible()
    await page.getByLabel('Email').fill(email)
    await delivery().getByLabel('Full name').fill(ADDRESS.name)
    await delivery()
      .getByLabel(/^Street/)
      .fill(ADDRESS.line1)
    await delivery().getByLabel('Postcode').fill(ADDRESS.postcode)
    await page
      .getByRole('main')
      .getByRole('button', { name: /continue/i })
      .click()
    await page.getByRole('alert').getByRole('link', { name: 'Enter the town or city.' }).waitFor()
    await accessible()
    expect(await delivery().getByLabel('Full name').inputValue()).toBe(ADDRESS.name)
    await delivery().getByLabel(/^Town/).fill(ADDRESS.city)
    await page
      .getByRole('main')
      .getByRole('button', { name: /continue/i })
      .click()

    await page.waitForURL('**/checkout/delivery')
    await accessible()
    await page.getByRole('radio', { name: /Insured parcel/ }).check()
    await page.getByRole('button', { name: /continue/i }).click()
    await page.waitForURL('**/checkout/review')
    await accessible()
    await page.getByText('€28.40').first().waitFor()
    await page.getByRole('button', { name: 'Pay €28.40' }).click()
  })

  test('a declined card leads back with everything kept, and the next card is taken', async () => {
    await page.getByText('More test cards').click()
    await page.getByRole('radio', { name: /Declined: insufficient/ }).check()
    await page.getByRole('button', { name: /^Pay/ }).click()
    await page
      .getByText(/insufficient funds/i)
      .first()
      .waitFor()
    await page.getByRole('link', { name: /back/i }).first().click()
    await page.waitForURL('**/checkout/review')
    await page.getByText('Your card was declined: insufficient funds. Nothing was charged.').waitFor()
    await accessible()
    await page.getByText(email).first().waitFor()

    await page.getByRole('button', { name: 'Pay €28.40' }).click()
    await page
      .getByRole('radio', { name: /4242 4242 4242 4242|Visa/ })
      .first()
      .check()
    await page.getByRole('button', { name: /^Pay/ }).click()
    await page.getByRole('heading', { name: 'Payment successful' }).waitFor()
    await accessible()
    await page.getByRole('link', { name: 'Continue shopping' }).waitFor()
  })

  test('the owner sees the order and ships it; both mails lie in the outbox', async () => {
    const number = /LM-\d+/.exec(page.url())?.[0] ?? ''
    await page.goto('/backoffice')
    await accessible()
    await page.getByLabel('Email address').fill(OWNER.email)
    await page.getByLabel('Password').fill(OWNER.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('link', { name: number }).waitFor()
    await accessible()
    await page.getByRole('link', { name: number }).click()
    await page.getByLabel('Tracking number').fill('00340434292135100186')
    await accessible()
    await page.getByRole('button', { name: 'Mark as shipped' }).click()
    await page.getByText('On its way').first().waitFor()
    await accessible()

    await expect
      .poll(
        async () => {
          await page.goto('/development/mails')
          return page.getByRole('listitem').filter({ hasText: email }).allInnerTexts()
        },
        { timeout: 20_000, interval: 500 },
      )
      .toHaveLength(2)
    await accessible()
    await page.getByRole('link', { name: `Your order ${number} is on its way` }).click()
    await page.getByText('Tracking number: 00340434292135100186').waitFor()
    expect(complaints).toEqual([])
  })
})
