import type { TestDatabase } from './database.ts'

/** A part by the id of its variant, and how many of it one set takes. */
export type Contents = Readonly<Record<number, number>>

let made = 0

/** A published product with one variant that is a set. @returns the id of the variant, and its product's slug */
export async function aSet(
  database: TestDatabase,
  contents: Contents,
  { name = 'Box', price = 9_000 } = {},
): Promise<{ id: number; slug: string }> {
  made += 1
  const slug = `${name.toLowerCase()}-${made}`
  const [row] = await database.query<{ id: number }>(
    `WITH product AS (
       INSERT INTO products (slug, name, summary, story, category_id, status, published_at, updated_at)
       SELECT $1, $2, 'A set', '{}', id, 'published', now() - interval '1 day', now() FROM categories WHERE slug = 'sets'
       RETURNING id
     ) INSERT INTO variants (product_id, sku, price, grams) SELECT id, $3, $4, 100 FROM product RETURNING id`,
    [slug, name, `BOX-T-${made}`, price],
  )
  if (!row) throw new Error('The demo has no category of sets.')
  await fillSet(database, row.id, contents)
  return { id: row.id, slug }
}

/** Makes a variant a set, or puts more into it. */
export async function fillSet(database: TestDatabase, set: number, contents: Contents): Promise<void> {
  for (const [part, quantity] of Object.entries(contents))
    await database.query(
      'INSERT INTO bundle_parts (variant_id, part_variant_id, quantity) VALUES ($1, $2, $3)',
      [set, Number(part), quantity],
    )
}
