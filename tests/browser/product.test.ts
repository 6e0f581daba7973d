import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { aBrowser, aVisit } from '../support/browser.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'

const FLUORITE = '/products/fluorite?size=thumbnail&colour=green'

let shop: TestShop
let browser: Browser
let page: Page
let complaints: string[]

beforeAll(async () => {
  shop = await aShop('demo')
  browser = await aBrowser()
})

afterAll(async () => {
  await browser?.close()
  await shop?.[Symbol.asyncDispose]()
})

afterEach(() => page.context().close())

async function open(
  path: string,
  options: { javaScriptEnabled?: boolean; width?: number } = {},
): Promise<void> {
  const { javaScriptEnabled = true, width = 1280 } = options
  const viewport = { width, height: 900 }
  const context = await aVisit(browser, { baseURL: shop.url, javaScriptEnabled, viewport })
  page = await context.newPage()
  complaints = []
  page.on('console', (message) => {
    if (
      message.type() === 'error' &&
      !/status of 422|\/images\//.test(message.text() + message.location().url)
    )
      complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(path)
}

async function accessible(): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
}

const focused = () => page.locator(':focus').getAttribute('aria-label')

const text = (name: string) =>
  page.locator(`[data-show="${name}"] [data-text], [data-show="${name}"][data-text]`)

describe('the picker', () => {
  beforeEach(() => open(FLUORITE))

  test('changes price, stock, number, size, weight, quantity prices, delivery, pictures and address together', async () => {
    await page.getByRole('radio', { name: /^Small cabinet/ }).check()
    expect(await page.locator('[data-show="price"]').innerText()).toBe('€245.50')
    expect(await page.locator('[data-show="sku"] dd').innerText()).toBe('FLUO-SC-GREE')
    expect(await page.locator('[data-show="size"] [data-text]').innerText()).toBe('84 mm')
    expect(await page.locator('[data-show="weight"] dd').innerText()).toBe('660 g')
    expect(await text('cost').innerText()).toBe('free of charge')
    expect(await page.locator('#stock').innerText()).toBe('The only one')
    expect(await page.locator('[data-tiers]').isHidden()).toBe(true)
    const [row] = await shop.database.query("SELECT id FROM variants WHERE sku = 'FLUO-SC-GREE'")
    expect(new URL(page.url()).search).toBe(`?variant=${row?.id}`)

    await page.getByRole('radio', { name: /^Green and violet/ }).check()
    expect(await page.locator('[data-gallery-main] img').getAttribute('src')).toContain(
      'green-and-violet-front',
    )
    expect(await page.locator('.gallery__thumb:visible').count()).toBe(4)
    await page.reload()
    expect(await page.getByRole('radio', { name: /^Green and violet/ }).isChecked()).toBe(true)
    expect(complaints).toEqual([])
  })

  test('marks what does not go together in words, and leads to the nearest when it is chosen all the same', async () => {
    await page.getByRole('radio', { name: 'Purple not with Thumbnail' }).check()
    expect(await page.locator('[data-nearest]').innerText()).toBe(
      'Purple is not to be had like that. This is the nearest: Miniature · Purple.',
    )
    expect(await page.getByRole('radio', { name: /^Miniature/ }).isChecked()).toBe(true)
    expect(await page.locator('[data-show="price"]').innerText()).toBe('€59.00')
    await page.getByRole('radio', { name: /^Thumbnail not with Purple/ }).waitFor()
    await page.getByRole('radio', { name: /^Green(?! and)/ }).check()
    expect(await page.locator('[data-nearest]').innerText()).toBe('')
  })

  test('is worked by the arrow keys, and what it shows goes into the cart', async () => {
    await page.getByRole('radio', { name: /^Thumbnail/ }).focus()
    await page.keyboard.press('ArrowRight')
    expect(await page.getByRole('radio', { name: /^Miniature/ }).isChecked()).toBe(true)
    await page.getByRole('button', { name: 'Add to cart' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('Fluorite, Miniature · Green is in your cart.').waitFor()
    expect(await page.locator('#cart-badge').innerText()).toBe('1')
  })

  test('says what is sold out, and shows it without selling it', async () => {
    await shop.database.query(
      "UPDATE stock_levels SET on_hand = 0 WHERE variant_id = (SELECT id FROM variants WHERE sku = 'FLUO-CB-GREE')",
    )
    await page.reload()
    await page.getByRole('radio', { name: 'Cabinet sold out', exact: true }).check()
    expect(await page.locator('#stock').innerText()).toBe('Sold out')
    expect(await page.getByRole('button', { name: 'Add to cart' }).isDisabled()).toBe(true)
    await accessible()
  })

  test('comes back from another page as it was left', async () => {
    await page.getByRole('radio', { name: /^Miniature/ }).check()
    await page.goto('/cart')
    await page.goBack()
    expect(await page.locator('[data-show="price"]').innerText()).toBe('€69.00')
    expect(await page.getByRole('radio', { name: /^Miniature/ }).isChecked()).toBe(true)
  })
})

describe('the gallery', () => {
  beforeEach(() => open(FLUORITE))

  const picture = () => page.locator('[data-gallery-main] img').getAttribute('src')

  test('is leafed through by buttons and arrow keys, round and round', async () => {
    await page.getByRole('button', { name: 'Next picture' }).click()
    expect(await picture()).toContain('fluorite-green-turned')
    expect(await page.locator('[data-gallery-told]').textContent()).toBe(
      'Picture 2 of 4: Fluorite, green, turned to its side',
    )
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    expect(await picture()).toContain('fluorite-green-scale')
    expect(await page.locator('[aria-current="true"] img').getAttribute('alt')).toBe(
      'Fluorite, green, beside a ruler',
    )
  })

  test('moves nothing on the page when the picture changes', async () => {
    const below = () => page.locator('#about').evaluate((heading) => heading.getBoundingClientRect().top)
    const before = await below()
    for (let turns = 0; turns < 3; turns += 1)
      await page.getByRole('button', { name: 'Next picture' }).click()
    expect(await below()).toBe(before)
  })

  test('enlarges a picture, moves it by keys and by buttons, and gives the focus back', async () => {
    const opener = page.getByRole('button', { name: 'Enlarge this picture' })
    await opener.focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Enlarged picture' })
    await dialog.waitFor()
    expect(await dialog.getByRole('img').getAttribute('src')).toContain('fluorite-green-front-960')
    await accessible()

    const pane = dialog.locator('[data-zoom-pane]')
    const place = () => pane.evaluate(({ scrollLeft, scrollTop }) => ({ scrollLeft, scrollTop }))
    const width = async () => (await dialog.getByRole('img').boundingBox())?.width ?? 0
    const small = await width()
    await page.keyboard.press('+')
    await dialog.getByRole('button', { name: 'Larger' }).click()
    expect(await width()).toBeCloseTo(small * 2, 0)
    const middle = await place()
    await page.keyboard.press('ArrowDown')
    expect((await place()).scrollTop).toBeGreaterThan(middle.scrollTop)
    await dialog.getByRole('button', { name: 'Move up' }).click()
    expect((await place()).scrollTop).toBeCloseTo(middle.scrollTop, 0)

    await page.keyboard.press('Escape')
    expect(await dialog.isVisible()).toBe(false)
    expect(await focused()).toBe('Enlarge this picture')
    expect(complaints).toEqual([])
  })

  test('has targets that a thumb can hit', async () => {
    await page.getByRole('button', { name: 'Enlarge this picture' }).click()
    const small = await page
      .locator('.gallery button, dialog button, .choice__radio, .gallery__thumb:visible')
      .evaluateAll((all) =>
        all.flatMap((element) => {
          const { width, height } = element.getBoundingClientRect()
          return width > 0 && (width < 24 || height < 24) ? [element.outerHTML] : []
        }),
      )
    expect(small).toEqual([])
  })
})

test('what was looked at before is shown below, and not the product itself', async () => {
  await open('/products/halite')
  await page.goto(FLUORITE)
  await page.locator('[data-recently-viewed]').scrollIntoViewIfNeeded()
  const section = page.getByRole('region', { name: 'Recently viewed' })
  await section.getByRole('link', { name: 'Halite' }).waitFor()
  expect(await section.getByRole('link', { name: 'Fluorite' }).count()).toBe(0)
  await accessible()
})

describe('without a script', () => {
  beforeEach(() => open(FLUORITE, { javaScriptEnabled: false }))

  test('a button shows the combination that was picked', async () => {
    await page.getByRole('radio', { name: /^Miniature/ }).check()
    await page.getByRole('radio', { name: /^Purple/ }).check()
    await page.getByRole('button', { name: 'Show this combination' }).click()
    expect(new URL(page.url()).search).toBe('?size=miniature&colour=purple&quantity=1')
    expect(await page.locator('[data-show="sku"] dd').innerText()).toBe('FLUO-MN-PURP')
  })

  test('what does not go together is refused with the choice kept, and mended', async () => {
    await page.getByRole('radio', { name: /^Purple/ }).check()
    await page.getByRole('button', { name: 'Add to cart' }).click()
    await page.getByRole('alert').getByText('We have no Fluorite as Thumbnail · Purple.').waitFor()
    await page.getByRole('link', { name: 'Choose again' }).click()
    expect(await page.getByRole('radio', { name: /^Thumbnail/ }).isChecked()).toBe(true)
    await page.getByRole('radio', { name: /^Miniature/ }).check()
    await page.getByRole('button', { name: 'Add to cart' }).click()
    await page.waitForURL('**/cart')
    await page.getByText('Fluorite, Miniature · Purple is in your cart.').waitFor()
  })

  test('a picture leads to the large one', async () => {
    const href = await page.locator('[data-gallery-main]').getAttribute('href')
    expect(href).toBe('/images/fluorite-green-front-960.webp')
    expect(await page.getByRole('button', { name: 'Next picture' }).isVisible()).toBe(false)
  })
})

test.each([320, 390])('nothing sticks out at %i pixels', async (width) => {
  await open(FLUORITE, { width })
  const tooWide = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth)
  expect(tooWide).toBeLessThanOrEqual(0)
  await accessible()
})
