import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { aBrowser, aVisit } from '../support/browser.ts'
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

const DEVICES = [
  { device: 'a desktop', viewport: { width: 1280, height: 900 }, colorScheme: 'light' as const },
  { device: 'a small phone', viewport: { width: 320, height: 640 }, colorScheme: 'dark' as const },
]

describe.each(DEVICES)('the search box on $device', ({ viewport, colorScheme }) => {
  let context: BrowserContext
  let page: Page
  let box: Locator
  let options: Locator
  const complaints: string[] = []

  beforeEach(async () => {
    context = await aVisit(browser, { baseURL: shop.url, viewport, colorScheme })
    page = await context.newPage()
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) complaints.push(message.text())
    })
    await page.goto('/', { waitUntil: 'domcontentloaded' })
    box = page.getByRole('combobox', { name: 'Search the shop' })
    options = page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option')
  })

  afterEach(async () => {
    await context.close()
    expect(complaints).toEqual([])
  })

  /** The option that a screen reader is told of. */
  async function chosen(): Promise<string> {
    const id = await box.getAttribute('aria-activedescendant')
    return id ? page.locator(`#${id}[aria-selected="true"] .suggestion__name`).innerText() : ''
  }

  test('is a combobox by keyboard: down, up, end, home, and Enter opens what is chosen', async () => {
    await expect.poll(() => box.getAttribute('aria-expanded')).toBe('false')
    await box.pressSequentially('garn')
    await options.first().waitFor()
    expect(await box.getAttribute('aria-expanded')).toBe('true')
    expect(await box.getAttribute('aria-controls')).toBe(
      await page.getByRole('listbox', { name: 'Suggestions' }).getAttribute('id'),
    )
    const count = await options.count()
    expect(count).toBeLessThanOrEqual(8)
    expect(
      await page
        .getByRole('status')
        .filter({ hasText: `${count} suggestions` })
        .count(),
    ).toBe(1)

    const names = await options.locator('.suggestion__name').allInnerTexts()
    expect(await chosen()).toBe('')
    await box.press('ArrowDown')
    expect(await chosen()).toBe(names[0])
    await box.press('End')
    expect(await chosen()).toBe(names.at(-1))
    await box.press('ArrowDown')
    expect(await chosen()).toBe('')
    await box.press('ArrowUp')
    expect(await chosen()).toBe(names.at(-1))
    await box.press('Home')
    expect(await chosen()).toBe(names[0])
    expect(await box.inputValue()).toBe('garn')
    await box.press('Enter')
    await page.waitForURL('**/products/*', { waitUntil: 'commit' })
  })

  test('suggests for a misspelling, and by a click', async () => {
    await box.pressSequentially('flourite')
    await options.filter({ hasText: 'Fluorite' }).click()
    await page.waitForURL('**/products/fluorite', { waitUntil: 'commit' })
  })

  test('searches for what was typed when nothing is chosen', async () => {
    await box.pressSequentially('garnet')
    await options.first().waitFor()
    await box.press('Enter')
    await page.waitForURL(/\/search\?q=garnet$/, { waitUntil: 'commit' })
    expect(await page.getByRole('combobox', { name: 'Search the shop' }).inputValue()).toBe('garnet')
  })

  test('closes by Escape, when it is left and when it is emptied, and opens again by an arrow', async () => {
    await box.pressSequentially('quartz')
    await options.first().waitFor()
    await box.press('Escape')
    expect(await options.first().isVisible()).toBe(false)
    expect(await box.inputValue()).toBe('quartz')
    await box.press('ArrowDown')
    await options.first().waitFor()
    await box.press('Tab')
    expect(await box.getAttribute('aria-expanded')).toBe('false')
    await box.focus()
    await box.press('ArrowDown')
    await options.first().waitFor()
    await box.fill('')
    await expect.poll(() => options.first().isVisible()).toBe(false)
  })

  test('never shows a late answer to what is no longer asked', async () => {
    await page.route('**/search/suggestions?q=pyri', async (route) => {
      await new Promise((late) => setTimeout(late, 1_500))
      await route.continue().catch(() => {})
    })
    const first = page.waitForRequest('**/search/suggestions?q=pyri')
    await box.pressSequentially('pyri')
    await first
    await box.fill('topaz')
    await options.filter({ hasText: 'Topaz' }).first().waitFor()
    await page.waitForTimeout(2_000)
    expect(await options.filter({ hasText: 'Pyrite' }).count()).toBe(0)
    expect(await options.filter({ hasText: 'Topaz' }).count()).toBeGreaterThan(0)
  })

  test('is accessible while it is open, and fits its window', async () => {
    await box.pressSequentially('quar')
    await options.first().waitFor()
    await box.press('ArrowDown')
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
      .analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
    const width = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth)
    expect(width).toBeLessThanOrEqual(0)
  })
})

test('without JavaScript the search box is the form it always was', async () => {
  const context = await aVisit(browser, { baseURL: shop.url, javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto('/', { waitUntil: 'domcontentloaded' })
  await page.getByRole('searchbox', { name: 'Search the shop' }).fill('flourite')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/search\?q=flourite$/, { waitUntil: 'commit' })
  await page.getByText('Showing results for “fluorite”.').waitFor()
  await context.close()
})
