import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aBrowser } from '../support/browser.ts'
import { CartVisit } from '../support/cart-visit.ts'
import { mailsTo } from '../support/outbox.ts'
import { ADDRESS } from '../support/purchase.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'

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

const WAYS = [
  { way: 'on a phone with JavaScript', javaScriptEnabled: true, viewport: { width: 390, height: 844 } },
  {
    way: 'on a desktop without JavaScript',
    javaScriptEnabled: false,
    viewport: { width: 1280, height: 900 },
  },
]

// Each of them walks a whole purchase first.
describe.each(WAYS)('$way', { timeout: 120_000 }, ({ javaScriptEnabled, viewport }) => {
  const visit = () => CartVisit.begin(shop, browser, { javaScriptEnabled, viewport })
  const address = (what: string) => `${what}-${viewport.width}@example.com`
  const press = (page: Page, name: string | RegExp) =>
    page.getByRole('main').getByRole('button', { name }).first().click()

  /** Fits the window, has no hindrance in the light nor in the dark. */
  async function usable(page: Page): Promise<void> {
    const width = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth)
    expect(width, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0)
    if (!javaScriptEnabled) return
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const rules = new AxeBuilder({ page }).setLegacyMode()
      // Nothing but the colours is another in the dark.
      const { violations } = await (colorScheme === 'dark'
        ? rules.withRules('color-contrast')
        : rules
      ).analyze()
      expect(violations.map(({ id, nodes }) => `${page.url()} ${id}: ${nodes[0]?.html}`)).toEqual([])
    }
  }

  /** From a filled cart to the page of payment. */
  async function place(one: CartVisit, email: string): Promise<Page> {
    await one.fill({ 'FLUO-TN-GREE': 1 })
    const page = await one.page('/checkout/address')
    await page.getByLabel('Email').fill(email)
    const delivery = page.locator('[data-address="delivery"]')
    await delivery.getByLabel('Full name').fill(ADDRESS.name)
    await delivery.getByLabel(/^Street/).fill(ADDRESS.line1)
    await delivery.getByLabel('Postcode').fill(ADDRESS.postcode)
    await delivery.getByLabel(/^Town/).fill(ADDRESS.city)
    await press(page, /continue/i)
    await page.waitForURL('**/checkout/delivery')
    await press(page, /continue/i)
    await page.waitForURL('**/checkout/review')
    await press(page, /^Pay €/)
    await page.waitForURL('**/stand-in/**')
    return page
  }

  async function payWith(page: Page, card: RegExp): Promise<void> {
    const box = page.getByRole('radio', { name: card }).first()
    if (!(await box.isVisible())) await page.getByText('More test cards').click()
    await box.check()
    await page.getByRole('button', { name: /^Pay/ }).click()
  }

  test('a declined card is told of on the order’s page, which takes the next one', async () => {
    await using one = await visit()
    const page = await place(one, address('declined'))
    await payWith(page, /Declined: insufficient/)
    await page
      .getByText(/insufficient funds/i)
      .first()
      .waitFor()
    // They do not take the way back but close the page, and find the order in their cart.
    await page.goto('/cart')
    await page.getByRole('link', { name: 'Pay or change it' }).click()
    await page.getByText('Your card was declined: insufficient funds. Nothing was charged.').waitFor()
    await page.getByText('still to be paid').waitFor()
    await usable(page)
    await press(page, 'Pay now')
    await page.waitForURL('**/stand-in/**')
    await payWith(page, /4242 4242 4242 4242|Visa/)
    await page.getByRole('heading', { name: 'Payment successful' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Payment successful' }).waitFor()
    await usable(page)
    await page.getByRole('link', { name: 'See your order' }).click()
    await page.getByText('€28.40 is paid.').waitFor()
    await usable(page)
  })

  test('a paid order goes to another address, is ordered again, and is cancelled after a question', async () => {
    await using one = await visit()
    const page = await place(one, address('changes'))
    await payWith(page, /4242 4242 4242 4242|Visa/)
    await page.getByRole('link', { name: 'See your order' }).click()

    await page.getByRole('link', { name: 'Change the address' }).click()
    await usable(page)
    await page.getByLabel('Country').selectOption('FR')
    await page.getByLabel(/^Town/).fill('')
    await press(page, 'Send it there')
    await page.getByRole('alert').getByRole('link', { name: 'Enter the town or city.' }).click()
    await page.getByLabel(/^Town/).fill('Paris')
    await press(page, 'Send it there')
    await page
      .getByRole('alert')
      .getByText(/costs €12\.90 instead of €4\.90/)
      .waitFor()
    expect(await page.getByLabel(/^Town/).inputValue()).toBe('Paris')
    await usable(page)
    await page.getByLabel('Country').selectOption('DE')
    await page.getByLabel(/^Street/).fill('Unter den Linden 6')
    await press(page, 'Send it there')
    await page.getByText(/Now to Ada Lovelace, Unter den Linden 6/).waitFor()

    await press(page, 'Order the same again')
    await page.getByText('All of it is in your cart now.').waitFor()
    expect(await one.cart()).toEqual({ 'FLUO-TN-GREE': 1 })
    await page.goBack()

    await page.getByRole('link', { name: 'Cancel this order' }).click()
    await page.getByRole('heading', { name: /^Cancel order/ }).waitFor()
    await usable(page)
    await press(page, 'Cancel the order')
    await page.getByText(/is cancelled\. A mail confirms it\./).waitFor()
    await page.getByText(/€28\.40 (is on its way back to you|was paid back)/).waitFor()
    await usable(page)
  })

  test('a lost order is found from the foot of any page', async () => {
    await using one = await visit()
    const email = address('lost')
    await place(one, email)
    await using stranger = await visit()
    const page = await stranger.page('/')
    await page.getByRole('link', { name: 'Find your order' }).click()
    await usable(page)
    await press(page, 'Send me the link')
    await page.getByRole('alert').getByRole('link').first().waitFor()
    await usable(page)
    const [order] = await shop.database.query<{ number: string }>(
      'SELECT number FROM orders WHERE email = $1',
      [email],
    )
    await page.getByLabel('Order number').fill(order?.number.toLowerCase() ?? '')
    await page.getByLabel('Email').fill(email)
    await press(page, 'Send me the link')
    await page.getByText('its link is on the way to that address').waitFor()
    const [mail] = await mailsTo(shop, email, 1)
    await page.goto(/\/orders\/LM-\d+\?key=[\w-]+/.exec(mail?.text ?? '')?.[0] ?? '')
    await page.getByText('Awaiting payment').first().waitFor()
  })
})
