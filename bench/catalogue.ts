import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { PrismaClient } from '../prisma/client/client.ts'
import { minerals } from '../prisma/seed/minerals/all.ts'
import { categories } from '../prisma/seed/minerals/categories.ts'
import { pictureKey, sizeName } from '../prisma/seed/specimens.ts'
import { loadTerms } from '../prisma/seed/terms.ts'

export const VARIANTS_PER_PRODUCT = 4

const LEARNT_AT_ONCE = 1_000

const SIZES = ['thumbnail', 'miniature', 'small-cabinet', 'cabinet'] as const
const COLOURS = [
  ...['Colourless #e7e8e4', 'White #f2f0ea', 'Grey #9b9b98', 'Black #2b2b2b', 'Brown #7a5a3c'],
  ...['Red #a33b2e', 'Pink #d58fa0', 'Orange #c9772e', 'Yellow #d3b13c', 'Green #5f9d78'],
  ...['Blue #4a6fa5', 'Violet #7d6aa8'],
].map((colour) => colour.split(' #'))
const LOOKS =
  'Gemmy,Lustrous,Twinned,Doubly terminated,Etched,Stalactitic,Zoned,Old-time,Floater,Sharp'.split(',')
const ATTRIBUTES = [
  ['mineral', 'Mineral', null, 'text'],
  ['formula', 'Formula', null, 'text'],
  ['mineral-class', 'Class', null, 'text'],
  ['crystal-system', 'Crystal system', null, 'text'],
  ['hardness', 'Hardness', 'Mohs', 'number'],
  ['density', 'Density', 'g/cm³', 'number'],
  ['lustre', 'Lustre', null, 'text'],
  ['transparency', 'Transparency', null, 'text'],
  ['locality', 'Locality', null, 'text'],
  ['country', 'Country', null, 'text'],
] as const

/**
 * Fills an empty, migrated database with a shop of any size: the demo's minerals and localities, combined at random,
 * but equally at random every time. Written in bulk past the triggers, whose bookkeeping is done at the end.
 */
export async function fillCatalogue(databaseUrl: string, products: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query('SET session_replication_role = replica')
    await client.query('SELECT setseed(0.42)')
    await loadWords(client)
    await loadShopTerms(databaseUrl)
    for (const sql of CATALOGUE) await client.query(sql, sql.includes('$1') ? [products] : [])
    await learnWords(client, products)
    await client.query('ANALYZE')
  } finally {
    await client.end()
  }
}

/** What the search looks into; in pieces, because words that one transaction writes again and again become slow. */
async function learnWords(client: pg.Client, products: number): Promise<void> {
  for (let from = 0; from < products; from += LEARNT_AT_ONCE)
    await client.query('SELECT count(refresh_product_words(id)) FROM products WHERE id > $1 AND id <= $2', [
      from,
      from + LEARNT_AT_ONCE,
    ])
}

/** The vocabulary that products are put together from, as tables of this session. */
async function loadWords(client: pg.Client): Promise<void> {
  for (const [position, { slug, name, introduction, parent }] of categories.entries()) {
    await client.query(
      `INSERT INTO categories (slug, name, introduction, position, parent_id)
       VALUES ($1, $2, $3, $4, (SELECT id FROM categories WHERE slug = $5))`,
      [slug, name, introduction, position, parent ?? null],
    )
  }
  for (const [position, [key, name, unit, kind]] of ATTRIBUTES.entries()) {
    await client.query(
      'INSERT INTO attributes (key, name, unit, kind, position) VALUES ($1, $2, $3, $4::attribute_kind, $5)',
      [key, name, unit, kind, position],
    )
  }
  await client.query(
    `INSERT INTO option_types (id, key, name, position) VALUES (1, 'size', 'Size', 0), (2, 'colour', 'Colour', 1)`,
  )
  for (const [position, size] of SIZES.entries()) {
    await client.query(
      'INSERT INTO option_values (id, option_type_id, key, name, position) VALUES ($1, 1, $2, $3, $4)',
      [position + 1, size, sizeName(size), position],
    )
  }
  for (const [position, [name = '', hex]] of COLOURS.entries()) {
    await client.query(
      'INSERT INTO option_values (id, option_type_id, key, name, swatch, position) VALUES ($1, 2, $2, $3, $4, $5)',
      [SIZES.length + position + 1, name.toLowerCase(), name, `#${hex}`, position],
    )
  }

  const countries = new Intl.DisplayNames('en', { type: 'region' })
  const words = minerals.map((mineral) => ({
    ...mineral,
    low: mineral.hardness[0],
    high: mineral.hardness[1],
    countryName: countries.of(mineral.country),
    picture: pictureKey(mineral, mineral.colours[0]?.name ?? '', 'front'),
  }))
  await client.query(
    `CREATE TEMP TABLE words AS
     SELECT row_number() OVER () - 1 AS n, w.*, c.id AS category_id
       FROM json_to_recordset($1::json) AS w(slug text, name text, category text, formula text,
              "mineralClass" text, "crystalSystem" text, low numeric, high numeric, density numeric, lustre text,
              transparency text, locality text, "countryName" text, summary text, story json, picture text)
       JOIN categories c ON c.slug = w.category`,
    [JSON.stringify(words)],
  )
  await client.query(
    'CREATE TEMP TABLE looks AS SELECT ord - 1 AS n, look FROM unnest($1::text[]) WITH ORDINALITY AS l(look, ord)',
    [LOOKS],
  )
}

/** Some minerals are far more common than others, most prices are small, most reviews are kind. */
const CATALOGUE = [
  `CREATE TEMP TABLE made AS
   SELECT id, floor(power(random(), 1.5) * (SELECT count(*) FROM words))::int AS word,
          floor(power(random(), 1.5) * (SELECT count(*) FROM words))::int AS place,
          floor(random() * (SELECT count(*) FROM looks))::int AS look,
          CASE WHEN random() < 0.4 THEN 1 + floor(random() * 20)::int ELSE 0 END AS reviews,
          2.6 + random() * 2.4 AS stars, exp(6.5 + random() * 3.5) AS price
     FROM generate_series(1, $1::int) AS id`,
  'ANALYZE made',
  `INSERT INTO products (id, slug, name, summary, story, category_id, status, featured_position, published_at,
                         popularity, rating_count, rating_sum, updated_at)
   SELECT m.id, w.slug || '-' || m.id, l.look || ' ' || w.name || ', ' || split_part(p.locality, ',', 1),
          w.summary, ARRAY(SELECT json_array_elements_text(w.story)), w.category_id, 'published',
          CASE WHEN m.id % 500 = 0 THEN m.id / 500 END,
          date_trunc('second', now()) - random() * interval '700 days' - interval '1 minute',
          floor(power(random(), 4) * 60), m.reviews, round(m.reviews * m.stars), now()
     FROM made m JOIN words w ON w.n = m.word JOIN words p ON p.n = m.place JOIN looks l ON l.n = m.look`,
  `INSERT INTO attribute_values (product_id, attribute_id, text, low, high)
   SELECT m.id, a.id, CASE a.key
            WHEN 'mineral' THEN w.name WHEN 'formula' THEN w.formula WHEN 'mineral-class' THEN w."mineralClass"
            WHEN 'crystal-system' THEN w."crystalSystem" WHEN 'lustre' THEN w.lustre
            WHEN 'transparency' THEN w.transparency WHEN 'locality' THEN p.locality WHEN 'country' THEN p."countryName"
            WHEN 'hardness' THEN w.low || '–' || w.high ELSE w.density::text END,
          CASE a.key WHEN 'hardness' THEN w.low WHEN 'density' THEN w.density END,
          CASE a.key WHEN 'hardness' THEN w.high WHEN 'density' THEN w.density END
     FROM made m JOIN words w ON w.n = m.word JOIN words p ON p.n = m.place CROSS JOIN attributes a`,
  `INSERT INTO variants (id, product_id, sku, price, floor_price, grams, millimetres, position)
   SELECT (m.id - 1) * ${VARIANTS_PER_PRODUCT} + v, m.id, 'B-' || m.id || '-' || v,
          greatest(290, round(m.price * power(1.9, v - 1) / 50) * 50 - 10)::int,
          CASE WHEN random() < 0.1 THEN greatest(290, round(m.price * power(1.9, v - 1) * 0.9))::int END,
          20 * power(3, v - 1)::int, 20 * v + floor(random() * 15)::int, v
     FROM made m CROSS JOIN generate_series(1, ${VARIANTS_PER_PRODUCT}) AS v`,
  `INSERT INTO variant_options (variant_id, option_value_id)
   SELECT id, 1 + (position - 1) % ${SIZES.length} FROM variants
   UNION ALL
   SELECT id, ${SIZES.length + 1} + (product_id * 7 + position * position * (product_id % 3)) % ${COLOURS.length} FROM variants`,
  `INSERT INTO stock_levels (variant_id, on_hand)
   SELECT id, CASE WHEN random() < 0.25 THEN 0 ELSE 1 + floor(power(random(), 3) * 20)::int END FROM variants`,
  `INSERT INTO quantity_prices (variant_id, from_quantity, price)
   SELECT variant_id, 3, round(price * 0.9) FROM stock_levels JOIN variants ON id = variant_id WHERE on_hand >= 12`,
  `INSERT INTO pictures (product_id, key, alt, position)
   SELECT m.id, w.picture, w.name || ', seen from the front', 0 FROM made m JOIN words w ON w.n = m.word`,
  'INSERT INTO price_changes (variant_id, at, price) SELECT id, now(), price FROM variants',
  'UPDATE catalogue_clock SET revision = revision + 1, shop_revision = revision + 1',
  `INSERT INTO product_revisions (product_id, revision, shelf_revision, changed_at)
   SELECT id, 1, 1, now() FROM products`,
  ...['products', 'variants', 'option_types', 'option_values'].map(
    (table) => `SELECT setval(pg_get_serial_sequence('${table}', 'id'), (SELECT max(id) FROM ${table}))`,
  ),
]

/** Delivery, taxes, a sale on the zeolites. */
async function loadShopTerms(databaseUrl: string): Promise<void> {
  const client = new PrismaClient({ adapter: new PrismaPg({ connectionString: databaseUrl, max: 1 }) })
  try {
    await loadTerms(client, new Date())
  } finally {
    await client.$disconnect()
  }
}
