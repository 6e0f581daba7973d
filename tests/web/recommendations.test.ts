import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADDRESS, pay, place, toReview } from '../support/purchase.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { type Page, Visitor } from '../support/visitor.ts'

let shop: TestShop

beforeAll(async () => {
  shop = await aShop()
})
afterAll(() => shop[Symbol.asyncDispose]())

const FRAGMENT = '/recommendations?fragment=1'

let customers = 0

async function aCustomer(): Promise<Visitor> {
  customers += 1
  const visitor = new Visitor(shop.url, `203.0.113.${customers}`)
  const email = `collector${customers}@example.com`
  await visitor.post('/register', { name: 'Mary Anning', email, password: 'ammonites and belemnites' })
  return visitor
}

async function buy(visitor: Visitor, sku: string): Promise<void> {
  const [row] = await shop.database.query<{ id: number }>('SELECT id FROM variants WHERE sku = $1', [sku])
  await visitor.post('/cart/lines', { variant: String(row?.id) })
  await pay(visitor, await place(visitor, await toReview(visitor, ADDRESS)))
}

/** Makes orders of the demo's past theirs. */
async function inherit(email: string, orders: number): Promise<void> {
  await shop.database.query(
    `UPDATE orders SET user_id = (SELECT id FROM users WHERE email = $1)
      WHERE id IN (SELECT id FROM orders WHERE email LIKE '%@post.example' ORDER BY user_id, id LIMIT $2)`,
    [email, orders],
  )
}

/** What a page recommends: the product and why. */
function recommended({ text }: Page): { slug: string; reason: string }[] {
  const found = text.matchAll(/cards__reason[^>]*>([^<]*)<[\s\S]*?href="\/products\/([^"]+)"/g)
  return [...found].map(([, reason = '', slug = '']) => ({ slug, reason }))
}

/** The page without what the navigation says, and without what is secret or made anew for each visitor. */
function outsideTheHeader({ text }: Page): string {
  return text
    .replace(/<header class="site-header">[\s\S]*?<\/header>/, '')
    .replace(/[\w-]{8}-[\w-]{36,}/g, '')
}

describe('a customer who bought azurite', () => {
  let mary: Visitor

  beforeAll(async () => {
    mary = await aCustomer()
    await buy(mary, 'AZUR-TN-BLUE')
  })

  test.each([FRAGMENT, '/recommendations', '/account'])('is told why on %s', async (path) => {
    const page = await mary.get(path)
    expect(page.status).toBe(200)
    expect(page.headers.get('cache-control')).toBe('private, no-store')
    expect(recommended(page).length).toBeGreaterThan(0)
    for (const { reason } of recommended(page)) expect(reason).toBe('Because you bought azurite')
  })

  test('sees what others took home with it first, and only what can be bought', async () => {
    const [first] = recommended(await mary.get(FRAGMENT))
    const [best] = await shop.database.query<{ slug: string }>(
      `SELECT o.slug FROM bought_together t JOIN products p ON p.id = t.product_id JOIN products o ON o.id = t.other_id
        WHERE p.slug = 'azurite' ORDER BY t.orders DESC, o.id LIMIT 1`,
    )
    expect(first?.slug).toBe(best?.slug)

    const variants = 'SELECT v.id FROM variants v JOIN products p ON p.id = v.product_id WHERE p.slug = $1'
    await shop.database.query(`UPDATE variants SET active = false WHERE id IN (${variants})`, [first?.slug])
    expect(recommended(await mary.get(FRAGMENT)).map(({ slug }) => slug)).not.toContain(first?.slug)
    await shop.database.query(`UPDATE variants SET active = true WHERE id IN (${variants})`, [first?.slug])
  })

  test('is not shown what is hidden or still to come', async () => {
    const [first] = recommended(await mary.get(FRAGMENT))
    for (const change of ["status = 'archived'", "published_at = now() + interval '1 day'"]) {
      const before = await shop.database.query('SELECT status, published_at FROM products WHERE slug = $1', [
        first?.slug,
      ])
      await shop.database.query(`UPDATE products SET ${change} WHERE slug = $1`, [first?.slug])
      expect(recommended(await mary.get(FRAGMENT)).map(({ slug }) => slug)).not.toContain(first?.slug)
      await shop.database.query('UPDATE products SET status = $2, published_at = $3 WHERE slug = $1', [
        first?.slug,
        before[0]?.status,
        before[0]?.published_at,
      ])
    }
  })

  test('never sees what they have, and at most two for one reason', async () => {
    const [companion] = recommended(await mary.get(FRAGMENT))
    const [variant] = await shop.database.query<{ sku: string }>(
      `SELECT v.sku FROM variants v JOIN products p ON p.id = v.product_id JOIN stock_levels s ON s.variant_id = v.id
        WHERE p.slug = $1 AND s.on_hand > 2 ORDER BY v.price LIMIT 1`,
      [companion?.slug],
    )
    await buy(mary, variant?.sku ?? '')
    const now = recommended(await mary.get('/recommendations'))
    expect(now.map(({ slug }) => slug)).not.toContain('azurite')
    expect(now.map(({ slug }) => slug)).not.toContain(companion?.slug)
    expect(new Set(now.map(({ reason }) => reason)).size).toBe(2)
    expect(now.length).toBeLessThanOrEqual(4)
  })
})

describe('whoever has bought nothing', () => {
  test('as a guest gets an empty answer, and is asked to sign in for the page', async () => {
    const guest = new Visitor(shop.url)
    const answer = await guest.get(FRAGMENT)
    expect([answer.status, answer.text]).toEqual([204, ''])
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
    expect((await guest.get('/recommendations')).location).toBe('/sign-in?next=%2Frecommendations')
    expect((await guest.get('/account')).location).toBe('/sign-in?next=%2Faccount')
  })

  test('as a customer reads that there is nothing yet', async () => {
    const newcomer = await aCustomer()
    expect((await newcomer.get(FRAGMENT)).status).toBe(204)
    expect((await newcomer.get('/recommendations')).text).toContain('Nothing yet')
    expect((await newcomer.get('/account')).text).toContain('No orders yet')
  })

  test('and has not paid either', async () => {
    const visitor = await aCustomer()
    const [row] = await shop.database.query<{ id: number }>(
      "SELECT id FROM variants WHERE sku = 'PYRI-TN-BRAS'",
    )
    await visitor.post('/cart/lines', { variant: String(row?.id) })
    await place(visitor, await toReview(visitor))
    expect((await visitor.get(FRAGMENT)).status).toBe(204)
  })
})

describe('the account', () => {
  test('shows the latest orders and leads to everything that is kept for the customer', async () => {
    const visitor = await aCustomer()
    await inherit(`collector${customers}@example.com`, 4)
    const { text } = await visitor.get('/account')
    expect(text.match(/class="orders__item"/g)).toHaveLength(3)
    for (const path of ['/account/orders', '/account/wishlists', '/account/following', '/account/reviews'])
      expect(text).toContain(`href="${path}"`)
    expect((await visitor.get('/')).text).toContain('href="/account"')
  })
})

describe('the home page', () => {
  test('is the same for a guest and a customer, but for the header', async () => {
    const customer = await aCustomer()
    await inherit(`collector${customers}@example.com`, 2)
    expect((await customer.get(FRAGMENT)).status).toBe(200)
    // Whoever has just signed in is welcomed, once.
    await customer.get('/account')
    expect(outsideTheHeader(await customer.get('/'))).toBe(
      outsideTheHeader(await new Visitor(shop.url).get('/')),
    )
  })

  test('leads to every family, and shows what is on sale until when, what is wanted and what is new', async () => {
    const { text } = await new Visitor(shop.url).get('/')
    const main = text.slice(text.indexOf('<main'), text.indexOf('</main>'))
    const families = await shop.database.query<{ slug: string }>(
      'SELECT slug FROM categories WHERE parent_id IS NULL',
    )
    for (const { slug } of families) expect(main).toContain(`href="/categories/${slug}"`)
    const titles = [...main.matchAll(/<h2[^>]*>([^<]+)</g)].map(([, title]) => title)
    expect(titles).toEqual([
      'From the front case',
      'On sale now',
      'The collection, by family',
      'Most wanted',
      'Newly unpacked',
      'Told on the labels',
      'How we work',
      'Keep your labels together',
    ])
    const sale = main.slice(main.indexOf('id="on-sale"'), main.indexOf('id="contents"'))
    expect(sale).toMatch(/Zeolite weeks: 15 % off<\/strong>, until <time datetime="\d{4}/)
    expect(sale.match(/price__amount--reduced/g)?.length).toBeGreaterThanOrEqual(3)
  })

  test('shows the large picture at once, in a place of its size', async () => {
    const { text } = await new Visitor(shop.url).get('/')
    const [picture = ''] = /<figure class="hero__plate">\s*<img[^>]*>/.exec(text) ?? []
    expect(picture).toContain('width="960" height="960"')
    expect(picture).toContain('fetchpriority="high"')
    expect(picture).not.toContain('loading="lazy"')
  })

  test('shows most wanted what sells best', async () => {
    await shop.database.query("UPDATE products SET popularity = 999 WHERE slug = 'bournonite'")
    const { text } = await new Visitor(shop.url).get('/')
    const wanted = text.slice(text.indexOf('id="wanted"'), text.indexOf('id="newest"'))
    expect(/href="\/products\/([^"]+)"/.exec(wanted)?.[1]).toBe('bournonite')
  })

  test('does not show what is scheduled, and drops a sale that has ended', async () => {
    await shop.database.query(
      "UPDATE products SET published_at = now() + interval '1 hour' WHERE slug = 'bournonite'",
    )
    await shop.database.query("UPDATE sales SET ends_at = now() WHERE name LIKE 'Zeolite%'")
    const { text } = await new Visitor(shop.url).get('/')
    expect(text).not.toContain('bournonite')
    expect(text).not.toContain('On sale now')
  })
})
