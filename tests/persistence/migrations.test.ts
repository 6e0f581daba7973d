import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '../../src/persistence/migrate.ts'
import { aDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await aDatabase('empty')
})

afterAll(() => database[Symbol.asyncDispose]())

/** How the scalar types of schema.prisma look in information_schema; a `@db.` type overrides. */
const TYPES: Readonly<Record<string, string>> = {
  ...{ Int: 'int4', BigInt: 'int8', String: 'text', Boolean: 'bool', Json: 'jsonb', Decimal: 'numeric' },
  ...{
    DateTime: 'timestamp',
    '@db.Timestamptz': 'timestamptz',
    '@db.Timestamp': 'timestamp',
    '@db.Date': 'date',
  },
  ...{ '@db.Uuid': 'uuid', '@db.Citext': 'citext', '@db.Char': 'bpchar', '@db.Json': 'json' },
}

const schema = readdirSync('prisma/schema')
  .map((file) => readFileSync(`prisma/schema/${file}`, 'utf8'))
  .join('\n')

/** What schema.prisma says of each column: 'variants.price int4 not null'. */
function columnsOfSchema(): string[] {
  const enums = new Map(
    [...schema.matchAll(/^enum (\w+) \{[^}]*?@@map\("(\w+)"\)/gms)].map(([, name = '', map = '']) => [
      name,
      map,
    ]),
  )
  return [...schema.matchAll(/^model (\w+) \{(.*?)^\}/gms)].flatMap(([, , body = '']) => {
    const table = /@@map\("(\w+)"\)/.exec(body)?.[1]
    return body.split('\n').flatMap((line) => {
      const [, field = '', type = '', mark = ''] = /^ {2}(\w+)\s+(\w+)(\[\]|\?)?/.exec(line) ?? []
      const special = /@db\.\w+/.exec(line)?.[0] ?? ''
      const unsupported = /Unsupported\("(\w+)"\)/.exec(line)?.[1]
      const known = unsupported ?? TYPES[special] ?? TYPES[type] ?? enums.get(type)
      if (!known) return []
      const name = /@map\("(\w+)"\)/.exec(line)?.[1] ?? field
      // Prisma makes lists nullable in the database and never writes NULL into them.
      const nullable = mark === '' ? 'not null' : 'null'
      return [`${table}.${name} ${mark === '[]' ? `_${known}` : known} ${nullable}`]
    })
  })
}

/** Unique constraints and indexes by their columns: 'holds (owner, variant_id) unique'. */
function indexesOfSchema(): string[] {
  return [...schema.matchAll(/^model (\w+) \{(.*?)^\}/gms)].flatMap(([, , body = '']) => {
    const table = /@@map\("(\w+)"\)/.exec(body)?.[1]
    const lines = body.split('\n')
    const column = (field: string) => {
      const line = lines.find((candidate) => new RegExp(`^ {2}${field}\\s`).test(candidate)) ?? ''
      return /@map\("(\w+)"\)/.exec(line)?.[1] ?? field
    }
    return lines.flatMap((line) => {
      const [, field = ''] = /^ {2}(\w+)\s/.exec(line) ?? []
      const [, kind = '', list = ''] =
        /^ {2}@@(id|unique|index)\(\[(.*?)\](?:, type: Gin)?\)/.exec(line) ?? []
      const fields = list.split(', ').map((name) => column(name.replace(/\(.*/, '')))
      if (kind) return [`${table} (${fields.join(', ')})${kind === 'index' ? '' : ' unique'}`]
      return /\s@(id|unique)\b/.test(line) ? [`${table} (${column(field)}) unique`] : []
    })
  })
}

describe('the migrations', () => {
  test('make the columns that schema.prisma says, and no others', async () => {
    const rows = await database.query<{ said: string }>(
      `SELECT table_name || '.' || column_name || ' ' || udt_name || CASE is_nullable WHEN 'YES' THEN ' null' ELSE ' not null' END AS said
         FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name <> '_prisma_migrations' ORDER BY 1`,
    )
    expect(rows.map(({ said }) => said).sort()).toEqual(columnsOfSchema().sort())
  })

  test('make the keys and indexes that schema.prisma says', async () => {
    const rows = await database.query<{ said: string }>(
      `SELECT c.relname || ' (' || string_agg(a.attname, ', ' ORDER BY k.position) || ')' || CASE WHEN i.indisunique THEN ' unique' ELSE '' END AS said
         FROM pg_index i
         JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
         CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(attnum, position)
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
        WHERE n.nspname = 'public' AND c.relname <> '_prisma_migrations' AND i.indexprs IS NULL AND i.indpred IS NULL
        GROUP BY i.indexrelid, c.relname, i.indisunique`,
    )
    expect(rows.map(({ said }) => said).sort()).toEqual(indexesOfSchema().sort())
  })

  test('are recorded as `prisma migrate deploy` records them, and applied once', async () => {
    const before = await database.query('SELECT * FROM _prisma_migrations')
    expect(before).toHaveLength(
      readdirSync('prisma/migrations', { withFileTypes: true }).filter((it) => it.isDirectory()).length,
    )
    expect(before[0]).toMatchObject({ applied_steps_count: 1, rolled_back_at: null, logs: null })
    expect(before[0]?.checksum).toMatch(/^[0-9a-f]{64}$/)
    expect(await migrate(database.url)).toEqual([])
    expect(await database.query('SELECT * FROM _prisma_migrations')).toEqual(before)
  })

  test('two processes that start at once apply each migration once', async () => {
    await using fresh = await aDatabase('empty')
    await fresh.query('DROP SCHEMA public CASCADE')
    await fresh.query('CREATE SCHEMA public')
    const applied = await Promise.all([migrate(fresh.url), migrate(fresh.url), migrate(fresh.url)])
    const all = readdirSync('prisma/migrations').filter((name) => !name.endsWith('.toml'))
    expect(applied.map((names) => names.length).sort()).toEqual([0, 0, all.length])
  })

  test('refuse to go on when one was edited after it was applied', async () => {
    await using fresh = await aDatabase('empty')
    await fresh.query("UPDATE _prisma_migrations SET checksum = 'edited'")
    await expect(migrate(fresh.url)).rejects.toThrow(/was edited after it was applied/)
  })
})

describe('the database itself refuses', () => {
  const violations: [string, string][] = [
    ['stock below its holds', 'UPDATE stock_levels SET on_hold = on_hand + 1'],
    ['negative holds', 'UPDATE stock_levels SET on_hold = -1'],
    ['a rewritten ledger', 'UPDATE stock_movements SET on_hand_change = 0'],
    ['a shortened ledger', 'DELETE FROM stock_movements'],
    ['a coupon used more often than allowed', 'UPDATE coupons SET "limit" = 1, used = 2'],
    ['a floor above the price', 'UPDATE variants SET floor_price = price + 1'],
  ]

  test.each(violations)('%s', async (_what, sql) => {
    await using demo = await aDatabase('demo')
    await expect(demo.query(sql)).rejects.toThrow(/violates check constraint|append-only/)
  })
})
