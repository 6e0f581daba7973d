import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aBrowser, aVisit } from '../support/browser.ts'
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
  { device: 'a small phone with JavaScript', javaScriptEnabled: true, viewport: { width: 320, height: 640 } },
  { device: 'a phone without JavaScript', javaScriptEnabled: false, viewport: { width: 390, height: 844 } },
]

describe.each(DEVICES)('on $device', ({ javaScriptEnabled, viewport }) => {
  const email = `${javaScriptEnabled ? 'js' : 'plain'}${viewport.width}@example.com`
  const title = `Glows in the lamp, seen at ${viewport.width}`
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    context = await aContext()
    page = await context.newPage()
  })

  afterAll(() => context.close())

  const aContext = (): Promise<BrowserContext> =>
    aVisit(browser, { baseURL: shop.url, javaScriptEnabled, viewport })

  /** Each page must fit its window, have targets that can be hit and, where scripts may run, satisfy axe. */
  async function accessible(): Promise<void> {
    // Without its style sheet every page is wide.
    await page.waitForLoadState('load')
    const width = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth)
    expect(width, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0)
    if (!javaScriptEnabled) return
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
      .analyze()
    expect(violations.map(({ id, nodes }) => `${page.url()} ${id}: ${nodes[0]?.html}`)).toEqual([])
  }

  test('a new customer reviews with stars by keyboard and a photo, is corrected once, and loses nothing', async () => {
    await page.goto('/products/fluorite/reviews')
    await accessible()
    await page.getByRole('link', { name: /^Write/ }).click()
    await page.getByRole('main').getByRole('link', { name: 'Create an account' }).click()
    await page.getByLabel('Full name').fill('Ada Lovelace')
    await page.getByLabel('Email').fill(email)
    await page.getByLabel('Password').fill('a long test password')
    await page.getByRole('main').getByRole('button', { name: 'Create an account' }).click()
    await page.waitForURL('**/products/fluorite/reviews/new')
    await accessible()
    expect(await page.getByLabel('Name to show').inputValue()).toBe('Ada L.')

    await page.getByLabel('Your review').fill('Even at dusk.\n\nAnd at noon.')
    await page.getByRole('button', { name: 'Send the review' }).click()
    await page.getByRole('alert').getByRole('link', { name: 'Choose how many stars you give.' }).waitFor()
    await accessible()
    expect(await page.getByLabel('Your review').inputValue()).toBe('Even at dusk.\n\nAnd at noon.')

    await page.getByRole('radio').first().focus()
    await page.keyboard.press('Space')
    await page.keyboard.press('ArrowDown')
    await page.getByLabel('Headline').fill(title)
    const photo = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#285' } })
      .jpeg()
      .toBuffer()
    await page
      .getByLabel(/^Photos/)
      .setInputFiles({ name: 'mine.jpg', mimeType: 'image/jpeg', buffer: photo })
    await page.getByRole('button', { name: 'Send the review' }).click()
    await page.waitForURL('**/account/reviews')
    await page.getByText('Waiting to be read').waitFor()
    await accessible()
    await page.goto('/products/fluorite/reviews/new')
    await accessible()
  })

  test('asks a question', async () => {
    await page.goto('/products/fluorite/questions/new')
    await accessible()
    await page.getByLabel('Your question').fill(`Does it fade, asked at ${viewport.width}?`)
    await page.getByRole('button', { name: 'Send the question' }).click()
    await page.waitForURL('**/products/fluorite/questions')
    await page.getByText('Your question is with us.').waitFor()
    await accessible()
  })

  test('somebody of the shop reads both, publishes and answers', async () => {
    const staff = await aContext()
    const customerPage = page
    page = await staff.newPage()
    await page.goto('/backoffice')
    await page.getByLabel('Email address').fill(OWNER.email)
    await page.getByLabel('Password').fill(OWNER.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('link', { name: /^Reviews 1 waiting/ }).click()
    await accessible()
    await page.getByRole('button', { name: /^Publish/ }).click()
    await page.getByText('Published: everybody sees it now.').waitFor()
    await page.getByRole('link', { name: 'Published', exact: true }).click()
    await accessible()
    await page
      .getByRole('link', { name: /^Reply/ })
      .first()
      .click()
    await accessible()
    await page.getByLabel('What the shop says to it').fill('Thank you, Ada.')
    await page.getByRole('button', { name: 'Save the reply' }).click()
    await page.getByText('Your reply is saved.').waitFor()

    await page.getByRole('link', { name: /^Questions 1 waiting/ }).click()
    await accessible()
    await page.getByRole('link', { name: /^Answer it/ }).click()
    await accessible()
    await page.getByLabel('The answer of the shop').fill('A little: keep it out of the sun.')
    await page.getByRole('button', { name: 'Answer', exact: true }).click()
    await page.getByText('Your answer is on the page.').waitFor()
    await accessible()
    await staff.close()
    page = customerPage
  })

  test('everybody finds it on the page of the product, filters by its stars, and says that it helped', async () => {
    const other = await aContext()
    const customerPage = page
    page = await other.newPage()
    await page.goto('/register')
    await page.getByLabel('Full name').fill('Grace Hopper')
    await page.getByLabel('Email').fill(`grace-${email}`)
    await page.getByLabel('Password').fill('a long test password')
    await page.getByRole('main').getByRole('button', { name: 'Create an account' }).click()
    await page.waitForURL('**/account/orders')

    await page.goto('/products/fluorite')
    await accessible()
    await page.getByText('Answer from Lodestone Minerals').first().waitFor()
    await page.getByText('A little: keep it out of the sun.').first().waitFor()
    await page.getByRole('link', { name: 'Show the reviews with 4 stars' }).click()
    await page.waitForURL('**/products/fluorite/reviews?stars=4')
    await page.getByRole('heading', { name: title }).waitFor()
    await accessible()
    await page.getByRole('button', { name: `Helpful review: ${title}` }).click()
    await page.getByText('Noted: this review helped you.').waitFor()
    await page
      .getByRole('article')
      .filter({ hasText: title })
      .getByText('1 person found this helpful')
      .waitFor()
    await page.getByRole('link', { name: /^Remove: 4 stars/ }).click()
    await page.waitForURL('**/products/fluorite/reviews')
    await other.close()
    page = customerPage
  })
})
