import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { place, toReview } from '../support/purchase.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { type Page, Visitor } from '../support/visitor.ts'

const FOR_EVERYBODY = [
  '/',
  '/categories/quartz',
  '/categories/silicates?page=2',
  '/search',
  '/search?q=garnet',
  '/search?q=flourite',
  '/search?q=xyzzyplugh',
  '/products/fluorite',
  '/products/fluorite/reviews',
  '/products/fluorite/questions',
  '/recently-viewed',
  '/cart',
  '/no-such-page',
  '/products/azurite',
]

const FOR_GUESTS = ['/sign-in', '/register', '/development/mails']

const FOR_CUSTOMERS = [
  '/account',
  '/account/orders',
  '/account/reviews',
  '/account/wishlists',
  '/account/following',
  '/recommendations',
  '/products/fluorite/reviews/new',
  '/products/fluorite/questions/new',
]

const CHECKOUT = ['/checkout/address', '/checkout/delivery', '/checkout/review']

let shop: TestShop
const pages = new Map<string, Page>()

beforeAll(async () => {
  shop = await aShop('demo')
  await shop.database.query("UPDATE products SET status = 'archived' WHERE slug = 'azurite'")
  const guest = new Visitor(shop.url)
  for (const path of [...FOR_EVERYBODY, ...FOR_GUESTS]) pages.set(path, await guest.get(path))

  const customer = new Visitor(shop.url, '203.0.113.2')
  const account = { name: 'Ada Lovelace', email: 'ada@example.com', password: 'a long test password' }
  expect((await customer.post('/register', account)).status).toBe(303)
  for (const path of FOR_CUSTOMERS) pages.set(path, await customer.get(path))

  const [row] = await shop.database.query<{ id: number }>(
    "SELECT id FROM variants WHERE sku = 'FLUO-TN-GREE'",
  )
  await customer.post('/cart/lines', { variant: String(row?.id) })
  const review = await toReview(customer)
  for (const path of CHECKOUT) pages.set(path, await customer.get(path))
  const placed = await place(customer, review)
  const number = /LM-\d+/.exec((await customer.get('/account/orders')).text)?.[0] ?? ''
  expect(placed.status).toBe(303)
  pages.set('the order', await customer.get(`/orders/${number}`))
})

afterAll(() => shop[Symbol.asyncDispose]())

const titleOf = ({ text }: Page) => /<title>([^<]*)<\/title>/.exec(text)?.[1] ?? ''
const footerOf = (text: string) => /<footer class="site-footer">[\s\S]*<\/footer>/.exec(text)?.[0] ?? ''
const headerOf = (text: string) => /<header class="site-header[ "][\s\S]*?<\/header>/.exec(text)?.[0] ?? ''

describe('every page', () => {
  test('was looked at', () => {
    const strange = [...pages].filter(([path, { status }]) => {
      const expected = { '/no-such-page': 404, '/products/azurite': 410 }[path] ?? 200
      return status !== expected
    })
    expect(strange.map(([path, { status }]) => `${path} ${status}`)).toEqual([])
  })

  test('has a title of its own that ends with the shop’s name', () => {
    const titles = [...pages.values()].map(titleOf)
    for (const title of titles) expect(title).toMatch(/^\S.* – Lodestone Minerals$/)
    expect([...new Set(titles)]).toEqual(titles)
  })

  test('has one main heading, a language, landmarks, and a way past its header as its first link', () => {
    for (const [path, { text }] of pages) {
      expect(text.match(/<h1[ >]/g), path).toHaveLength(1)
      expect(text, path).toContain('<html lang="en">')
      expect(text.match(/<main [^>]*id="main"/g), path).toHaveLength(1)
      expect(/<a [^>]*>/.exec(text)?.[0], path).toBe('<a class="skip-link" href="#main">')
      expect(headerOf(text), path).not.toBe('')
      for (const [nav] of text.matchAll(/<nav [^>]*>/g)) expect(nav, path).toMatch(/ aria-label(ledby)?="/)
    }
  })

  test('has help and an address to write to at the same place', () => {
    const help = new Set(
      [...pages.values()].map((page) => /<section [\s\S]*?<\/section>/.exec(footerOf(page.text))?.[0]),
    )
    expect(help.size).toBe(1)
    expect([...help][0]).toMatch(/>Help<[\s\S]*href="mailto:[^"]+@/)
  })

  test('has search, account and cart in its header, and in the checkout the way back to the cart', () => {
    for (const [path, page] of pages) {
      const header = headerOf(page.text)
      expect(header, path).toContain('href="/cart"')
      if (CHECKOUT.includes(path)) continue
      expect(header, path).toContain('action="/search"')
      expect(header, path).toMatch(/href="\/(account|sign-in)"/)
    }
  })
})

test('the title of a form that was refused begins with “Error: ”', async () => {
  const visitor = new Visitor(shop.url, '203.0.113.3')
  const refused = [
    await visitor.post('/sign-in', { email: 'nobody', password: '' }),
    await visitor.post('/register', { name: '', email: 'nobody', password: 'short' }),
    await visitor.post('/follows', { product: '1', email: 'nobody' }),
  ]
  for (const page of refused) {
    expect(page.status).toBe(422)
    expect(titleOf(page)).toMatch(/^Error: \S/)
  }
})

describe('the front page', () => {
  test('leads to every top category, in its middle as in its header', () => {
    const main = /<main [\s\S]*<\/main>/.exec(pages.get('/')?.text ?? '')?.[0] ?? ''
    const header = headerOf(pages.get('/')?.text ?? '')
    const categories = [...header.matchAll(/href="(\/categories\/[a-z-]+)"/g)].map(([, href]) => href)
    expect(categories.length).toBeGreaterThan(5)
    for (const href of categories) expect(main).toContain(`href="${href}"`)
  })

  test('does not put its large picture off, and keeps the place for it', () => {
    const hero =
      /<figure class="hero__plate">[\s\S]*?(<img [^>]*>)/.exec(pages.get('/')?.text ?? '')?.[1] ?? ''
    expect(hero).toMatch(/width="\d+" height="\d+"/)
    expect(hero).not.toContain('loading="lazy"')
  })
})
