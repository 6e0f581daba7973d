import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { aBrowser, aVisit } from '../support/browser.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'

const DESKTOP = { width: 1280, height: 900 }
const PHONE = { width: 390, height: 844 }

let shop: TestShop
let browser: Browser
let page: Page

beforeAll(async () => {
  shop = await aShop('demo')
  browser = await aBrowser()
})

afterAll(async () => {
  await browser?.close()
  await shop?.[Symbol.asyncDispose]()
})

afterEach(() => page.context().close())

async function open(path: string, options: BrowserContextOptions = { viewport: DESKTOP }): Promise<void> {
  const context = await aVisit(browser, { baseURL: shop.url, ...options })
  page = await context.newPage()
  await page.goto(path)
}

const names = () => page.locator('.card__name').allInnerTexts()
const scrolled = () => page.locator('html').evaluate(({ scrollTop }) => scrollTop)
const told = () => page.getByRole('main').getByRole('status').innerText()
const value = (name: string) => page.getByRole('checkbox', { name: new RegExp(`^${name} \\(`) })
const facet = (name: string) =>
  page.locator('details.facet').filter({ has: page.getByText(name, { exact: true }) })

describe('filters', () => {
  test('tell what they found in a status that stays, and can be taken away one by one or all at once', async () => {
    await open('/categories/silicates')
    const all = await told()
    const status = await page.getByRole('main').getByRole('status').elementHandle()

    await value('Miniature').check()
    await value('Cabinet').check()
    await value('Green').check()
    await page.waitForURL('**/categories/silicates?size=miniature&size=cabinet&colour=green')
    const found = await told()
    expect(found).not.toBe(all)
    expect(await status?.innerText()).toBe(found)
    expect(await value('Miniature').isChecked()).toBe(true)

    const chosen = page.getByRole('list', { name: 'Chosen filters' })
    await chosen.getByRole('link', { name: 'Remove Colour: Green' }).click()
    await page.waitForURL('**/categories/silicates?size=miniature&size=cabinet')
    expect(await value('Green').isChecked()).toBe(false)
    await chosen.getByRole('link', { name: 'Clear all' }).click()
    await page.waitForURL('**/categories/silicates')
    expect(await status?.innerText()).toBe(all)
  })

  test.each([true, false])(
    'that are asked for seldom are folded, and open where something is chosen (JavaScript: %s)',
    async (javaScriptEnabled) => {
      await open('/categories/silicates', { javaScriptEnabled, viewport: DESKTOP })
      expect(await value('cubic').isVisible()).toBe(false)
      await facet('Crystal system').locator('summary').click()
      await value('cubic').check()
      if (!javaScriptEnabled) await page.getByRole('button', { name: 'Show minerals' }).click()
      await page.waitForURL(/silicates\?(.*&)?crystal-system=cubic/)
      expect(await value('cubic').isChecked()).toBe(true)
      expect(await value('cubic').isVisible()).toBe(true)
      expect(await value('vitreous').isVisible()).toBe(false)
    },
  )

  test('that others have not are folded beneath their handle on a phone', async () => {
    await open('/categories/silicates?lustre=pearly', { javaScriptEnabled: false, viewport: PHONE })
    expect(await value('pearly').isVisible()).toBe(false)
    await page.locator('.filters__summary').click()
    expect(await value('pearly').isVisible()).toBe(true)
    expect(await value('cubic').isVisible()).toBe(false)
  })
})

describe('whoever comes back to a list', () => {
  test.each([
    ['by its filters, sorted', '/categories/silicates?size=miniature&sort=price-down', DESKTOP],
    ['on its second page', '/categories/silicates?page=2', PHONE],
    ['of what was found', '/search?q=quartz&sort=name', PHONE],
  ])('%s finds it as it was, where it was', async (_which, path, viewport) => {
    await open(path, { viewport })
    const before = await names()
    const card = page.locator('.card__link').nth(4)
    await card.scrollIntoViewIfNeeded()
    const place = await scrolled()
    expect(place).toBeGreaterThan(100)
    await card.click()
    await page.waitForURL('**/products/*')
    await page.goBack()
    await page.waitForURL(`**${path}`)
    expect(await names()).toEqual(before)
    await expect.poll(scrolled).toBeCloseTo(place, -1)
  })

  test('goes back through what was chosen without a page load', async () => {
    await open('/categories/silicates')
    const all = await names()
    await value('Cabinet').check()
    await page.waitForURL('**?size=cabinet')
    const cabinet = await names()
    await page.getByLabel('Sort by').selectOption('price-down')
    await page.waitForURL('**?size=cabinet&sort=price-down')
    expect(await names()).not.toEqual(cabinet)

    await page.goBack()
    await expect.poll(names).toEqual(cabinet)
    expect(await value('Cabinet').isChecked()).toBe(true)
    await page.goBack()
    await expect.poll(names).toEqual(all)
    expect(await value('Cabinet').isChecked()).toBe(false)
    await page.goForward()
    await expect.poll(names).toEqual(cabinet)
    await page.reload()
    expect(await names()).toEqual(cabinet)
  })
})
