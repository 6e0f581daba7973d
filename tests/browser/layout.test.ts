import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { aBrowser, aVisit } from '../support/browser.ts'
import { ADDRESS } from '../support/purchase.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'

const DESKTOP = { width: 1280, height: 900 }
const PHONE = { width: 390, height: 844 }
/** Cumulative layout shift that still counts as good, https://web.dev/articles/cls */
const MOST_SHIFT = 0.1

let shop: TestShop
let browser: Browser
let context: BrowserContext

beforeAll(async () => {
  shop = await aShop('demo')
  browser = await aBrowser()
})

afterAll(async () => {
  await browser?.close()
  await shop?.[Symbol.asyncDispose]()
})

afterEach(() => context.close())

async function aPage(viewport: typeof PHONE): Promise<Page> {
  context = await aVisit(browser, { baseURL: shop.url, viewport })
  return context.newPage()
}

/** Puts a piece into the cart and goes there. */
async function toCart(page: Page): Promise<void> {
  await page.goto('/products/halite')
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await page.getByRole('link', { name: 'See your cart' }).click()
  await page.waitForURL('**/cart')
}

async function toDelivery(page: Page): Promise<void> {
  await page.goto('/checkout/address')
  await page.getByLabel('Email').fill(ADDRESS.email)
  await page.locator('[data-address="delivery"]').getByLabel('Full name').fill(ADDRESS.name)
  await page
    .locator('[data-address="delivery"]')
    .getByLabel(/^Street/)
    .fill(ADDRESS.line1)
  await page.locator('[data-address="delivery"]').getByLabel('Postcode').fill(ADDRESS.postcode)
  await page.locator('[data-address="delivery"]').getByLabel(/^Town/).fill(ADDRESS.city)
  await page
    .getByRole('main')
    .getByRole('button', { name: /continue/i })
    .click()
  await page.waitForURL('**/checkout/delivery')
}

const excess = (page: Page) => page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth)

/** Nothing if the page fits its window; otherwise what reaches beyond it. */
const tooWide = async (page: Page): Promise<string[]> => {
  if ((await excess(page)) <= 0) return []
  const beyond = page.locator('main *').evaluateAll((all, width) => {
    return all
      .filter((one) => one.getBoundingClientRect().right > width)
      .map((one) => `${one.tagName} ${one.className}`)
  }, page.viewportSize()?.width ?? 0)
  return ['scrolls sideways', ...(await beyond)]
}

describe.each([
  ['a desktop', DESKTOP],
  ['a phone', PHONE],
])('on %s', (_device, viewport) => {
  test.each(['/', '/categories/silicates', '/products/fluorite'])('nothing on %s jumps', async (path) => {
    const page = await aPage(viewport)
    // What comes in late is what moves others.
    await page.route(/\/(assets|images)\//, async (route) => {
      if (route.request().url().endsWith('.css')) return route.fallback()
      await new Promise((late) => setTimeout(late, 150))
      await route.fallback()
    })
    await page.addInitScript(() => {
      const shifts: number[] = []
      Object.assign(globalThis, { shifts })
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries())
          if ('value' in entry && 'hadRecentInput' in entry && !entry.hadRecentInput)
            shifts.push(Number(entry.value))
        // @ts-expect-error Node knows fewer kinds of entries than Chromium.
      }).observe({ type: 'layout-shift', buffered: true })
    })
    await page.goto(path, { waitUntil: 'networkidle' })
    for (let screen = 0; screen < 3; screen += 1) {
      await page.mouse.wheel(0, viewport.height)
      await page.waitForTimeout(100)
    }
    const shifts: number[] = await page.evaluate(() => Reflect.get(globalThis, 'shifts'))
    const total = shifts.reduce((sum, shift) => sum + shift, 0)
    expect(total).toBeLessThanOrEqual(MOST_SHIFT)
  })

  test('letters of twice the size fit every page of the way to an order', async () => {
    const page = await aPage(viewport)
    const fits = async () => {
      await page.waitForLoadState('load')
      await page.locator('html').evaluate(({ style }) => {
        style.fontSize = '200%'
      })
      expect(await tooWide(page), page.url()).toEqual([])
      const cutOff = await page
        .locator('main button:visible')
        .evaluateAll((all) => all.filter((button) => button.getBoundingClientRect().left < 0).length)
      expect(cutOff, page.url()).toBe(0)
    }
    for (const path of ['/', '/categories/silicates', '/search?q=quartz', '/products/fluorite', '/sign-in']) {
      await page.goto(path)
      await fits()
    }
    await toCart(page)
    await fits()
    await toDelivery(page)
    await fits()
    await page.getByRole('button', { name: /continue/i }).click()
    await page.waitForURL('**/checkout/review')
    await fits()
  })
})

/** Targets below 24 pixels that lie so near to another that a circle of that size meets it (WCAG 2.5.8). */
function crowded(page: Page): Promise<string[]> {
  return page.locator('html').evaluate((html) => {
    const all = [...html.querySelectorAll('a[href], button, input, select, textarea, summary')]
    const targets = all
      .filter((target) => target.checkVisibility() && target.getBoundingClientRect().width > 1)
      .map((target) => {
        // Who hits the label of a box has hit the box.
        const hit = /^(checkbox|radio)$/.test(target.type) && target.labels[0] ? target.labels[0] : target
        const { left, top, right, bottom, width, height } = hit.getBoundingClientRect()
        // A link in a sentence is as high as its line.
        const isInSentence =
          target.matches('a') && target.parentElement.textContent.trim() !== target.textContent.trim()
        return { target, left, top, right, bottom, isSmall: !isInSentence && Math.min(width, height) < 24 }
      })
    const meets = (small: (typeof targets)[number], other: (typeof targets)[number]) => {
      const [x, y] = [(small.left + small.right) / 2, (small.top + small.bottom) / 2]
      const right = x - Math.min(Math.max(x, other.left), other.right)
      const down = y - Math.min(Math.max(y, other.top), other.bottom)
      return Math.hypot(right, down) < 12
    }
    return targets
      .filter((small) => small.isSmall && targets.some((other) => other !== small && meets(small, other)))
      .map(({ target }) => target.outerHTML.slice(0, 120))
  })
}

test.each([DESKTOP, PHONE])(
  'in a window of %o every target is 24 pixels wide and high, or has room around it',
  async (viewport) => {
    const page = await aPage(viewport)
    for (const path of [
      '/',
      '/categories/silicates?size=cabinet',
      '/search?q=quartz',
      '/products/fluorite',
    ]) {
      await page.goto(path)
      expect(await crowded(page), path).toEqual([])
    }
    await toCart(page)
    expect(await crowded(page)).toEqual([])
    await toDelivery(page)
    expect(await crowded(page)).toEqual([])
  },
)
