import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OutboxFolderMailer } from '../../src/gateways/outbox-folder.mailer.ts'
import { aBrowser, aVisit } from '../support/browser.ts'
import { aShop, OWNER, type TestShop } from '../support/test-shop.ts'

const PHONE = { width: 390, height: 844 }
const NARROW = { width: 320, height: 640 }
const PASSWORD = 'a long test password'
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const FOLLOWER = 'follower@example.com'

interface State {
  readonly name: string
  readonly path: string
  /** What is done on the page before it is looked at. */
  readonly after?: (page: Page) => Promise<unknown>
}

const press = (name: string | RegExp) => (page: Page) =>
  Promise.all([page.waitForLoadState(), page.getByRole('main').getByRole('button', { name }).first().click()])

const FOR_GUESTS: readonly State[] = [
  { name: 'home', path: '/' },
  { name: 'a category', path: '/categories/quartz' },
  { name: 'a category, filtered', path: '/categories/quartz?size=cabinet&colour=deep-purple' },
  {
    name: 'a category whose filters are open',
    path: '/categories/quartz',
    after: (page) => page.locator('.filters__summary').click(),
  },
  { name: 'filters that leave nothing', path: '/categories/quartz?price.from=99999' },
  { name: 'what a search found', path: '/search?q=quartz' },
  { name: 'a search that was corrected', path: '/search?q=amathyst' },
  { name: 'a search that found nothing', path: '/search?q=xyzzyplugh' },
  {
    name: 'open suggestions',
    path: '/cart',
    after: async (page) => {
      await page.getByRole('combobox', { name: 'Search the shop' }).pressSequentially('garn')
      await page.getByRole('option').first().waitFor()
      await page.keyboard.press('ArrowDown')
    },
  },
  { name: 'a product with a picker', path: '/products/fluorite' },
  {
    name: 'a product whose form for followers is open',
    path: '/products/fluorite',
    after: (page) => page.getByText('Tell me when this changes').click(),
  },
  {
    name: 'a combination that is refused',
    path: '/products/amethyst',
    after: async (page) => {
      // The script of the picker would mend it before it is sent.
      await page.route('**/js/**', (route) => route.abort())
      await page.reload()
      await page.getByRole('radio', { name: /^Lilac/ }).check()
      const [answer] = await Promise.all([
        page.waitForResponse((response) => response.status() === 422),
        press('Add to cart')(page),
      ])
      await answer.finished()
      await page.getByRole('alert').first().waitFor()
    },
  },
  { name: 'a product that is sold out', path: '/products/calcite' },
  {
    name: 'an enlarged picture',
    path: '/products/fluorite',
    after: async (page) => {
      await page.getByRole('button', { name: 'Enlarge this picture' }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'a product that was put into the cart',
    path: '/products/halite',
    after: async (page) => {
      await press('Add to cart')(page)
      await page.getByRole('link', { name: 'See your cart' }).waitFor()
    },
  },
  {
    name: 'a cart whose every part is unfolded, after a change',
    path: '/cart',
    after: async (page) => {
      await press(/one more$/)(page)
      await page.getByRole('status').getByText('up to date').waitFor()
      for (const summary of await page.locator('[data-cart] summary').all()) await summary.click()
    },
  },
  {
    name: 'a cart that is not saved for want of a network',
    path: '/cart',
    after: async (page) => {
      await page.clock.install()
      await page.route('**/cart/lines/**', (route) => route.abort())
      await press(/one more$/)(page)
      const again = page.getByRole('button', { name: 'Try again' })
      await expect
        .poll(() => page.clock.fastForward(12_000).then(() => again.count()), { interval: 50 })
        .toBe(1)
      await page.clock.resume()
    },
  },
  {
    name: 'a cart of which something was kept for later',
    path: '/cart',
    after: async (page) => {
      await press(/^Save for later/)(page)
      await page.getByRole('heading', { name: 'Saved for later' }).waitFor()
    },
  },
  { name: 'the reviews of a product', path: '/products/fluorite/reviews' },
  {
    name: 'a follow without an address',
    path: '/products/fluorite',
    after: async (page) => {
      await page.getByText('Tell me when this changes').click()
      await press('Tell me')(page)
      await page.getByRole('alert').getByRole('link').waitFor()
    },
  },
  { name: 'nothing at this address', path: '/products/unobtainium' },
  { name: 'a product that is no longer sold', path: '/products/azurite' },
  {
    name: 'a refused sign-in',
    path: '/sign-in',
    after: async (page) => {
      await page.getByLabel('Email').fill('nobody@example.com')
      await page.getByLabel('Password').fill(PASSWORD)
      await press('Sign in')(page)
      await page.getByRole('alert').first().waitFor()
    },
  },
]

const FOR_CUSTOMERS: readonly State[] = [
  {
    name: 'a review with mistakes',
    path: '/products/fluorite/reviews/new',
    after: async (page) => {
      await press('Send the review')(page)
      await page.getByRole('alert').getByRole('link').first().waitFor()
    },
  },
  { name: 'a question to ask', path: '/products/fluorite/questions/new' },
  { name: 'the wishlists', path: '/account/wishlists' },
  {
    name: 'a wishlist',
    path: '/account/wishlists',
    after: (page) => page.getByRole('main').getByRole('link', { name: 'My wishlist' }).click(),
  },
  { name: 'what is followed', path: '/account/following' },
  { name: 'preferences', path: '/account/preferences' },
  { name: 'what was looked at', path: '/recently-viewed' },
  { name: 'the cart', path: '/cart' },
  { name: 'a new address', path: '/account/addresses/new' },
  {
    name: 'two addresses with mistakes',
    path: '/checkout/address',
    after: async (page) => {
      await page.getByLabel('Send the invoice to another address').check()
      await press(/^Continue/)(page)
      await page.getByRole('alert').getByRole('link').first().waitFor()
    },
  },
]

const FOR_STAFF: readonly State[] = [
  { name: 'synonyms', path: '/backoffice/synonyms' },
  { name: 'searches that found nothing', path: '/backoffice/searches' },
  { name: 'reviews to read', path: '/backoffice/reviews' },
  { name: 'questions to answer', path: '/backoffice/questions' },
  { name: 'unusual carts', path: '/backoffice/cart-jumps' },
  {
    name: 'settings with mistakes',
    path: '/backoffice/settings',
    after: async (page) => {
      await page.getByLabel('Remind of a cart').fill('soon')
      await press('Save')(page)
      await page.getByRole('alert').getByRole('link').first().waitFor()
    },
  },
]

let shop: TestShop
let browser: Browser

beforeAll(async () => {
  shop = await aShop('demo')
  browser = await aBrowser()
  await shop.database.query("UPDATE products SET status = 'archived' WHERE slug = 'azurite'")
  await shop.database.query(
    "UPDATE stock_levels SET on_hand = on_hold WHERE variant_id IN (SELECT v.id FROM variants v JOIN products p ON p.id = v.product_id WHERE p.slug = 'calcite')",
  )
})

afterAll(async () => {
  await browser?.close()
  await shop?.[Symbol.asyncDispose]()
})

/** Somebody's phone. */
const aPhone = (): Promise<BrowserContext> => aVisit(browser, { baseURL: shop.url, viewport: PHONE })

async function aCustomersPhone(): Promise<BrowserContext> {
  const context = await aPhone()
  const page = await context.newPage()
  await page.goto('/register')
  await page.getByLabel('Full name').fill('Ada Lovelace')
  await page.getByLabel('Email').fill('ada@example.com')
  await page.getByLabel('Password').fill(PASSWORD)
  await press('Create an account')(page)
  await page.waitForURL('**/account/orders')
  await page.goto('/products/aquamarine')
  await page.getByRole('button', { name: 'Keep on a wishlist' }).click()
  await page.locator('[data-saved]').getByRole('link').waitFor()
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await page.getByRole('link', { name: 'See your cart' }).waitFor()
  await page.getByText('Tell me when this changes').click()
  await press('Tell me')(page)
  // A page that is closed on its way to another may never be closed.
  await page.getByText('You follow').waitFor()
  await page.waitForLoadState()
  await page.close()
  return context
}

async function aShopkeepersPhone(): Promise<BrowserContext> {
  const context = await aPhone()
  const page = await context.newPage()
  await page.goto('/backoffice')
  await page.getByLabel('Email address').fill(OWNER.email)
  await page.getByLabel('Password').fill(OWNER.password)
  await press('Sign in')(page)
  await page.waitForURL('**/backoffice/orders')
  await page.close()
  return context
}

/** What hinders somebody on this page: by the rules of axe in the light and in the dark, and on the narrowest phone. */
async function hindrances(page: Page): Promise<string[]> {
  const found: string[] = []
  const broken = async (rules: AxeBuilder) => {
    const { violations } = await rules.setLegacyMode().analyze()
    for (const { id, nodes } of violations) found.push(`${id}: ${nodes[0]?.html}`)
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await broken(new AxeBuilder({ page }).withTags(RULES))
  // Nothing but the colours is another in the dark.
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await broken(new AxeBuilder({ page }).withRules('color-contrast'))
  await page.setViewportSize(NARROW)
  const beyond = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth)
  if (beyond > 0) found.push(`scrolls ${beyond} px sideways`)
  return found
}

function accessible(visit: () => Promise<BrowserContext>, states: readonly State[]): void {
  let context: BrowserContext

  beforeAll(async () => {
    context = await visit()
  })

  afterAll(() => context?.close())

  test.each(states)('$name', async ({ path, after }) => {
    const page = await context.newPage()
    await page.goto(path)
    await after?.(page)
    expect(await hindrances(page)).toEqual([])
    await page.close()
  })
}

describe('everybody can use, as a guest,', () => accessible(aPhone, FOR_GUESTS))

describe('everybody can use, as a customer,', () => accessible(aCustomersPhone, FOR_CUSTOMERS))

describe('everybody can use, as a shopkeeper,', () => accessible(aShopkeepersPhone, FOR_STAFF))

describe('everybody can use', () => {
  test('the page that a mail to a new follower leads to, before and after', async () => {
    const context = await aPhone()
    const page = await context.newPage()
    await page.goto('/products/fluorite')
    await page.getByText('Tell me when this changes').click()
    await page.getByLabel('Email').fill(FOLLOWER)
    await press('Tell me')(page)
    const outbox = new OutboxFolderMailer(join(shop.folder, 'mails'), 'shop@example.com')
    const mail = async () => (await outbox.mails()).find(({ to }) => to === FOLLOWER)
    await expect.poll(mail, { timeout: 15_000 }).toBeDefined()
    const path = /\/follows\/\d+\/confirmation\?key=[\w-]+/.exec((await mail())?.text ?? '')?.[0] ?? ''
    await page.goto(path)
    expect(await hindrances(page)).toEqual([])
    await press('Yes, tell me')(page)
    expect(await hindrances(page)).toEqual([])
    await context.close()
  })
})
