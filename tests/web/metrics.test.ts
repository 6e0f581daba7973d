import { afterAll, beforeAll, expect, test } from 'vitest'
import { aFreePort } from '../support/port.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { Visitor } from '../support/visitor.ts'

let shop: TestShop
let port: number

beforeAll(async () => {
  port = await aFreePort()
  shop = await aShop('demo', { METRICS_PORT: String(port) })
})

afterAll(() => shop[Symbol.asyncDispose]())

const figures = async () => (await fetch(`http://localhost:${port}/`)).text()

async function figure(name: string): Promise<number> {
  const line = (await figures()).split('\n').find((candidate) => candidate.startsWith(`${name} `))
  return Number(line?.split(' ').at(-1))
}

test('kept pages are counted by where they came from, with their age', async () => {
  for (let visit = 0; visit < 3; visit += 1) await new Visitor(shop.url).get('/products/fluorite')
  expect(await figure('page_cache_pages_total{outcome="made"}')).toBe(1)
  expect(await figure('page_cache_pages_total{outcome="memory"}')).toBe(2)
  expect(await figure('page_cache_age_seconds_count')).toBe(3)
  expect(await figure('page_cache_age_seconds_bucket{le="60"}')).toBe(3)
})

test('searches that find nothing are counted, and their words are not told', async () => {
  const visitor = new Visitor(shop.url)
  await visitor.get('/search?q=fluorite')
  expect(await figure('searches_without_result_total')).toBe(0)
  for (const words of ['xyzzyqq', 'plughplover'])
    expect((await visitor.get(`/search?q=${words}`)).status).toBe(200)
  expect(await figure('searches_without_result_total')).toBe(2)
  expect(await figures()).not.toMatch(/xyzzyqq|plughplover/)
})
