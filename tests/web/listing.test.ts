import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { type Page, Visitor } from '../support/visitor.ts'

let shop: TestShop
let visitor: Visitor

beforeAll(async () => {
  shop = await aShop('demo')
  visitor = new Visitor(shop.url)
  await shop.database.query(
    'UPDATE products SET rating_count = 2, rating_sum = 9, popularity = id WHERE id % 3 = 0',
  )
})

afterAll(() => shop[Symbol.asyncDispose]())

const slugsOf = (page: Page) =>
  [...page.text.matchAll(/class="card__link[^"]*" href="\/products\/([^"]+)"/g)].map(([, slug = '']) => slug)
const totalOf = (page: Page) => Number(/<span role="status">(\d+)/.exec(page.text)?.[1])
const chips = (page: Page) =>
  [...page.text.matchAll(/class="chip chip--chosen plain" href="([^"]+)"/g)].map(([, href = '']) =>
    href.replaceAll('&amp;', '&').replaceAll('&#38;', '&'),
  )

async function everySlug(path: string): Promise<string[]> {
  const slugs: string[] = []
  for (let number = 1; ; number += 1) {
    const page = await visitor.get(`${path}${path.includes('?') ? '&' : '?'}page=${number}`)
    if (page.status === 404) return slugs
    slugs.push(...slugsOf(page))
  }
}

describe('a category', () => {
  test.each(['featured', 'newest', 'price-up', 'price-down', 'popularity', 'rating', 'name'])(
    'sorted by %s shows each mineral on exactly one page',
    async (sort) => {
      const slugs = await everySlug(`/categories/silicates?sort=${sort}`)
      const known = await shop.database.query<{ slug: string }>(
        `WITH RECURSIVE below(id) AS (SELECT id FROM categories WHERE slug = 'silicates'
           UNION ALL SELECT c.id FROM categories c JOIN below ON c.parent_id = below.id)
         SELECT slug FROM products WHERE category_id IN (SELECT id FROM below)`,
      )
      expect(slugs.length).toBeGreaterThan(24)
      expect([...slugs].sort()).toEqual(known.map(({ slug }) => slug).sort())
    },
  )

  test('loses and repeats none of its minerals while others come in behind them', async () => {
    const before = await everySlug('/categories/silicates?sort=name')
    const walked: string[] = []
    for (let page = 1; walked.length < before.length; page += 1) {
      walked.push(...slugsOf(await visitor.get(`/categories/silicates?sort=name&page=${page}`)))
      await insertProduct(`zzz-${page}`)
    }
    expect(walked.filter((slug) => !slug.startsWith('zzz'))).toEqual(before)
  })

  test('can be filtered, and each filter taken away again by a link of its own', async () => {
    const all = await visitor.get('/categories/silicates')
    let page = await visitor.get(
      '/categories/silicates?size=miniature&size=cabinet&colour=green&available=1&price.from=10&price.to=900&sort=price-up',
    )
    const totals = [totalOf(page)]
    expect(chips(page)).toHaveLength(5)
    for (let left = 5; left > 0; left -= 1) {
      page = await visitor.get(chips(page).at(-1) ?? '')
      expect(page.text).toContain('value="price-up" selected')
      expect(chips(page)).toHaveLength(left - 1)
      totals.push(totalOf(page))
    }
    expect(totals.at(-1)).toBe(totalOf(all))
    expect(totals[0]).toBeLessThan(totalOf(all))
  })

  test('finds as many as the count beside a value says', async () => {
    const page = await visitor.get('/categories/silicates?size=miniature')
    const values = [
      ...page.text.matchAll(
        /name="([a-z-]+)" value="([^"]+)">(?:<svg.*?<\/svg>)?<span[^>]*>[^<]*<\/span> <span class="facet__count">\((\d+)\)/g,
      ),
    ].filter(([, key]) => key !== 'size')
    expect(values.length).toBeGreaterThan(10)
    for (const [, key, value, count] of values.slice(0, 25)) {
      const found = await visitor.get(`/categories/silicates?size=miniature&${key}=${value}`)
      expect([key, value, totalOf(found)]).toEqual([key, value, Number(count)])
    }
  })

  test('keeps what was chosen though nothing has it, and lets nobody choose more of that', async () => {
    const page = await visitor.get('/categories/zeolites?mineral=stilbite&hardness=9-10')
    const boxOf = (value: string) =>
      new RegExp(`<input class="facet__box"[^>]* value="${value}"([^>]*)>`).exec(page.text)?.[1]
    expect(boxOf('stilbite')).toBe(' checked')
    expect(boxOf('scolecite')).toBe(' disabled')
    expect(page.text).toMatch(/Scolecite<\/span> <span class="facet__count">\(0\)/)
    expect(chips(page)).toHaveLength(2)
  })

  test('says which filter to drop when nothing meets them all', async () => {
    const page = await visitor.get('/categories/zeolites?mineral=stilbite&hardness=9-10')
    expect(page.status).toBe(200)
    expect(page.text).toContain('Drop one of your filters')
    const [, href = '', count] =
      /href="([^"]+)">Without Hardness <span class="facet__count">\((\d+)\)/.exec(page.text) ?? []
    expect(totalOf(await visitor.get(href))).toBe(Number(count))
  })

  test('ignores what makes no sense', async () => {
    const plain = await visitor.get('/categories/quartz')
    for (const query of [
      'colour=octarine',
      'price=cheap&rating=9&available=perhaps',
      'price.from=abc&price.to=',
      'hardness=&hardness.from=%00',
      'sort=random&page=-1',
      '__proto__=1&constructor=x',
      `size=${'x'.repeat(3_000)}`,
    ]) {
      const page = await visitor.get(`/categories/quartz?${query}`)
      expect([query, page.status, totalOf(page), chips(page)]).toEqual([query, 200, totalOf(plain), []])
    }
  })

  test('turns a range that was typed the wrong way round', async () => {
    const right = await visitor.get('/categories/silicates?price=20-60')
    const wrong = await visitor.get('/categories/silicates?price.from=60&price.to=20')
    expect(totalOf(wrong)).toBe(totalOf(right))
    expect(wrong.text).toContain('€20 to €60')
  })

  test('has no page behind its last', async () => {
    expect((await visitor.get('/categories/quartz?page=99')).status).toBe(404)
    expect((await visitor.get('/categories/quartz?colour=green&page=2')).status).toBe(404)
  })

  test('says how many there are above and below, and leads to its other pages by links', async () => {
    const page = await visitor.get('/categories/silicates')
    const total = totalOf(page)
    expect(total).toBeGreaterThan(24)
    expect(page.text.split(`${total} minerals, page 1 of`)).toHaveLength(3)
    const pages = /<nav class="pages[\s\S]*?<\/nav>/.exec(page.text)?.[0] ?? ''
    expect(pages).toContain('<a class="pages__link plain" href="/categories/silicates" aria-current="page">')
    expect(pages).toContain('href="/categories/silicates?page=2" rel="next"')
  })

  test('tells search engines which of its pages count', async () => {
    const canonical = (page: Page) => /rel="canonical" href="[^"]*?(\/categories[^"]*)"/.exec(page.text)?.[1]
    const [first, second, filtered] = await Promise.all(
      ['', '?page=2', '?size=miniature&page=2'].map((query) => visitor.get(`/categories/silicates${query}`)),
    )
    if (!first || !second || !filtered) throw new Error('three pages')
    expect([canonical(first), first.text.includes('noindex')]).toEqual(['/categories/silicates', false])
    expect([canonical(second), second.text.includes('noindex')]).toEqual([
      '/categories/silicates?page=2',
      false,
    ])
    expect([canonical(filtered), filtered.text.includes('noindex')]).toEqual(['/categories/silicates', true])
  })

  test('offers as a filter whatever its cards say', async () => {
    const page = await visitor.get('/categories/silicates')
    for (const facet of ['Price', 'Size', 'Colour', 'Mineral', 'Formula', 'Locality', 'Country', 'Rating'])
      expect(page.text).toMatch(new RegExp(`<(legend|summary) class="facet__name">${facet}</\\1>`))
    expect(page.text).toMatch(/<span aria-hidden="true">★<\/span> 4\.5/)
    expect(page.text).toMatch(/\d+–\d+ mm/)
  })
})

test('a card has a picture of a known shape, a price, a size, a hint of the stock, stars with their number, and one link', async () => {
  const cards =
    (await visitor.get('/categories/silicates?sort=name')).text.match(
      /<article class="card">[\s\S]*?<\/article>/g,
    ) ?? []
  expect(cards).toHaveLength(24)
  for (const card of cards) {
    expect(card).toMatch(/<img [^>]*width="960" height="960" alt="[^"]{3,}"/)
    expect(card).toMatch(/price__amount[^>]*>[\s\S]*?€[\d,.]+</)
    expect(card).toMatch(/\d mm</)
    expect(card).toMatch(/class="stock stock--\w+">[^<]+</)
    expect(card.match(/<a /g)).toHaveLength(1)
  }
  expect(cards.filter((card) => /of 5 stars,<\/span> \(\d+/.test(card)).length).toBeGreaterThan(0)
})

describe('what a search found', () => {
  test('has the same filters and sorts, and keeps its words', async () => {
    const all = await visitor.get('/search?q=quartz')
    expect(all.text).toContain('value="relevance" selected')
    const filtered = await visitor.get('/search?q=quartz&size=cabinet&sort=price-up')
    expect(totalOf(filtered)).toBeLessThanOrEqual(totalOf(all))
    expect(chips(filtered)).toEqual(['/search?q=quartz&sort=price-up'])
    expect(filtered.text).toContain('<input type="hidden" name="q" value="quartz">')
  })
})

async function insertProduct(slug: string): Promise<void> {
  await shop.database.query(
    `WITH product AS (
       INSERT INTO products (slug, name, summary, story, category_id, status, published_at, updated_at)
       SELECT $1, $1, '', '{}', id, 'published', now() - interval '1 second', now() FROM categories WHERE slug = 'silicates'
       RETURNING id)
     INSERT INTO variants (product_id, sku, price, grams) SELECT id, $1, 1000, 10 FROM product`,
    [slug],
  )
}
