import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { Visitor } from '../support/visitor.ts'
import { faultsOf, textsOf } from '../support/xml.ts'

let shop: TestShop

beforeAll(async () => {
  shop = await aShop('demo')
  const { query } = shop.database
  await query("UPDATE products SET status = 'draft', published_at = NULL WHERE slug = 'azurite'")
  await query("UPDATE products SET status = 'archived' WHERE slug = 'malachite'")
  await query("UPDATE products SET published_at = now() + interval '1 day' WHERE slug = 'pyrite'")
  await query(
    "UPDATE variants SET active = false WHERE product_id = (SELECT id FROM products WHERE slug = 'topaz')",
  )
  await query("INSERT INTO categories (slug, name) VALUES ('meteorites', 'Meteorites')")
})

afterAll(() => shop[Symbol.asyncDispose]())

async function xmlAt(path: string): Promise<string> {
  const { status, text, headers } = await new Visitor(shop.url).get(path)
  expect(status).toBe(200)
  expect(headers.get('content-type')).toContain('application/xml')
  expect(faultsOf(text)).toEqual([])
  return text
}

/** Every page of every file. */
async function pagesOfSitemap(): Promise<string[]> {
  const files = textsOf(await xmlAt('/sitemap.xml'), 'loc')
  const documents = await Promise.all(files.map((file) => xmlAt(new URL(file).pathname)))
  return documents.flatMap((document) => textsOf(document, 'loc'))
}

describe('the sitemap', () => {
  test('lists every product that shoppers can see, and none that is a draft, scheduled, archived or without a variant', async () => {
    const rows = await shop.database.query<{ slug: string }>(
      "SELECT slug FROM products WHERE slug NOT IN ('azurite', 'malachite', 'pyrite', 'topaz')",
    )
    const listed = (await pagesOfSitemap()).filter((address) => address.includes('/products/'))
    expect(listed.sort()).toEqual(rows.map(({ slug }) => `${shop.url}/products/${slug}`).sort())
  })

  test('names only pages that answer, may be indexed, and call that address their own', async () => {
    const visitor = new Visitor(shop.url)
    const addresses = await pagesOfSitemap()
    expect(addresses).toContain(`${shop.url}/`)
    expect(addresses).toContain(`${shop.url}/categories/quartz`)
    expect(addresses).not.toContain(`${shop.url}/categories/meteorites`)
    for (const address of addresses) {
      const { status, text } = await visitor.get(address)
      expect(status, address).toBe(200)
      expect(text, address).not.toContain('noindex')
      expect(text, address).toContain(`<link rel="canonical" href="${address}">`)
      expect(text, address).toMatch(/<meta name="description" content="[^"]{20,}">/)
    }
  })

  test('says truly when a product last changed, and shows its pictures', async () => {
    const before = await entryOf('fluorite')
    await shop.database.query("UPDATE products SET summary = summary || '.' WHERE slug = 'fluorite'")
    const after = await entryOf('fluorite')
    const [row] = await shop.database.query<{ changed_at: Date }>(
      "SELECT changed_at FROM product_revisions r JOIN products p ON p.id = r.product_id WHERE slug = 'fluorite'",
    )
    expect(after.changedAt).toBe(row?.changed_at.toISOString())
    expect(after.changedAt > before.changedAt).toBe(true)
    expect(after.pictures).toContain(`${shop.url}/images/fluorite-green-front-960.webp`)
  })

  test('says of a scheduled product that it changed when it appeared', async () => {
    const { query } = shop.database
    const changed = "UPDATE product_revisions SET changed_at = '2026-01-01' WHERE product_id ="
    await query(`${changed} (SELECT id FROM products WHERE slug = 'halite')`)
    const [row] = await query<{ at: Date }>("SELECT published_at AS at FROM products WHERE slug = 'halite'")
    expect((await entryOf('halite')).changedAt).toBe(row?.at.toISOString())
  })

  test('is sent compressed to whoever can read that, and whole to whoever cannot', async () => {
    const sent = await Promise.all(
      ['gzip', 'identity'].map(async (encoding) => {
        const answer = await fetch(`${shop.url}/sitemaps/products-1.xml`, {
          headers: { 'accept-encoding': encoding },
        })
        expect(answer.headers.get('content-encoding') ?? 'identity').toBe(encoding)
        expect(answer.headers.get('vary')).toContain('Accept-Encoding')
        return answer.text()
      }),
    )
    expect(sent[0]).toBe(sent[1])
  })

  test.each([
    '/sitemaps/products-0.xml',
    '/sitemaps/products-01.xml',
    '/sitemaps/products-99.xml',
    '/sitemaps/x.xml',
  ])('has no file %s', async (path) => expect((await new Visitor(shop.url).get(path)).status).toBe(404))

  test('of many products has several files, which together name each of them once', async () => {
    await shop.database.query(`
      WITH made AS (
        INSERT INTO products (id, slug, name, summary, story, category_id, status, published_at)
        SELECT n, 'pebble-' || n, 'Pebble', 'A pebble from the beach at Lyme Regis.', '{}',
               (SELECT min(id) FROM categories), 'published', '2026-01-01'
          FROM generate_series(9500, 12499) n RETURNING id)
      INSERT INTO variants (product_id, sku, price, grams) SELECT id, 'PEBBLE-' || id, 100, 50 FROM made`)
    const files = textsOf(await xmlAt('/sitemap.xml'), 'loc').filter((file) => file.includes('products-'))
    expect(files).toEqual([`${shop.url}/sitemaps/products-1.xml`, `${shop.url}/sitemaps/products-2.xml`])
    expect(textsOf(await xmlAt('/sitemaps/products-2.xml'), 'loc')).toHaveLength(2_499)
    const pebbles = (await pagesOfSitemap()).filter((address) => address.includes('/pebble-'))
    expect(new Set(pebbles).size).toBe(3_000)
    expect(pebbles).toHaveLength(3_000)
  })
})

async function entryOf(slug: string) {
  const xml = await xmlAt('/sitemaps/products-1.xml')
  const entry = xml.split('\n').find((line) => line.includes(`/products/${slug}<`)) ?? ''
  return { changedAt: textsOf(entry, 'lastmod')[0] ?? '', pictures: textsOf(entry, 'image:loc') }
}

describe('robots.txt', () => {
  interface Rule {
    readonly allows: boolean
    readonly pattern: string
  }

  /** As RFC 9309 reads it: the longest pattern that fits decides, and what none fits is allowed. */
  function allows(rules: readonly Rule[], path: string): boolean {
    const fitting = rules
      .filter(({ pattern }) => asExpression(pattern).test(path))
      .sort((a, b) => b.pattern.length - a.pattern.length || Number(b.allows) - Number(a.allows))
    return fitting[0]?.allows ?? true
  }

  function asExpression(pattern: string): RegExp {
    return new RegExp(`^${pattern.replace(/[.+?$]/g, '\\$&').replaceAll('*', '.*')}`)
  }

  async function rules(): Promise<{ text: string; rules: Rule[] }> {
    const { text, headers } = await new Visitor(shop.url).get('/robots.txt')
    expect(headers.get('content-type')).toContain('text/plain')
    expect(text).toMatch(/^User-agent: \*\n/)
    const lines = [...text.matchAll(/^(Allow|Disallow): (\S+)$/gm)]
    return { text, rules: lines.map(([, verb, pattern = '']) => ({ allows: verb === 'Allow', pattern })) }
  }

  test.each([
    ['/', true],
    ['/products/fluorite', true],
    ['/products/fluorite?variant=251', true],
    ['/products/fluorite/stock?variant=251', false],
    ['/products/fluorite?sort=helpful', false],
    ['/categories/quartz', true],
    ['/categories/quartz?page=2', true],
    ['/categories/quartz?page=2&colour=green', false],
    ['/categories/quartz?colour=green&size=cabinet', false],
    ['/categories/quartz?colour=green&page=2', false],
    ['/categories/quartz/feed.xml', true],
    ['/feed.xml', true],
    ['/sitemaps/products-1.xml', true],
    ['/images/fluorite-green-front-960.webp', true],
    ['/search?q=quartz', false],
    ['/cart', false],
    ['/checkout/address', false],
    ['/account/orders', false],
    ['/orders/LM-1', false],
    ['/sign-in', false],
    ['/register', false],
    ['/development/mails', false],
  ])('of %s says %s', async (path, allowed) => {
    expect(allows((await rules()).rules, path)).toBe(allowed)
  })

  test('names the sitemap and keeps the back office to itself', async () => {
    const { text } = await rules()
    expect(text).toContain(`Sitemap: ${shop.url}/sitemap.xml`)
    expect(text).not.toContain('backoffice')
  })
})
