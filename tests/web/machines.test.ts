import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { productThing } from '../../src/controllers/schema-org/product.ts'
import { Product } from '../../src/models/catalog/product.ts'
import { ShopAddresses } from '../../src/models/catalog/shop-addresses.ts'
import { StockLevel } from '../../src/models/inventory/stock-level.ts'
import { aVariant, eur, NOW } from '../models/cast.ts'
import { place, toReview } from '../support/purchase.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { type Page, Visitor } from '../support/visitor.ts'
import { faultsOf, resolved, textsOf } from '../support/xml.ts'

let shop: TestShop

beforeAll(async () => {
  shop = await aShop('demo')
  await shop.database.query(`
    UPDATE variants SET active = false WHERE product_id = (SELECT id FROM products WHERE slug = 'halite')
       AND id > (SELECT min(v.id) FROM variants v JOIN products p ON p.id = product_id WHERE slug = 'halite')`)
})

afterAll(() => shop[Symbol.asyncDispose]())

const quantity = z.object({
  '@type': z.literal('QuantitativeValue'),
  minValue: z.int(),
  maxValue: z.int(),
  unitCode: z.literal('DAY'),
})
const decimal = z.string().regex(/^\d+\.\d\d$/)

const offer = z.strictObject({
  '@type': z.literal('Offer'),
  url: z.url(),
  sku: z.string(),
  price: decimal.refine((price) => Number(price) > 0),
  priceCurrency: z.literal('EUR'),
  priceValidUntil: z.iso.datetime().optional(),
  availability: z.enum(
    ['InStock', 'LimitedAvailability', 'OutOfStock'].map((name) => `https://schema.org/${name}`),
  ),
  itemCondition: z.literal('https://schema.org/NewCondition'),
  seller: z.object({ '@id': z.url() }),
  shippingDetails: z.object({
    shippingDestination: z.object({ addressCountry: z.literal('DE') }),
    shippingRate: z.object({ value: decimal, currency: z.literal('EUR') }),
    deliveryTime: z.object({ handlingTime: quantity, transitTime: quantity }),
  }),
  hasMerchantReturnPolicy: z.object({
    merchantReturnDays: z.literal(30),
    returnPolicyCategory: z.literal('https://schema.org/MerchantReturnFiniteReturnWindow'),
  }),
})

const property = z.object({ '@type': z.literal('PropertyValue'), name: z.string(), value: z.string() })

const shared = {
  name: z.string(),
  description: z.string().min(20),
  url: z.url(),
  image: z.array(z.url()).nonempty(),
  additionalProperty: z.array(property).nonempty(),
}

const group = z.object({
  ...shared,
  '@type': z.literal('ProductGroup'),
  productGroupID: z.string(),
  variesBy: z.array(z.string()).nonempty(),
  hasVariant: z
    .array(
      z.object({
        '@type': z.literal('Product'),
        name: z.string(),
        sku: z.string(),
        image: z.url(),
        size: z.string(),
        color: z.string(),
        offers: offer,
      }),
    )
    .min(2),
})

const single = z.object({ ...shared, '@type': z.literal('Product'), sku: z.string(), offers: offer })

const trail = z.object({
  '@type': z.literal('BreadcrumbList'),
  itemListElement: z.array(
    z.object({ '@type': z.literal('ListItem'), position: z.int(), name: z.string(), item: z.url() }),
  ),
})

const document = z.object({
  '@context': z.literal('https://schema.org'),
  '@graph': z.array(z.looseObject({ '@type': z.string() })),
})

/** What a page says to machines, by type. */
function saidBy({ text }: Page): Map<string, unknown> {
  const [, script = ''] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(text) ?? []
  return new Map(document.parse(JSON.parse(script))['@graph'].map((thing) => [thing['@type'], thing]))
}

async function variantOf(sku: string) {
  const [row] = await shop.database.query<{ id: number; slug: string }>(
    'SELECT v.id, p.slug FROM variants v JOIN products p ON p.id = product_id WHERE sku = $1',
    [sku],
  )
  return row ?? { id: 0, slug: '' }
}

function metaOf({ text }: Page, property: string): string | undefined {
  const content = new RegExp(`<meta (?:property|name)="${property}" content="([^"]*)">`).exec(text)?.[1]
  return content === undefined ? undefined : resolved(content)
}

describe('the price of', () => {
  test.each([
    ['a plain product', 'FLUO-TN-GREE', '23.50'],
    ['a reduced product', 'STIL-TN-CREA', '12.33'],
  ])(
    '%s is the same on the page, in its JSON-LD, in the cart and at the payment',
    async (_what, sku, price) => {
      const { id, slug } = await variantOf(sku)
      const visitor = new Visitor(shop.url)
      const page = await visitor.get(`/products/${slug}?variant=${id}`)
      const shown = /class="price__amount[^"]*"[^>]*>(?:\s*<[^>]+>)*\s*([^<]+)</.exec(page.text)?.[1]?.trim()
      expect(shown).toBe(`€${price}`)
      expect(metaOf(page, 'product:price:amount')).toBe(price)

      const { hasVariant } = group.parse(saidBy(page).get('ProductGroup'))
      expect(hasVariant.find((variant) => variant.sku === sku)?.offers.price).toBe(price)

      await visitor.post('/cart/lines', { variant: String(id) })
      expect((await visitor.get('/cart')).text).toMatch(new RegExp(`cart-line__unit[^]*?€${price}`))

      const placed = await place(visitor, await toReview(visitor))
      const payment = await visitor.get(placed.location ?? '')
      expect(/class="line__price">\s*<span>([^<]+)</.exec(payment.text)?.[1]).toBe(`€${price}`)
    },
  )
})

describe('the JSON-LD of', () => {
  test('a product with several variants is a group of them, with an offer each', async () => {
    const page = await new Visitor(shop.url).get('/products/fluorite')
    const { variesBy, hasVariant, url, additionalProperty } = group.parse(saidBy(page).get('ProductGroup'))
    expect(url).toBe(`${shop.url}/products/fluorite`)
    expect(variesBy).toEqual(['https://schema.org/size', 'https://schema.org/color'])
    expect(additionalProperty).toContainEqual({ '@type': 'PropertyValue', name: 'Formula', value: 'CaF₂' })
    const rows = await shop.database.query<{ sku: string; id: number }>(
      "SELECT sku, v.id FROM variants v JOIN products p ON p.id = product_id WHERE slug = 'fluorite' AND active",
    )
    expect(new Map(hasVariant.map(({ sku, offers }) => [sku, offers.url]))).toEqual(
      new Map(rows.map(({ sku, id }) => [sku, `${shop.url}/products/fluorite?variant=${id}`])),
    )
  })

  test('a product with one variant is a product', async () => {
    const page = await new Visitor(shop.url).get('/products/halite')
    expect(saidBy(page).has('ProductGroup')).toBe(false)
    expect(single.parse(saidBy(page).get('Product')).sku).toBe('HALI-TN-COLO')
  })

  test('a reduced product says until when its price holds', async () => {
    const [sale] = await shop.database.query<{ ends_at: Date }>('SELECT ends_at FROM sales')
    const { hasVariant } = group.parse(
      saidBy(await new Visitor(shop.url).get('/products/stilbite')).get('ProductGroup'),
    )
    for (const { offers } of hasVariant) expect(offers.priceValidUntil).toBe(sale?.ends_at.toISOString())
  })

  test('a product names the delivery that its page promises', async () => {
    const page = await new Visitor(shop.url).get('/products/fluorite')
    const { hasVariant } = group.parse(saidBy(page).get('ProductGroup'))
    expect(page.text).toMatch(/in Germany; delivery <span data-show="cost"><span data-text>€4\.90</)
    expect(hasVariant[0]?.offers.shippingDetails.shippingRate.value).toBe('4.90')
  })

  test('products and categories shows the way to them', async () => {
    const visitor = new Visitor(shop.url)
    const names = async (path: string) => {
      const { itemListElement } = trail.parse(saidBy(await visitor.get(path)).get('BreadcrumbList'))
      return itemListElement.map(
        ({ position, name, item }) => `${position} ${name} ${item.replace(shop.url, '')}`,
      )
    }
    expect(await names('/products/fluorite')).toEqual([
      '1 Home /',
      '2 Halides /categories/halides',
      '3 Fluorite /products/fluorite',
    ])
    expect(await names('/categories/zeolites')).toEqual([
      '1 Home /',
      '2 Silicates /categories/silicates',
      '3 Zeolites & basalt minerals /categories/basalt-cavities',
      '4 Zeolites /categories/zeolites',
    ])
  })

  test('home is the shop, and how to search it', async () => {
    const said = saidBy(await new Visitor(shop.url).get('/'))
    expect(said.get('Organization')).toMatchObject({ name: 'Lodestone Minerals', url: `${shop.url}/` })
    expect(said.get('WebSite')).toMatchObject({
      potentialAction: { target: { urlTemplate: `${shop.url}/search?q={search_term_string}` } },
    })
  })

  test('a name with markup in it cannot leave its script', async () => {
    const { query } = shop.database
    await query("UPDATE products SET summary = summary || ' </script><b>' WHERE slug = 'cuprite'")
    const page = await new Visitor(shop.url).get('/products/cuprite')
    expect(page.text).not.toContain('</script><b>')
    expect(saidBy(page).get('ProductGroup')).toMatchObject({
      description: expect.stringContaining('</script><b>'),
    })
  })
})

describe('a product in JSON-LD', () => {
  const addresses = new ShopAddresses('https://shop.example')
  const delivery = { country: 'DE', offers: new Map() }

  function aProductWith(variant = aVariant()) {
    return new Product({
      id: 1,
      slug: 'fluorite',
      name: 'Fluorite',
      summary: 'Green cubes',
      story: [],
      category: [],
      facts: [],
      pictures: [],
      variants: [variant],
    })
  }

  function offerOf(onHand: number, price = 1_000) {
    const variant = aVariant()
    const stock = new StockLevel({ variantId: variant.id, onHand, onHold: 0 })
    const amount = eur(price)
    return { variant, stock, price: { list: amount, amount, reason: '', startsAt: null, endsAt: null } }
  }

  test.each([
    [9, 'InStock'],
    [1, 'LimitedAvailability'],
    [0, 'OutOfStock'],
  ])('of which there are %i is %s', (onHand, availability) => {
    const said = productThing(
      { product: aProductWith(), offers: [offerOf(onHand)], delivery, rating: null },
      addresses,
    )
    expect(said).toMatchObject({ offers: { availability: `https://schema.org/${availability}` } })
  })

  test('that costs nothing has no offer', () => {
    const said = productThing(
      { product: aProductWith(), offers: [offerOf(9, 0)], delivery, rating: null },
      addresses,
    )
    expect(said).toMatchObject({ offers: undefined })
  })

  test('is rated only when there are reviews, and quotes at most three', () => {
    const facts = { product: aProductWith(), offers: [offerOf(9)], delivery }
    const reviews = ['Ada', 'Grace', 'Mary', 'Ida'].map((author) => ({
      author,
      stars: 5,
      text: 'Fine.',
      at: NOW,
    }))
    expect(productThing({ ...facts, rating: null }, addresses)).not.toHaveProperty('aggregateRating')
    expect(productThing({ ...facts, rating: { average: 0, count: 0 } }, addresses)).not.toHaveProperty(
      'aggregateRating',
    )
    expect(productThing({ ...facts, rating: { average: 4.25, count: 4, reviews } }, addresses)).toMatchObject(
      {
        aggregateRating: { ratingValue: '4.3', reviewCount: 4 },
        review: [{ author: { name: 'Ada' }, datePublished: '2026-11-21' }, {}, {}],
      },
    )
  })
})

describe('the address of a page', () => {
  beforeAll(async () => {
    await shop.database.query(`
      WITH made AS (
        INSERT INTO products (slug, name, summary, story, category_id, status, published_at)
        SELECT 'sand-' || n, 'Sand', 'Sand from the beach', '{}', (SELECT id FROM categories WHERE slug = 'halides'),
               'published', '2026-01-01' FROM generate_series(1, 30) n RETURNING id)
      INSERT INTO variants (product_id, sku, price, grams) SELECT id, 'SAND-' || id, 100, 50 FROM made`)
  })

  test.each([
    ['/', '/'],
    ['/?utm_source=mail', '/'],
    ['/products/fluorite', '/products/fluorite'],
    ['/products/fluorite?variant=$variant', '/products/fluorite'],
    ['/products/fluorite/', '/products/fluorite'],
    ['/categories/halides', '/categories/halides'],
    ['/categories/halides?page=1', '/categories/halides'],
    ['/categories/halides?page=2', '/categories/halides?page=2'],
    ['/categories/halides?utm_source=mail&page=2', '/categories/halides?page=2'],
  ])('%s is %s', async (path, canonical) => {
    const { id } = await variantOf('FLUO-TN-GREE')
    const page = await new Visitor(shop.url).get(path.replace('$variant', String(id)))
    expect(page.text).toContain(`<link rel="canonical" href="${shop.url}${canonical}">`)
    expect(metaOf(page, 'og:url')).toBe(`${shop.url}${canonical}`)
    expect(page.text).not.toContain('noindex')
  })

  test.each(['/search?q=quartz', '/search', '/cart', '/sign-in', '/register', '/no-such-page'])(
    '%s is not for search engines',
    async (path) => {
      const { text } = await new Visitor(shop.url).get(path)
      expect(text).toContain('<meta name="robots" content="noindex">')
      expect(text).not.toContain('rel="canonical"')
    },
  )

  test('that is shared shows what the page is about', async () => {
    const { id } = await variantOf('FLUO-MN-PURP')
    const page = await new Visitor(shop.url).get(`/products/fluorite?variant=${id}`)
    const said = [
      'og:type',
      'og:title',
      'og:site_name',
      'og:image',
      'og:image:width',
      'og:image:height',
      'twitter:card',
    ]
    expect(said.map((name) => metaOf(page, name))).toEqual([
      'product',
      'Fluorite',
      'Lodestone Minerals',
      `${shop.url}/images/fluorite-purple-front-960.webp`,
      '960',
      '960',
      'summary_large_image',
    ])
    expect(metaOf(page, 'og:description')).toBe(metaOf(page, 'description'))
    expect(metaOf(page, 'product:price:currency')).toBe('EUR')
  })
})

describe('the feed', () => {
  test('has the thirty newest items that shoppers can see, newest first', async () => {
    await shop.database.query(
      "UPDATE products SET published_at = now() + interval '1 day' WHERE slug = 'dravite'",
    )
    const { text, headers } = await new Visitor(shop.url).get('/feed.xml')
    expect(headers.get('content-type')).toContain('application/atom+xml')
    expect(faultsOf(text)).toEqual([])
    const rows = await shop.database.query<{ id: number; name: string }>(
      'SELECT id, name FROM products WHERE published_at <= now() ORDER BY published_at DESC, id LIMIT 30',
    )
    const entries = text.split('<entry>').slice(1)
    expect(entries.flatMap((entry) => textsOf(entry, 'title'))).toEqual(rows.map(({ name }) => name))
    expect(entries.flatMap((entry) => textsOf(entry, 'id'))).toEqual(
      rows.map(({ id }) => `tag:localhost,2026:/products/${id}`),
    )
    const [content = ''] = textsOf(entries[0] ?? '', 'content')
    expect(content).toMatch(/<img src="http[^"]+-640\.webp"/)
    expect(content).toMatch(/€\d+\.\d\d/)
    expect(textsOf(text, 'updated').every((at) => new Date(at).toISOString() === at)).toBe(true)
  })

  test('of a category has what is new in it and below it', async () => {
    const { text } = await new Visitor(shop.url).get('/categories/silicates/feed.xml')
    expect(faultsOf(text)).toEqual([])
    expect(text).toContain('<title>New in Silicates at Lodestone Minerals</title>')
    expect(text).toContain('/products/stilbite')
    expect(text).not.toContain('/products/fluorite')
    expect((await new Visitor(shop.url).get('/categories/no-such/feed.xml')).status).toBe(404)
  })

  test('is named by the pages it belongs to', async () => {
    const links = async (path: string) => {
      const { text } = await new Visitor(shop.url).get(path)
      return [...text.matchAll(/type="application\/atom\+xml" title="[^"]+" href="([^"]+)"/g)].map(
        ([, href]) => href,
      )
    }
    expect(await links('/')).toEqual(['/feed.xml'])
    expect(await links('/categories/halides')).toEqual(['/categories/halides/feed.xml', '/feed.xml'])
  })

  test('is not sent again while nothing has changed, and is when a name or a price has', async () => {
    const visitor = new Visitor(shop.url)
    const etag = (await visitor.get('/feed.xml')).headers.get('etag') ?? ''
    const again = () => visitor.get('/feed.xml', { 'if-none-match': etag, 'cache-control': 'max-age=0' })
    expect((await again()).status).toBe(304)
    await shop.database.query("UPDATE products SET name = 'Staurolite & friends' WHERE slug = 'staurolite'")
    const changed = await again()
    expect(changed.status).toBe(200)
    expect(changed.text).toContain('<title>Staurolite &amp; friends</title>')
  })
})
