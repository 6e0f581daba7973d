import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aBrowser } from '../support/browser.ts'
import { CartVisit } from '../support/cart-visit.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'

const PASSWORD = 'ammonites and belemnites'
/** Milliseconds that a page may take on a busy machine. */
const PATIENCE = { timeout: 15_000 }
/** A page for each field. */
const LONG = { timeout: 180_000 }
const GOODS = { 'FLUO-TN-GREE': 1 }

/** Everything that a guest in Germany can be asked for, by the id of its field. */
const TYPED: Readonly<Record<string, string>> = {
  email: 'ada@example.com',
  country: 'DE',
  name: 'Ada “the Countess” O’Lovelace',
  line1: 'St James’s Square 12',
  line2: 'Second floor, <left>',
  company: 'Analytical Engines & Sons',
  postcode: '10115',
  city: 'Berlin',
  phone: '+49 30 1234567',
  vatNumber: 'DE136695976',
  billingCountry: 'US',
  billingName: 'Charles Babbage',
  billingLine1: '1 Main Street',
  billingLine2: 'Suite 2',
  billingCompany: 'Difference Engines',
  billingCity: 'Albany',
  billingRegion: 'NY',
  billingPostcode: '12207',
}

const WRONG: Readonly<Record<string, string>> = {
  ...{ email: 'ada@', country: '', name: ' ', line1: '', line2: 'x'.repeat(121), company: 'x'.repeat(121) },
  ...{ postcode: '1', city: '', phone: 'none', vatNumber: 'DE1', billingName: '', billingLine1: '' },
  ...{ billingCity: '', billingRegion: '', billingPostcode: 'ABC' },
}

const SAMPLES = ['email', 'country', 'city', 'vatNumber', 'billingRegion']

let shop: TestShop
let browser: Browser

beforeAll(async () => {
  shop = await aShop('demo', { LOG_LEVEL: 'silent' })
  browser = await aBrowser()
  await shop.database.query(
    "UPDATE stock_levels SET on_hand = 500 WHERE variant_id = (SELECT id FROM variants WHERE sku = 'FLUO-TN-GREE')",
  )
})

afterAll(async () => {
  await browser?.close()
  await shop?.[Symbol.asyncDispose]()
})

async function fill(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [field, value] of Object.entries(fields)) {
    const input = page.locator(`#field-${field}`)
    // Hidden in a part of the form that is folded: typing there would mean to unfold it first.
    await input.evaluate((element) => element.closest('details')?.setAttribute('open', ''))
    if (await input.evaluate((element) => element.tagName === 'SELECT')) await input.selectOption(value)
    else await input.fill(value)
  }
}

/** What stands in all fields of the page. */
async function valuesOn(page: Page): Promise<Record<string, string>> {
  const values = await page
    .locator('main [id^="field-"]')
    .evaluateAll((fields) => fields.map((field) => [field.id, 'value' in field ? String(field.value) : '']))
  return Object.fromEntries(values.map(([id = '', value]) => [id.replace('field-', ''), value]))
}

const focused = (page: Page) => page.locator(':focus')

const goOn = (page: Page) =>
  page
    .getByRole('main')
    .getByRole('button', { name: /^Continue/ })
    .click()

/** The form of a guest who wants the invoice elsewhere, with all of its fields shown. */
async function withInvoiceElsewhere(page: Page, hasScripts: boolean): Promise<void> {
  await page.getByLabel('Send the invoice to another address').check()
  await page.locator('#field-billingCountry').selectOption('US')
  if (!hasScripts) await page.getByRole('button', { name: 'Update the form' }).last().click()
  await page.locator('#field-billingRegion').waitFor()
}

describe.each([
  { how: 'with scripts', hasScripts: true },
  { how: 'without scripts', hasScripts: false },
])('$how', ({ hasScripts }) => {
  const begin = () =>
    CartVisit.begin(shop, browser, { javaScriptEnabled: hasScripts, viewport: { width: 390, height: 844 } })

  test('each field that is wrong is named, and all the others keep what was typed', LONG, async () => {
    await using visit = await begin()
    await visit.fill(GOODS)
    const page = await visit.page('/checkout')
    await withInvoiceElsewhere(page, hasScripts)
    await fill(page, TYPED)
    // Without scripts every page is the same but for how it is sent.
    const wrongs = Object.entries(WRONG).filter(([field]) => hasScripts || SAMPLES.includes(field))
    for (const [field, wrong] of wrongs) {
      await fill(page, { [field]: wrong })
      await goOn(page)
      const link = page.getByRole('alert').locator(`a[href="#field-${field}"]`)
      await link.waitFor()
      expect(await page.title()).toMatch(/^Error: /)
      if (hasScripts) expect(await focused(page).getAttribute('role')).toBe('alert')
      await link.click()
      if (hasScripts)
        await expect.poll(() => focused(page).getAttribute('id'), PATIENCE).toBe(`field-${field}`)
      const shown = await valuesOn(page)
      if (field === 'country') await page.locator('#field-country').selectOption('DE')
      // Without a country nothing is known of its towns and postcodes; the form shows them for it again.
      if (field === 'country' && !hasScripts)
        await page.getByRole('button', { name: 'Update the form' }).first().click()
      if (field === 'country') await expect.poll(() => valuesOn(page), PATIENCE).toMatchObject(TYPED)
      else expect(shown).toEqual({ ...shown, ...TYPED, [field]: wrong })
      await fill(page, { [field]: TYPED[field] ?? '' })
    }
    await goOn(page)
    await page.waitForURL('**/checkout/delivery')
  })

  test('who goes back from each page finds everything, and the way on again', async () => {
    await using visit = await begin()
    await visit.fill(GOODS)
    const page = await visit.page('/checkout')
    await withInvoiceElsewhere(page, hasScripts)
    await fill(page, TYPED)
    await goOn(page)
    await page.waitForURL('**/delivery')
    const express = page.getByRole('radio', { name: /^Express/ })
    await express.check()
    await goOn(page)
    await page.waitForURL('**/review')

    await page.goBack()
    await page.waitForURL('**/delivery')
    expect(await express.isChecked()).toBe(true)
    await page.goBack()
    await page.waitForURL('**/address')
    expect(await valuesOn(page)).toMatchObject(TYPED)
    await page.getByRole('link', { name: 'Back to cart' }).click()
    await page.waitForURL('**/cart')
    await page.getByRole('link', { name: 'Go to checkout' }).click()
    await page.waitForURL('**/review')
    await page.getByRole('link', { name: 'Change address' }).click()
    expect(await valuesOn(page)).toMatchObject(TYPED)
    await goOn(page)
    await page.waitForURL('**/review')

    await page.getByRole('button', { name: /^Pay €/ }).click()
    await page.waitForURL('**/stand-in/**')
    await page.goBack()
    await page.waitForURL(/\/(orders|checkout)\//)
    const change = page.getByRole('button', { name: 'Change something' })
    // The review as it was; the shop knows that it has become an order.
    if ((await change.count()) === 0) await page.goto('/checkout/review')
    await change.click()
    await page.waitForURL('**/review')
    await page.getByRole('link', { name: 'Change address' }).click()
    expect(await valuesOn(page)).toMatchObject(TYPED)
  })

  test('a customer whose session ends at each step signs in again and goes on', async () => {
    const email = `${hasScripts ? 'scripts' : 'plain'}@example.com`
    await using visit = await begin()
    await visit.register(email, PASSWORD)
    await visit.fill(GOODS)
    const page = await visit.page('/checkout')
    const signInAgain = async () => {
      await page.waitForURL('**/sign-in**')
      await page.getByText('everything you entered is kept').waitFor()
      await page.getByLabel('Email').fill(email)
      await page.getByLabel('Password').fill(PASSWORD)
      await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
    }

    await withInvoiceElsewhere(page, hasScripts)
    await fill(page, TYPED)
    await shop.database.query('DELETE FROM session')
    await goOn(page)
    await signInAgain()
    await page.waitForURL('**/delivery')
    await page.getByRole('radio', { name: /^Express/ }).check()
    await shop.database.query('DELETE FROM session')
    await goOn(page)
    await signInAgain()
    await page.waitForURL('**/review')
    await page.getByText(/^Express before noon, arrives/).waitFor()
    await shop.database.query('DELETE FROM session')
    await page.getByRole('button', { name: /^Pay €/ }).click()
    await signInAgain()
    await page.waitForURL('**/review')
    await page.getByRole('link', { name: 'Change address' }).click()
    expect(await valuesOn(page)).toMatchObject(TYPED)
  })
})

describe('the address form', () => {
  /** Waits until these are the fields that depend on the country, in this order. */
  async function asks(page: Page, ids: readonly string[]): Promise<void> {
    const parts = page.locator('[data-address="delivery"] [data-address-parts] [id^="field-"]')
    await expect.poll(() => parts.evaluateAll((all) => all.map(({ id }) => id)), PATIENCE).toEqual(ids)
  }

  test('shows nine fields at most, in Germany and in the United States', async () => {
    await using visit = await CartVisit.begin(shop, browser)
    await visit.fill(GOODS)
    const page = await visit.page('/checkout')
    const shown = () => page.locator('main').locator('input:visible, select:visible').count()
    expect(await shown()).toBe(8)
    await page.locator('#field-country').selectOption('US')
    await page.getByLabel('ZIP code').waitFor()
    expect(await shown()).toBe(9)
  })

  test('changes with the country at once, whichever answer comes last, and keeps what was typed', async () => {
    await using visit = await CartVisit.begin(shop, browser)
    await visit.fill(GOODS)
    const page = await visit.page('/checkout')
    const { vatNumber: _, ...ofGermany } = Object.fromEntries(
      Object.entries(TYPED).filter(([field]) => !field.startsWith('billing')),
    )
    await fill(page, ofGermany)
    // The first answer is late: it must not replace the second.
    await page.route('**/address-parts?*country=US', async (route) => {
      await new Promise((done) => setTimeout(done, 600))
      await route.continue().catch(() => {})
    })
    await page.locator('#field-country').selectOption('US')
    await page.locator('#field-country').selectOption('GB')
    await asks(page, ['field-city', 'field-postcode'])
    await page.waitForTimeout(900)
    expect(await page.getByLabel('ZIP code').count()).toBe(0)
    expect(await valuesOn(page)).toMatchObject({ ...ofGermany, country: 'GB' })

    await page.route('**/address-parts?*', (route) => route.abort())
    await page.locator('#field-country').selectOption('FR')
    await page.getByRole('button', { name: 'Update the form' }).first().click()
    await page.waitForURL('**/address')
    expect(await valuesOn(page)).toMatchObject({ ...ofGermany, country: 'FR' })
  })

  test('keeps what is typed, and where, while it waits for the fields of another country', async () => {
    await using visit = await CartVisit.begin(shop, browser)
    await visit.fill(GOODS)
    const page = await visit.page('/checkout/address')
    const asked = Promise.withResolvers<void>()
    const answered = Promise.withResolvers<void>()
    await page.route('**/address-parts?*', async (route) => {
      asked.resolve()
      await answered.promise
      await route.continue()
    })
    await page.locator('#field-country').selectOption('GB')
    await asked.promise
    await page.locator('#field-city').fill('London')
    answered.resolve()
    await asks(page, ['field-city', 'field-postcode'])
    expect(await valuesOn(page)).toMatchObject({ country: 'GB', city: 'London' })
    expect(await page.locator(':focus').getAttribute('id')).toBe('field-city')
  })

  test('that is left in the middle is found again as it was', async () => {
    await using visit = await CartVisit.begin(shop, browser)
    await visit.fill(GOODS)
    const page = await visit.page('/checkout')
    await fill(page, { email: 'half@', name: 'Half a na', city: 'Berl' })
    await page.getByRole('link', { name: 'Back to cart' }).click()
    await page.waitForURL('**/cart')
    await page.getByRole('link', { name: 'Go to checkout' }).click()
    await page.waitForURL('**/address')
    expect(await valuesOn(page)).toMatchObject({ email: 'half@', name: 'Half a na', city: 'Berl' })
  })

  test('is sent on, not shown anew, by the key Enter', async () => {
    await using visit = await CartVisit.begin(shop, browser, { javaScriptEnabled: false })
    await visit.fill(GOODS)
    const page = await visit.page('/checkout')
    await page.locator('#field-name').fill('Ada')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByRole('link').first().waitFor()
  })
})
