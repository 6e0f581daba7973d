import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aBrowser, aVisit } from '../support/browser.ts'
import { ADDRESS } from '../support/purchase.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'

const MOST_STOPS = 250

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

const DESKTOP = { width: 1280, height: 720 }
const PHONE = { width: 390, height: 640 }

interface Stop {
  /** Empty where the focus has left the page. */
  readonly name: string
  readonly isMarked: boolean
  readonly isInSight: boolean
}

/** Where the focus is, whether it is marked there, and whether anything lies on it (WCAG 2.4.7 and 2.4.11). */
function stop(page: Page): Promise<Stop> {
  return page.locator('html').evaluate(({ ownerDocument: document }) => {
    const { activeElement: at, defaultView: view } = document
    if (!at || at === document.body) return { name: '', isMarked: true, isInSight: true }
    // Radios lie unseen upon their labels, and the link of a card reaches over all of it.
    const labels = [...(at.labels ?? [])]
    const marks = [at, ...labels].map((element) => view.getComputedStyle(element))
    marks.push(view.getComputedStyle(at, '::after'))
    const [box = at.getBoundingClientRect()] = at.getClientRects()
    const parts = [0.1, 0.5, 0.9]
    const hits = parts.flatMap((right) =>
      parts.map((down) =>
        document.elementFromPoint(box.left + box.width * right, box.top + box.height * down),
      ),
    )
    return {
      name: `${at.tagName} ${at.id} ${at.innerText.trim().slice(0, 40)}`,
      isMarked: marks.some(
        ({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && outlineWidth !== '0px',
      ),
      isInSight: hits.some((hit) => hit && [at, ...labels].some((own) => own.contains(hit))),
    }
  })
}

async function tab(page: Page): Promise<Stop> {
  await page.keyboard.press('Tab')
  const reached = await stop(page)
  expect(reached, page.url()).toMatchObject({ isMarked: true, isInSight: true })
  return reached
}

/** Goes on by the Tab key alone. */
async function tabTo(target: Locator): Promise<void> {
  const page = target.page()
  await target.waitFor()
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    await tab(page)
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return
  }
  throw new Error(`${target} cannot be reached by keyboard on ${page.url()}.`)
}

async function enter(target: Locator): Promise<void> {
  await tabTo(target)
  await target.page().keyboard.press('Enter')
}

async function type(field: Locator, text: string): Promise<void> {
  await tabTo(field)
  await field.page().keyboard.type(text)
}

test('by keyboard alone a guest goes from the front page to the confirmation, and sees the focus at every step', async () => {
  const context = await aVisit(browser, { baseURL: shop.url, viewport: DESKTOP })
  const page = await context.newPage()
  const main = page.getByRole('main')
  await page.goto('/')
  await enter(page.getByRole('link', { name: 'Skip to content' }))
  await enter(main.getByRole('link', { name: 'Halides' }).first())
  await page.waitForURL('**/categories/halides')
  await enter(main.getByRole('link', { name: 'Fluorite', exact: true }))
  await page.waitForURL('**/products/fluorite')

  await tabTo(page.getByRole('radio', { checked: true }).first())
  await page.keyboard.press('ArrowRight')
  await enter(page.getByRole('button', { name: 'Add to cart' }))
  await enter(page.getByRole('status').getByRole('link', { name: 'See your cart' }))
  await page.waitForURL('**/cart')
  await enter(main.getByRole('link', { name: /checkout/i }).first())

  await page.waitForURL('**/checkout/address')
  await type(page.getByLabel('Email'), 'keys@example.com')
  await type(page.locator('[data-address="delivery"]').getByLabel('Full name'), ADDRESS.name)
  await type(page.locator('[data-address="delivery"]').getByLabel(/^Street/), ADDRESS.line1)
  await type(page.locator('[data-address="delivery"]').getByLabel('Postcode'), ADDRESS.postcode)
  await page.keyboard.press('Enter')
  // The summary of what is missing has the focus, and its link leads to the field.
  await page.locator('[data-error-summary]:focus').waitFor()
  await enter(page.getByRole('alert').getByRole('link', { name: 'Enter the town or city.' }))
  await page.locator('[data-address="delivery"]').getByLabel(/^Town/).and(page.locator(':focus')).waitFor()
  await page.keyboard.type(ADDRESS.city)
  await page.keyboard.press('Enter')

  await page.waitForURL('**/checkout/delivery')
  await tabTo(page.getByRole('radio').first())
  await page.keyboard.press('ArrowDown')
  await enter(main.getByRole('button', { name: /continue/i }))
  await page.waitForURL('**/checkout/review')
  await enter(main.getByRole('button', { name: /^Pay/ }))
  await tabTo(page.getByRole('radio', { name: 'Type a card' }))
  await page.keyboard.press('ArrowDown')
  await enter(page.getByRole('button', { name: /^Pay/ }))
  await page.getByRole('heading', { name: 'Payment successful' }).waitFor()
  await context.close()
})

test.each([
  ['/', PHONE],
  ['/categories/halides', DESKTOP],
  ['/categories/halides', PHONE],
  ['/products/fluorite', PHONE],
])(
  'every stop on %s, in a window of %o, is seen, and the last leads out of the page',
  async (path, viewport) => {
    const context = await aVisit(browser, { baseURL: shop.url, viewport })
    const page = await context.newPage()
    await page.goto(path)
    const stops: string[] = []
    for (let reached = await tab(page); reached.name !== ''; reached = await tab(page)) {
      stops.push(reached.name)
      expect(stops.length, stops.slice(-3).join(', ')).toBeLessThan(MOST_STOPS)
    }
    expect(stops.length).toBeGreaterThan(10)
    await context.close()
  },
)
