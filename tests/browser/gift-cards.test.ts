import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aBrowser } from '../support/browser.ts'
import { CartVisit } from '../support/cart-visit.ts'
import { Giver } from '../support/gift-cards.ts'
import { ADDRESS } from '../support/purchase.ts'
import { aShop, OWNER, type TestShop } from '../support/test-shop.ts'

const GREEN = 'FLUO-TN-GREE'

let shop: TestShop
let browser: Browser
let giver: Giver

beforeAll(async () => {
  shop = await aShop('demo')
  browser = await aBrowser()
  giver = await Giver.of(shop)
})

afterAll(async () => {
  await browser?.close()
  await shop?.[Symbol.asyncDispose]()
})

describe.each([
  { how: 'with JavaScript', javaScriptEnabled: true, width: 1280 },
  { how: 'on a phone without JavaScript', javaScriptEnabled: false, width: 390 },
])('$how', ({ javaScriptEnabled, width }) => {
  test('a gift card and a bank card pay an order together', async () => {
    const card = await giver.card('10')
    const options = { javaScriptEnabled, viewport: { width, height: 900 } }
    await using visit = await CartVisit.begin(shop, browser, options)
    await visit.fill({ [GREEN]: 1 })
    const page = await visit.page('/cart')

    await enter(page, 'WRONG-CODE')
    await page.locator('#error-gift-card').getByText('We cannot find a gift card').waitFor()
    expect(await page.getByLabel('Code of the gift card').inputValue()).toBe('WRONG-CODE')
    await enter(page, card.code.toLowerCase())
    await page.getByText(`Gift card ending in ${card.lastFour}`, { exact: true }).waitFor()
    await toPay(page, '€18.40')
    await fits(page, javaScriptEnabled)

    await page.getByRole('link', { name: 'Go to checkout' }).click()
    for (const [name, value] of Object.entries(ADDRESS)) await fill(page, name, value)
    await page.getByRole('button', { name: 'Continue to delivery' }).click()
    await page.getByRole('button', { name: 'Continue to review' }).click()
    await toPay(page, '€18.40')
    await fits(page, javaScriptEnabled)
    await page.getByRole('button', { name: `Remove gift card ending in ${card.lastFour}` }).click()
    await page.getByRole('button', { name: 'Pay €28.40' }).waitFor()
    await enter(page, card.code)
    await page.getByRole('button', { name: 'Pay €18.40' }).click()

    await page.waitForURL(/\/stand-in\//)
    expect(await page.locator('body').innerText()).toContain('18.40')
  })
})

test.each([390, 1280])(
  'the pages about gift cards and credit fit %i pixels and satisfy axe',
  async (width) => {
    const email = `ada${width}@example.com`
    await using visit = await CartVisit.begin(shop, browser, { viewport: { width, height: 900 } })
    await visit.register(email, 'a long test password')
    await giver.credit(email, '6.50')
    const page = await visit.page('/account')
    await page.getByRole('heading', { name: 'Your credit' }).waitFor()
    await fits(page, true)
    await page.goto('/gift-cards')
    await page.getByLabel('Code of the gift card').fill('WRONG')
    await page.getByRole('button', { name: 'Show what is left' }).click()
    await page.locator('#error-card').waitFor()
    await fits(page, true)

    await page.goto('/backoffice')
    await page.getByLabel(/Email/).fill(OWNER.email)
    await page
      .getByLabel(/Password/)
      .first()
      .fill(OWNER.password)
    await page.getByRole('button', { name: /Sign in/ }).click()
    await page.goto('/backoffice/stored-values')
    await page.getByRole('button', { name: 'Issue it' }).click()
    await page.locator('#error-amount').waitFor()
    await fits(page, true)
    await page.getByRole('link', { name: 'Store credit' }).first().click()
    await page.getByRole('heading', { name: 'Store credit' }).waitFor()
    await fits(page, true)
  },
)

async function enter(page: Page, code: string): Promise<void> {
  const field = page.getByLabel('Code of the gift card')
  if (!(await field.isVisible())) await page.getByText('Use a gift card', { exact: true }).click()
  await field.fill(code)
  await page.getByRole('button', { name: 'Use it' }).click()
}

async function fill(page: Page, name: string, value: string): Promise<void> {
  const field = page.locator(`#field-${name}`)
  if (name === 'country') await field.selectOption(value)
  else await field.fill(value)
}

async function toPay(page: Page, sum: string): Promise<void> {
  await page.locator('.means .totals__row--total').getByText(sum).waitFor()
}

async function fits(page: Page, mayRunAxe: boolean): Promise<void> {
  await page.waitForLoadState()
  const beyond = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth)
  expect(beyond, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0)
  if (!mayRunAxe) return
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze()
  expect(violations.map(({ id, nodes }) => `${page.url()} ${id}: ${nodes[0]?.html}`)).toEqual([])
}
