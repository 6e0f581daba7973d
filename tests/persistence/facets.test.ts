import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keyOf } from '../../src/models/catalog/facet.ts'
import { NumberRange } from '../../src/models/catalog/number-range.ts'
import { Selection } from '../../src/models/catalog/selection.ts'
import { Database } from '../../src/persistence/database.ts'
import { ShelfService } from '../../src/services/shelf.service.ts'
import { aDatabase, type TestDatabase } from '../support/database.ts'

let store: TestDatabase
let database: Database
let shelf: ShelfService
let now = new Date()

beforeAll(async () => {
  store = await aDatabase('demo')
  await store.query('UPDATE products SET rating_count = id % 4, rating_sum = (id % 4) * (2 + id % 4)')
  await store.query('UPDATE products SET popularity = id % 7')
  database = new Database(store.url)
  shelf = new ShelfService(database, () => now)
})

afterAll(async () => {
  await database.close()
  await store[Symbol.asyncDispose]()
})

/** What a variant costs now, in cents, as SQL says it. */
const PRICE = `
  least(v.price, (SELECT min(q.price) FROM quantity_prices q WHERE q.variant_id = v.id AND q.from_quantity <= 1),
    (SELECT min(greatest(coalesce(v.floor_price, 0), coalesce(s.price, round(v.price * (100 - s.percent) / 100.0))))
       FROM sales s
      WHERE s.starts_at <= $1 AND s.ends_at > $1
        AND (s.product_id = p.id OR (s.product_id IS NULL AND (s.category_id IS NULL OR s.category_id IN (
              WITH RECURSIVE above(id, parent_id) AS (
                SELECT id, parent_id FROM categories WHERE id = p.category_id
                UNION ALL SELECT c.id, c.parent_id FROM categories c JOIN above ON c.id = above.parent_id)
              SELECT id FROM above))))))`

/** What shoppers find in a category, by plain SQL; the values of a text facet are compared in their address form. */
async function found(slug: string, selection: Selection): Promise<number[]> {
  const values: unknown[] = [now, slug]
  const value = (one: unknown) => `$${values.push(one)}`
  const ofVariant: string[] = []
  const ofProduct: string[] = []
  for (const facet of selection.facets) {
    const chosen = selection.valuesOf(facet)
    if (facet === 'available') ofVariant.push('(NOT l.tracked OR l.on_hand > l.on_hold)')
    else if (facet === 'price')
      ofVariant.push(`(${chosen.map((range) => between(range, value)).join(' OR ')})`)
    else if (facet === 'size' || facet === 'colour')
      ofVariant.push(`EXISTS (SELECT FROM variant_options o JOIN option_values ov ON ov.id = o.option_value_id
        JOIN option_types t ON t.id = ov.option_type_id
        WHERE o.variant_id = v.id AND t.key = ${value(facet)} AND lower(replace(ov.name, ' ', '-')) = ANY(${value(chosen)}))`)
    else if (facet === 'rating')
      ofProduct.push(
        `p.rating_count > 0 AND p.rating_sum >= ${Math.min(...chosen.map(Number))} * p.rating_count`,
      )
    else if (facet === 'hardness' || facet === 'density') {
      const range = NumberRange.parse(chosen[0] ?? '')
      ofProduct.push(`EXISTS (SELECT FROM attribute_values a JOIN attributes t ON t.id = a.attribute_id
        WHERE a.product_id = p.id AND t.key = ${value(facet)}
          AND a.high >= ${value(range?.low ?? 0)}::numeric AND a.low <= ${value(range?.high ?? 9_999)}::numeric)`)
    } else
      ofProduct.push(`EXISTS (SELECT FROM attribute_values a JOIN attributes t ON t.id = a.attribute_id
        WHERE a.product_id = p.id AND t.key = ${value(facet)} AND a.text = ANY(${value(await textsOf(facet, chosen))}))`)
  }
  const rows = await store.query<{ id: number }>(
    `SELECT p.id FROM products p
      WHERE p.status = 'published' AND p.published_at <= $1 AND p.category_id IN (
              WITH RECURSIVE below(id) AS (
                SELECT id FROM categories WHERE slug = $2
                UNION ALL SELECT c.id FROM categories c JOIN below ON c.parent_id = below.id)
              SELECT id FROM below)
        AND ${['true', ...ofProduct].join(' AND ')}
        AND EXISTS (SELECT FROM variants v LEFT JOIN stock_levels l ON l.variant_id = v.id
                     WHERE v.product_id = p.id AND v.active AND ${['true', ...ofVariant].join(' AND ')})
      ORDER BY p.id`,
    values,
  )
  return rows.map(({ id }) => id)
}

function between(range: string, value: (one: unknown) => string): string {
  const { low, high } = NumberRange.parse(range) ?? { low: 0, high: 0 }
  return `${PRICE} BETWEEN ${value((low ?? 0) * 100)}::numeric AND ${value((high ?? 1_000_000) * 100)}::numeric`
}

async function textsOf(facet: string, keys: readonly string[]): Promise<string[]> {
  const rows = await store.query<{ text: string }>(
    'SELECT DISTINCT text FROM attribute_values a JOIN attributes t ON t.id = a.attribute_id WHERE t.key = $1',
    [facet],
  )
  return rows.map(({ text }) => text).filter((text) => keys.includes(keyOf(text)))
}

async function browsed(slug: string, selection: Selection) {
  const asked = { scope: { category: slug }, selection, sort: 'newest' as const }
  const first = await shelf.browse({ ...asked, page: 1 })
  const ids = [...first.ids]
  for (let page = 2; ids.length < first.total; page += 1)
    ids.push(...(await shelf.browse({ ...asked, page })).ids)
  return { ...first, ids: ids.sort((a, b) => a - b) }
}

/** Ids, total and every single count. */
async function expectAgreement(slug: string, selection: Selection): Promise<void> {
  const answer = await browsed(slug, selection)
  expect(answer.selection.key).toBe(selection.key)
  expect(answer.ids).toEqual(await found(slug, selection))
  expect(answer.total).toBe(answer.ids.length)
  for (const { key, values } of answer.facets)
    for (const value of values) {
      const alone = selection.without(key).with(key, value.key)
      expect([key, value.key, value.count]).toEqual([key, value.key, (await found(slug, alone)).length])
    }
}

const drawers = fc.constantFrom('quartz', 'silicates', 'zeolites', 'sulfides', 'gem-silicates')
const selections = fc
  .array(
    fc.constantFrom(
      ...['size=miniature', 'size=cabinet', 'size=thumbnail', 'colour=green', 'colour=black', 'colour=white'],
      ...[
        'price=-25',
        'price=25-50',
        'price=100-250',
        'price=18-77.5',
        'available=1',
        'rating=4',
        'rating=3',
      ],
      ...[
        'country=namibia',
        'country=pakistan',
        'lustre=vitreous',
        'crystal-system=trigonal',
        'matrix=basalt',
      ],
      ...['hardness=6.5-7', 'hardness=-4', 'density=2.6-3', 'transparency=transparent', 'mineral=stilbite'],
    ),
    { maxLength: 4 },
  )
  .map((texts) => Selection.of(texts.map((text) => text.split('=') as [string, string])))
  // Of two ranges of one number the last counts; here each is alone.
  .filter((selection) => selection.valuesOf('hardness').length < 2)

describe('filters and counts', () => {
  test('are those of plain SQL, whatever is chosen', async () => {
    await fc.assert(
      fc.asyncProperty(drawers, selections, async (slug, selection) => {
        await expectAgreement(slug, selection)
      }),
      { numRuns: 15 },
    )
  })

  test.each([
    ['goods that are bought', 'UPDATE stock_levels SET on_hold = on_hand WHERE variant_id % 3 = 0'],
    ['goods that come in', 'UPDATE stock_levels SET on_hand = on_hand + 9 WHERE variant_id % 5 = 0'],
    ['other prices', 'UPDATE variants SET price = price * 2 WHERE id % 4 = 0'],
    ['a variant that is withdrawn', 'UPDATE variants SET active = false WHERE id % 7 = 0'],
    [
      'a new sale',
      `INSERT INTO sales (name, percent, starts_at, ends_at) VALUES ('All', 30, now() - interval '1 hour', now() + interval '1 hour')`,
    ],
    [
      'a sale that is called off',
      `UPDATE sales SET ends_at = now() - interval '1 second' WHERE name = 'All'`,
    ],
    ['a draft', `UPDATE products SET status = 'draft' WHERE id % 6 = 0`],
    ['a scheduled product', `UPDATE products SET published_at = now() + interval '2 hours' WHERE id % 6 = 1`],
    [
      'a product in another category',
      `UPDATE products SET category_id = (SELECT id FROM categories WHERE slug = 'zeolites') WHERE id % 6 = 2`,
    ],
    [
      'a category in another',
      `UPDATE categories SET parent_id = (SELECT id FROM categories WHERE slug = 'quartz') WHERE slug = 'zeolites'`,
    ],
    [
      'another locality',
      `UPDATE attribute_values SET text = 'Namibia' WHERE product_id % 5 = 0 AND attribute_id = (SELECT id FROM attributes WHERE key = 'country')`,
    ],
    ['another name for a size', `UPDATE option_values SET name = 'Tiny' WHERE key = 'thumbnail'`],
  ])('know of %s at once', async (_what, sql) => {
    await browsed('silicates', Selection.none)
    await store.query(sql)
    const selection = Selection.of([
      ['available', '1'],
      ['price', '25-50'],
    ])
    await expectAgreement('silicates', Selection.none)
    await expectAgreement('quartz', selection)
    await expectAgreement('zeolites', selection)
  })

  test('change in the second in which a sale begins, ends, or a product appears', async () => {
    const second = new Date(Math.floor(Date.now() / 1_000) * 1_000 + 3_600_000)
    await store.query(
      `INSERT INTO sales (name, percent, starts_at, ends_at) VALUES ('Soon', 50, $1, $1::timestamptz + interval '1 minute')`,
      [second],
    )
    const id = (await browsed('quartz', Selection.none)).ids[0]
    await store.query('UPDATE products SET published_at = $1 WHERE id = $2', [second, id])
    const selection = Selection.of([['price', '25-50']])
    for (const offset of [-1, 0, 59_999, 60_000]) {
      now = new Date(second.getTime() + offset)
      await expectAgreement('quartz', selection)
      expect((await browsed('quartz', Selection.none)).ids.includes(id ?? 0)).toBe(offset >= 0)
    }
    now = new Date()
  })

  test('put the price of the same moment on the cards', async () => {
    const { ids } = await browsed('zeolites', Selection.none)
    await shelf.cards(ids)
    await store.query('UPDATE variants SET price = 123_45, floor_price = NULL WHERE product_id = $1', [
      ids[0],
    ])
    await store.query('DELETE FROM sales')
    const [card] = await shelf.cards(ids)
    expect(card?.from.amount.amount).toBe(12_345)
  })
})
