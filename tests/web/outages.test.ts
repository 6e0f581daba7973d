import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aShop, OWNER, type TestShop } from '../support/test-shop.ts'
import { Visitor } from '../support/visitor.ts'

let shop: TestShop

beforeAll(async () => {
  shop = await aShop('demo', { LOG_LEVEL: 'silent' })
})

afterAll(() => shop[Symbol.asyncDispose]())

test('what breaks on our side is a page of the shop, with a number to name and nothing of our insides', async () => {
  const visitor = new Visitor(shop.url)
  await shop.database.query('ALTER TABLE products RENAME TO mislaid')
  try {
    for (const path of ['/products/fluorite', '/']) {
      const page = await visitor.get(path)
      expect(page.status).toBe(500)
      expect(page.text).toContain('Something broke on our side')
      expect(page.text).toContain('href="/cart"')
      expect(page.text).toContain(page.headers.get('x-request-id'))
      expect(page.text).not.toMatch(/prisma|mislaid|\.ts/i)
    }
  } finally {
    await shop.database.query('ALTER TABLE mislaid RENAME TO products')
  }
  expect((await visitor.get('/products/fluorite')).status).toBe(200)
})

test('what failed while it was first read is read again by whoever asks next', async () => {
  await using fresh = await aShop('demo', { LOG_LEVEL: 'silent' })
  const visitor = new Visitor(fresh.url)
  // The shelf in memory is filled by the first question; something that it alone reads is missing.
  await fresh.database.query('ALTER TABLE attribute_values RENAME TO mislaid')
  const broken = await Promise.all(['/', '/categories/quartz', '/'].map((path) => visitor.get(path)))
  expect(broken.map(({ status }) => status)).toEqual([500, 500, 500])
  await fresh.database.query('ALTER TABLE mislaid RENAME TO attribute_values')
  for (const path of ['/', '/categories/quartz'])
    expect((await visitor.get(path)).text).toMatch(/class="card[ _"][\s\S]*href="\/products\//)
})

test('when the database cuts every connection, the shop goes on and nobody is signed out', async () => {
  const owner = new Visitor(shop.url)
  await owner.get('/backoffice')
  await owner.post('/backoffice/sign-in', OWNER)
  for (let cut = 0; cut < 3; cut += 1) {
    await shop.database.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    )
    await sleep(200)
    expect((await owner.get('/backoffice/orders')).status).toBe(200)
    expect((await new Visitor(shop.url).get('/products/fluorite')).status).toBe(200)
  }
})
