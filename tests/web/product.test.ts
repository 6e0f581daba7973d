import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SeenProducts } from '../../src/controllers/seen-products.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { type Page, Visitor } from '../support/visitor.ts'

let shop: TestShop
let lastAddress = 0

beforeAll(async () => {
  shop = await aShop('demo')
})

afterAll(() => shop[Symbol.asyncDispose]())

const aVisitor = () => new Visitor(shop.url, `198.51.100.${(++lastAddress % 250) + 1}`)

async function idOf(slug: string): Promise<number> {
  const [row] = await shop.database.query<{ id: number }>('SELECT id FROM products WHERE slug = $1', [slug])
  return row?.id ?? 0
}

async function variantOf(sku: string): Promise<number> {
  const [row] = await shop.database.query<{ id: number }>('SELECT id FROM variants WHERE sku = $1', [sku])
  return row?.id ?? 0
}

/** The number, price and picked options that a page shows. */
function shown({ text }: Page) {
  return {
    sku: /data-show="sku">[\s\S]*?<dd data-text>([^<]*)/.exec(text)?.[1],
    price: /data-show="price"><span data-text>([^<]*)/.exec(text)?.[1],
    picked: [...text.matchAll(/name="\w+" id="option-\S+" value="([^"]+)" checked/g)].map(([, word]) => word),
  }
}

describe('a link to a product page', () => {
  test('names a variant by its id', async () => {
    const page = await aVisitor().get(`/products/fluorite?variant=${await variantOf('FLUO-MN-PURP')}`)
    expect(shown(page)).toEqual({ sku: 'FLUO-MN-PURP', price: '€59.00', picked: ['miniature', 'purple'] })
  })

  test('names it by its options', async () => {
    const page = await aVisitor().get('/products/fluorite?size=miniature&colour=purple&utm_source=mail')
    expect(shown(page).sku).toBe('FLUO-MN-PURP')
    expect(page.text).not.toContain('The nearest to it')
  })

  test('to a combination that does not exist shows the nearest and says so', async () => {
    const page = await aVisitor().get('/products/fluorite?size=cabinet&colour=purple')
    expect(page.status).toBe(200)
    expect(shown(page).sku).toBe('FLUO-CB-GREE')
    expect(page.text).toContain(
      'We have no Fluorite as Cabinet · Purple. The nearest to it is Cabinet · Green.',
    )
  })

  test('never runs what it carries', async () => {
    const page = await aVisitor().get(`/products/fluorite?size=${encodeURIComponent('</script><b>')}`)
    expect(page.status).toBe(200)
    expect(page.text).not.toContain('</script><b>')
  })

  test('holds the data of its script together, whatever a shopkeeper calls things', async () => {
    const rename = (name: string, now: string) =>
      shop.database.query('UPDATE option_values SET name = $2 WHERE name = $1', [name, now])
    await rename('Green and violet', '</script><b>')
    const { text } = await aVisitor().get('/products/fluorite')
    await rename('</script><b>', 'Green and violet')
    expect(text).not.toContain('</script><b>')
    const block = /data-sheets>([\s\S]*?)<\/script>/.exec(text)?.[1] ?? ''
    expect(JSON.parse(block)).toHaveLength(6)
    expect(block).toContain('\\u003c/script>')
  })

  test('shows values that do not go together as such, in words', async () => {
    const { text } = await aVisitor().get('/products/fluorite?size=thumbnail&colour=green')
    expect(text).toMatch(/value="purple" data-name="Purple" data-state="impossible"/)
    expect(text).toContain('not with Thumbnail')
  })

  test('lets a sold-out combination be looked at and not be bought', async () => {
    const sku = 'FLUO-SC-GREE'
    await shop.database.query('UPDATE stock_levels SET on_hand = 0 WHERE variant_id = $1', [
      await variantOf(sku),
    ])
    const page = await aVisitor().get('/products/fluorite?size=small-cabinet&colour=green')
    expect(page.status).toBe(200)
    expect(shown(page).sku).toBe(sku)
    expect(page.text).toMatch(/data-add disabled/)
    expect(page.text).toContain('data-picker-remark>sold out')
    await shop.database.query('UPDATE stock_levels SET on_hand = 1 WHERE variant_id = $1', [
      await variantOf(sku),
    ])
  })
})

test('a product that is sold out stays, with what lies beside it and a mail for when it is back', async () => {
  const { query } = shop.database
  const ofBaryte =
    "variant_id IN (SELECT v.id FROM variants v JOIN products p ON p.id = product_id WHERE p.slug = 'baryte')"
  await query(`UPDATE stock_levels SET on_hand = 0 WHERE ${ofBaryte}`)
  const page = await aVisitor().get('/products/baryte')
  expect(page.status).toBe(200)
  expect(page.text).toContain('Sold out')
  expect(page.text).toContain('See what else lies in this drawer')
  expect(page.text).toContain('https://schema.org/OutOfStock')
  expect(page.text).not.toContain('https://schema.org/InStock')
  expect(page.text).toMatch(/id="related"[\s\S]*class="card__link[^"]*" href="\/products\//)
  expect(page.text).toContain('action="/follows"')
})

describe('the form without a script', () => {
  const form = async () => `/cart/lines?product=${await idOf('fluorite')}`

  test('adds the variant of the options', async () => {
    const visitor = aVisitor()
    const answer = await visitor.post(await form(), { size: 'miniature', colour: 'purple', quantity: '1' })
    expect(answer.location).toBe('/cart')
    expect((await visitor.follow(answer)).text).toContain('Fluorite, Miniature · Purple is in your cart.')
  })

  test('with a combination that does not exist comes back with the choice kept', async () => {
    const visitor = aVisitor()
    const page = await visitor.post(await form(), { size: 'cabinet', colour: 'purple', quantity: '2' })
    expect(page.status).toBe(422)
    expect(page.text).toContain('<title>Error: Fluorite')
    expect(page.text).toContain(
      'We have no Fluorite as Cabinet · Purple. The nearest to it is Cabinet · Green.',
    )
    expect(shown(page).picked).toEqual(['cabinet', 'purple'])
    expect(page.text).toMatch(/name="quantity"[^>]* value="2"/)
    expect(visitor.cookie('cart')).toBeUndefined()
  })

  test('with an option left open says which', async () => {
    const page = await aVisitor().post(await form(), { size: 'miniature' })
    expect(page.status).toBe(422)
    expect(page.text).toContain('Please choose: colour.')
  })

  test('answers a script with the same sentence', async () => {
    const json = { accept: 'application/json' }
    const answer = await aVisitor().post(await form(), { size: 'cabinet', colour: 'purple' }, json)
    expect(answer.status).toBe(422)
    expect(JSON.parse(answer.text)).toMatchObject({
      success: false,
      message: expect.stringContaining('Cabinet · Purple'),
    })
  })

  test('that only shows a combination carries no token', async () => {
    const { text } = await aVisitor().get('/products/fluorite')
    expect(text).toContain('formmethod="get" formaction="/products/fluorite">Show this combination')
    const buy = /<form class="buy"[\s\S]*?<\/form>/.exec(text)?.[0] ?? ''
    expect(buy).toMatch(/<button[^>]+name="_csrf"/)
    expect(buy).not.toMatch(/<input[^>]+name="_csrf"/)
  })

  test.each(['', '?product=abc', '?product=1&product=2'])(
    'without a product it can know is refused (%s)',
    async (query) => {
      expect((await aVisitor().post(`/cart/lines${query}`, { size: 'miniature' })).status).toBe(422)
    },
  )

  test('does not mind fields that nobody knows', async () => {
    const fields = { size: 'cabinet', colour: 'green', __proto__: 'x', constructor: 'x', toString: 'x' }
    expect((await aVisitor().post(await form(), new URLSearchParams(Object.entries(fields)))).status).toBe(
      303,
    )
    const nothing = new URLSearchParams([
      ['__proto__', 'x'],
      ['size', 'a'.repeat(101)],
    ])
    expect((await aVisitor().post(await form(), nothing)).status).toBe(422)
  })

  test('that has been open for too long can be sent again with its options', async () => {
    const visitor = aVisitor()
    await visitor.get('/register')
    const page = await visitor.post(await form(), { size: 'miniature', colour: 'green', _csrf: 'old' })
    expect(page.status).toBe(403)
    expect(page.text).toContain(`action="${await form()}"`)
    expect(page.text).toContain('name="colour" value="green"')
  })

  test('of an unknown product is not found', async () => {
    expect((await aVisitor().post('/cart/lines?product=999999999', { size: 'miniature' })).status).toBe(404)
  })
})

describe('a product that is not on show', () => {
  async function given(slug: string, change: string): Promise<void> {
    await shop.database.query(`UPDATE products SET ${change} WHERE slug = $1`, [slug])
  }

  test.each([
    ['a draft', "status = 'draft'"],
    ['a scheduled one', "published_at = now() + interval '1 hour'"],
  ])('%s is not found, and cannot be bought', async (_what, change) => {
    const visitor = aVisitor()
    const { sku } = shown(await visitor.get('/products/topaz'))
    const variant = String(await variantOf(sku ?? ''))
    await visitor.post('/cart/lines', { variant })
    await given('topaz', change)

    expect((await visitor.get('/products/topaz')).status).toBe(404)
    expect((await aVisitor().post('/cart/lines', { variant })).status).toBe(404)
    const choice = { size: 'thumbnail', colour: 'colourless' }
    expect((await aVisitor().post(`/cart/lines?product=${await idOf('topaz')}`, choice)).status).toBe(404)
    expect((await visitor.get('/cart')).text).toContain(
      'is no longer offered. We have taken it out of your cart.',
    )

    await given('topaz', "status = 'published', published_at = now() - interval '1 day'")
    expect((await visitor.get('/products/topaz')).status).toBe(200)
  })

  test('is shown from its second on', async () => {
    await given('aquamarine', "published_at = now() + interval '1 hour'")
    expect((await aVisitor().get('/products/aquamarine')).status).toBe(404)
    await given('aquamarine', 'published_at = now()')
    expect((await aVisitor().get('/products/aquamarine')).status).toBe(200)
  })

  test('was archived: says so with 410 and shows what lies beside it', async () => {
    await given('azurite', "status = 'archived'")
    const page = await aVisitor().get('/products/azurite')
    expect(page.status).toBe(410)
    expect(page.text).toContain('Azurite is no longer in our collection')
    expect(page.text).toMatch(/class="card__link[^>]+href="\/products\/[a-z-]+"/)
    expect(page.text).toContain('action="/search"')
    await given('azurite', "status = 'published'")
  })

  test('has moved: sends its visitors after it with what they asked for', async () => {
    await given('pyrite', "slug = 'fools-gold'")
    const page = await aVisitor().get('/products/pyrite?variant=7&from=mail')
    expect(page.headers.get('cache-control')).toBe('no-cache')
    expect([page.status, page.location]).toEqual([301, '/products/fools-gold?variant=7&from=mail'])
    await given('fools-gold', "slug = 'pyrite', status = 'draft'")
    expect((await aVisitor().get('/products/fools-gold')).status).toBe(404)
    await given('pyrite', "status = 'published'")
    expect((await aVisitor().get('/products/pyrite')).status).toBe(200)
  })
})

describe('a price', () => {
  test('that a sale lowered says why, until when, and the lowest of the 30 days before', async () => {
    const variant = await variantOf('FLUO-MN-GREE')
    const fluorite = await idOf('fluorite')
    await shop.database.query(
      `INSERT INTO price_changes (variant_id, at, price)
       VALUES ($1, now() - interval '90 days', 7500), ($1, now() - interval '20 days', 6400), ($1, now() - interval '10 days', 6900)`,
      [variant],
    )
    await shop.database.query(
      `INSERT INTO sales (name, product_id, percent, starts_at, ends_at)
       VALUES ('Green week', $1, 10, now() - interval '2 days', '2099-12-01T00:00:00Z')`,
      [fluorite],
    )
    const { text } = await aVisitor().get(`/products/fluorite?variant=${variant}`)
    await shop.database.query("DELETE FROM sales WHERE name = 'Green week'")
    expect(text).toMatch(/data-show="list"><span[^>]*>Instead of <\/span><span data-text>€69\.00/)
    expect(text).toContain('data-show="price"><span data-text>€62.10')
    expect(text).toContain('Green week, until 1 Dec 2099, 01:00 CET')
    expect(text).toContain('Lowest price in the 30 days before: €64.00')
  })

  test('that has not changed since the product was listed is the lowest before the sale of the demo', async () => {
    const { text } = await aVisitor().get('/products/stilbite')
    const list = /data-show="list"><span[^>]*>Instead of <\/span><span data-text>(€[\d.]+)/.exec(text)?.[1]
    expect(list).toBeDefined()
    expect(text).toContain(`data-show="lowest"><span data-text>Lowest price in the 30 days before: ${list}<`)
  })

  test('for several is a table', async () => {
    const { text } = await aVisitor().get('/products/fluorite?size=thumbnail')
    expect(text).toMatch(/<th scope="row">from 3<\/th><td>€21\.15 each<\/td><td>you save €2\.35<\/td>/)
  })

  test('comes with what delivery costs for just this one', async () => {
    const visitor = aVisitor()
    const cost = ({ text }: Page) => /data-show="cost"><span data-text>([^<]+)/.exec(text)?.[1]
    expect(cost(await visitor.get('/products/fluorite?size=thumbnail'))).toBe('€4.90')
    expect(cost(await visitor.get('/products/fluorite?size=cabinet'))).toBe('free of charge')
  })
})

describe('beside a product', () => {
  /** Slugs of the cards under a heading. */
  const row = ({ text }: Page, id: string) => {
    const section = new RegExp(`aria-labelledby="${id}"[\\s\\S]*?</section>`).exec(text)?.[0] ?? ''
    return [...section.matchAll(/href="\/products\/([a-z-]+)"/g)].map(([, slug]) => slug)
  }

  /** Forgets what the shopkeeper of the demo chose for it. */
  const chooseNothing = (product: number | undefined) =>
    shop.database.query('DELETE FROM related_products WHERE product_id = $1', [product])

  test('lies what the shopkeeper chose, in their order, and only what is on show', async () => {
    const [fluorite, topaz, halite, quartz] = await Promise.all(
      ['fluorite', 'topaz', 'halite', 'smoky-quartz'].map(idOf),
    )
    await chooseNothing(fluorite)
    await shop.database.query(
      'INSERT INTO related_products (product_id, related_id, position) VALUES ($1, $2, 2), ($1, $3, 1), ($1, $4, 0)',
      [fluorite, topaz, halite, quartz],
    )
    await shop.database.query("UPDATE products SET status = 'draft' WHERE id = $1", [quartz])
    expect(row(await aVisitor().get('/products/fluorite'), 'related')).toEqual(['halite', 'topaz'])
    await shop.database.query("UPDATE products SET status = 'published' WHERE id = $1", [quartz])
  })

  test('lies something of its category where nobody chose', async () => {
    await chooseNothing(await idOf('halite'))
    const page = await aVisitor().get('/products/halite')
    expect(row(page, 'related').toSorted()).toEqual(['boleite', 'fluorite'])
  })

  test('lies what others ordered with it', async () => {
    const [halite, topaz, pyrite] = await Promise.all(['halite', 'topaz', 'pyrite'].map(idOf))
    await shop.database.query('DELETE FROM bought_together')
    await shop.database.query(
      'INSERT INTO bought_together (product_id, other_id, orders) VALUES ($1, $2, 2), ($1, $3, 5)',
      [halite, topaz, pyrite],
    )
    expect(row(await aVisitor().get('/products/halite'), 'together')).toEqual(['pyrite', 'topaz'])
    expect(row(await aVisitor().get('/products/calcite'), 'together')).toEqual([])
  })
})

describe('what was looked at', () => {
  test('is listed, the latest first, until it shall be forgotten', async () => {
    const visitor = aVisitor()
    for (const slug of ['fluorite', 'halite', 'calcite', 'fluorite']) await visitor.get(`/products/${slug}`)
    const slugs = ({ text }: Page) =>
      [...text.matchAll(/href="\/products\/([a-z-]+)"/g)].map(([, slug]) => slug)

    const page = await visitor.get('/recently-viewed')
    expect(slugs(page)).toEqual(['fluorite', 'calcite', 'halite'])
    expect(page.headers.get('cache-control')).toContain('no-store')
    const row = await visitor.get(`/recently-viewed?fragment=1&except=${await idOf('fluorite')}`)
    expect(slugs(row)).toEqual(['calcite', 'halite'])

    const forgotten = await visitor.follow(await visitor.post('/recently-viewed/removal', {}))
    expect(slugs(forgotten)).toEqual([])
    expect((await visitor.get('/recently-viewed?fragment=1')).status).toBe(204)
  })

  test('is not counted where nothing is shown', async () => {
    const visitor = aVisitor()
    await visitor.get('/products/unobtainium')
    expect(visitor.cookie('seen')).toBeUndefined()
  })

  test('is kept where scripts and other sites cannot reach it', async () => {
    const page = await aVisitor().get('/products/fluorite')
    const cookie = page.headers.getSetCookie().find((line) => line.startsWith('seen='))
    expect(cookie).toMatch(/Max-Age=2592000/)
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/SameSite=Lax/)
  })

  test.each([
    ['the first', undefined, 7, '7'],
    ['another', '4.2', 7, '7.4.2'],
    ['the same again', '4.7.2', 7, '7.4.2'],
    ['the thirteenth', '1.2.3.4.5.6.7.8.9.10.11.12', 13, '13.1.2.3.4.5.6.7.8.9.10.11'],
    ['one after nonsense', '4.x.<script>', 7, '7'],
    ['one after a number that is too long', '99999999999', 7, '7'],
  ])('becomes a cookie: %s', (_what, cookie, id, next) => {
    expect(SeenProducts.next(cookie, id)).toBe(next)
  })

  test('may be nonsense without harm', async () => {
    const visitor = aVisitor()
    for (const nonsense of ['4294967296', '0', 'j:[1]', '9999999999.2']) {
      visitor.setCookie('seen', nonsense)
      expect((await visitor.get('/recently-viewed')).status).toBe(200)
    }
  })
})

test('the live part of the page is the partial it was made with', async () => {
  const variant = await variantOf('FLUO-TN-GREE')
  const { text } = await aVisitor().get(`/products/fluorite/stock?variant=${variant}`)
  expect(text.trim()).toBe(
    `<span class="stock stock--plenty" data-stock-of="${variant}" data-mood="plenty" data-most="8" data-remark="">8 in stock</span>`,
  )
})
