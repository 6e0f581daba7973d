import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { aBrowser } from '../support/browser.ts'
import { CartVisit } from '../support/cart-visit.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'

const HALITE = 'HALI-TN-COLO'
const GYPSUM = 'GYPS-MN-COLO'
const RARE = 'ZIRC-TN-REDD'
const FULL = { [HALITE]: 1, [GYPSUM]: 2 }

let shop: TestShop
let browser: Browser
let visit: CartVisit
let page: Page

beforeAll(async () => {
  shop = await aShop('demo')
  browser = await aBrowser()
  // Enough for all tests to hold some.
  await shop.database.query(
    'UPDATE stock_levels SET on_hand = 500 WHERE variant_id IN (SELECT id FROM variants WHERE sku IN ($1, $2))',
    [HALITE, GYPSUM],
  )
})

afterAll(async () => {
  await browser?.close()
  await shop?.[Symbol.asyncDispose]()
})

afterEach(() => visit.context.close())

/** The line of a variant in the list of what is wanted. */
async function line(sku: string) {
  return page.locator(`[data-line="${await visit.variant(sku)}"]`)
}

async function saved(sku: string) {
  return page.locator(`[data-saved="${await visit.variant(sku)}"]`)
}

const button = (name: string | RegExp) => page.getByRole('main').getByRole('button', { name })

/** The sentence about the last action, wherever it stands. */
const told = (text: string | RegExp) => page.getByRole('main').getByText(text).first().waitFor()

/** Told to those who do not see it, too. */
const announced = (text: RegExp) =>
  page.getByRole('status').or(page.getByRole('alert')).filter({ hasText: text }).first().waitFor()

const unfold = (summary: string | RegExp) => page.locator('summary').filter({ hasText: summary }).click()

describe.each([
  { way: 'with JavaScript', javaScriptEnabled: true },
  { way: 'without JavaScript', javaScriptEnabled: false },
])('every action is done $way:', ({ javaScriptEnabled }) => {
  beforeEach(async () => {
    visit = await CartVisit.begin(shop, browser, { javaScriptEnabled })
    await visit.fill(FULL)
    page = await visit.page('/cart')
  })

  test('change a quantity, remove a line, and take that back', async () => {
    const halite = await line(HALITE)
    await halite.getByRole('spinbutton').fill('3')
    await (javaScriptEnabled
      ? page.keyboard.press('Enter')
      : halite.getByRole('button', { name: 'Update' }).click())
    await page.locator('#cart-badge').getByText('5').waitFor()
    await halite.getByRole('button', { name: 'Remove' }).click()
    await told('Removed from your cart.')
    expect(await visit.cart()).toEqual({ [GYPSUM]: 2 })
    await button('Undo').click()
    await halite.waitFor()
    expect(await visit.cart()).toEqual({ [HALITE]: 3, [GYPSUM]: 2 })
  })

  test('keep for later, put back, and forget', async () => {
    await (await line(HALITE)).getByRole('button', { name: 'Save for later' }).click()
    await (await saved(HALITE)).waitFor()
    expect(await visit.cart()).toEqual({ [GYPSUM]: 2 })
    await (await saved(HALITE)).getByRole('button', { name: 'Put back' }).click()
    await (await line(HALITE)).waitFor()
    await (await line(GYPSUM)).getByRole('button', { name: 'Save for later' }).click()
    await (await saved(GYPSUM)).getByRole('button', { name: 'Remove' }).click()
    await (await saved(GYPSUM)).waitFor({ state: 'detached' })
    expect(await visit.cart()).toEqual({ [HALITE]: 1 })
  })

  test('empty it, and take that back', async () => {
    await button('Empty the cart').click()
    await page.getByText('Nothing in it yet').waitFor()
    await button('Undo').click()
    await (await line(GYPSUM)).waitFor()
    expect(await visit.cart()).toEqual(FULL)
  })

  test('redeem a coupon, be refused another, and take the first out', async () => {
    // The coupon of the demo wants an order of 50.
    await visit.fill({ [GYPSUM]: 20 })
    await page.reload()
    await unfold('Do you have a coupon?')
    await page.getByLabel('Code', { exact: true }).fill('NO-SUCH-CODE')
    await button('Redeem').click()
    await page.locator('.field__error').waitFor()
    await announced(/We do not know a coupon “NO-SUCH-CODE”/)
    expect(await page.getByLabel('Code', { exact: true }).inputValue()).toBe('NO-SUCH-CODE')
    await page.getByLabel('Code', { exact: true }).fill('WELCOME10')
    await button('Redeem').click()
    await announced(/Coupon “WELCOME10” counts/)
    await button('Remove coupon WELCOME10').click()
    await page.getByText('applied').waitFor({ state: 'detached' })
  })

  test('write a note and have it packed as a gift', async () => {
    await unfold('Add a note')
    await page.getByRole('textbox', { name: 'Note' }).fill('For Grace, who likes salt')
    await page.getByLabel('This is a gift').check()
    await button('Keep the note').click()
    await page.getByText('Packed as a gift').waitFor()
    await page.reload()
    expect(await page.locator('[name="note"]').inputValue()).toBe('For Grace, who likes salt')
  })

  test('accept what has changed', async () => {
    await shop.database.query('UPDATE variants SET price = price + 100 WHERE sku = $1', [HALITE])
    await page.reload()
    await button('Accept and go on').click()
    await page.getByText('Some things have changed').waitFor({ state: 'detached' })
    expect(await page.getByRole('link', { name: 'Go to checkout' }).isVisible()).toBe(true)
  })

  test('set aside again what was held', async () => {
    await shop.database.query("UPDATE holds SET expires_at = now() - interval '1 second'")
    await page.reload()
    await button('Set aside again').click()
    await page.getByText('Set aside for you until').waitFor()
  })

  test('be told how many there are of what is wanted too often', async () => {
    await visit.fill({ [RARE]: 1 })
    await page.reload()
    const rare = await line(RARE)
    await rare.getByRole('spinbutton').fill('50')
    await (javaScriptEnabled
      ? page.keyboard.press('Enter')
      : rare.getByRole('button', { name: 'Update' }).click())
    await told(/1[23]/)
    expect(await visit.cart()).toEqual({ ...FULL, [RARE]: 1 })
  })

  test('put something in from its own page', async () => {
    await page.goto('/products/halite?size=miniature&colour=grey')
    await button('Add to cart').click()
    await told(/^Halite.* is in your cart\.$/)
    expect(await visit.cart()).toEqual({ ...FULL, 'HALI-MN-GREY': 1 })
  })
})

describe('with JavaScript', () => {
  beforeEach(async () => {
    visit = await CartVisit.begin(shop, browser, { viewport: { width: 390, height: 844 } })
    await visit.fill(FULL)
    page = await visit.page('/cart')
  })

  const focused = () => page.locator(':focus').innerText()

  /** What was sent while something was done, once all of it is answered. */
  const sentDuring = async (act: () => Promise<void>) => {
    const sent: URLSearchParams[] = []
    page.on('request', (request) => {
      if (request.method() === 'POST') sent.push(new URLSearchParams(request.postData() ?? ''))
    })
    await act()
    await page.locator('[data-cart-action][aria-busy="true"]').waitFor({ state: 'detached' })
    return sent
  }

  test('a double click adds once, be its second half before the answer or after it', async () => {
    await page.goto('/products/halite?size=miniature&colour=grey')
    const sent = await sentDuring(async () => {
      await button('Add to cart').dblclick()
      await told(/is in your cart/)
      await page.mouse.down({ clickCount: 2 })
      await page.mouse.up({ clickCount: 2 })
    })
    expect(sent).toHaveLength(1)
    expect(await visit.cart()).toEqual({ ...FULL, 'HALI-MN-GREY': 1 })
  })

  test('a key that is pressed twice before the answer adds once', async () => {
    await page.goto('/products/halite?size=miniature&colour=grey')
    await page.route('**/cart/lines**', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 500))
      await route.continue()
    })
    const sent = await sentDuring(async () => {
      await button('Add to cart').press('Enter')
      await button('Add to cart').press('Enter')
      await told(/is in your cart/)
    })
    expect(sent).toHaveLength(1)
  })

  test('several quick steps are one change: the last', async () => {
    const more = (await line(HALITE)).getByRole('button', { name: 'one more' })
    const sent = await sentDuring(async () => {
      for (let steps = 0; steps < 4; steps += 1) await more.click()
      await (await line(HALITE)).getByRole('button', { name: 'one less' }).click()
      await page.locator('#cart-badge').getByText('6').waitFor()
    })
    expect(sent.map((body) => body.get('quantity'))).toEqual(['4'])
    expect(await visit.cart()).toEqual({ ...FULL, [HALITE]: 4 })
  })

  test('everything is done by keyboard, and the focus goes on from where it was', async () => {
    await (await line(GYPSUM)).getByRole('spinbutton').focus()
    await page.keyboard.press('ArrowUp')
    await page.locator('#cart-badge').getByText('4').waitFor()
    expect(await page.locator(':focus').getAttribute('id')).toBe(`quantity-${await visit.variant(GYPSUM)}`)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    expect(await focused()).toMatch(/^Remove/)
    await page.keyboard.press('Enter')
    await told('Removed from your cart.')
    expect(await focused()).toBe('Undo')
    await page.keyboard.press('Enter')
    await (await line(GYPSUM)).waitFor()
    await page.locator('[role="status"] :focus').waitFor()
    expect(await visit.cart()).toEqual({ ...FULL, [GYPSUM]: 3 })
  })

  test('what is typed, open and in sight stays while something else is saved', async () => {
    await unfold('Add a note')
    await page.getByRole('textbox', { name: 'Note' }).fill('Half a senten')
    await unfold('Do you have a coupon?')
    const note = page.getByRole('textbox', { name: 'Note' })
    // Looked up and measured in one step: a field that was replaced in between would stand at 0.
    const place = () =>
      page.evaluate<number>(`document.querySelector('textarea[name="note"]').getBoundingClientRect().top`)
    const more = (await line(HALITE)).getByRole('button', { name: 'one more' })
    await more.focus()
    await page.keyboard.press('Space')
    await note.focus()
    const before = await place()
    await note.press('End')
    await page.keyboard.type('ce')
    await page.locator('#cart-badge').getByText('4').waitFor()
    await page.keyboard.type(' more')
    expect(await note.inputValue()).toBe('Half a sentence more')
    expect(Math.abs((await place()) - before)).toBeLessThan(80)
    expect(await page.locator('#coupons').getAttribute('open')).not.toBeNull()
  })

  test('the checkout begins with the quantity that was typed last', async () => {
    await page.route('**/cart/lines/*', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 400))
      await route.continue()
    })
    await (await line(HALITE)).getByRole('button', { name: 'one more' }).click()
    await page.getByRole('link', { name: 'Go to checkout' }).click()
    await page.waitForURL('**/checkout/address')
    expect(await visit.cart()).toEqual({ ...FULL, [HALITE]: 2 })
  })

  test('says it when a hold runs out while the page is open', async () => {
    await shop.database.query("UPDATE holds SET expires_at = now() + interval '2 seconds'")
    await page.reload()
    await told('has run out')
    await button('Set aside again').waitFor()
  })

  test('a token that has expired is fetched anew', async () => {
    await visit.context.clearCookies({ name: 'csrf' })
    await (await line(HALITE)).getByRole('button', { name: 'one more' }).click()
    await page.locator('#cart-badge').getByText('4').waitFor()
    await (await line(HALITE)).getByRole('button', { name: 'Remove' }).click()
    await told('Removed from your cart.')
    expect(await visit.cart()).toEqual({ [GYPSUM]: 2 })
  })

  test('is accessible with what it says in sight', async () => {
    await (await line(HALITE)).getByRole('button', { name: 'Remove' }).click()
    await told('Removed from your cart.')
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  })
})
