import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OutboxFolderMailer } from '../../src/gateways/outbox-folder.mailer.ts'
import { variantOf } from '../support/cart.ts'
import { mailsTo } from '../support/outbox.ts'
import { ADDRESS, place, toReview } from '../support/purchase.ts'
import { aRedis, type TestRedis } from '../support/redis.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { type Page, Visitor } from '../support/visitor.ts'

let shop: TestShop
let number: string
let lastAddress = 0

const aVisitor = () => new Visitor(shop.url, `203.0.113.${++lastAddress}`)

beforeAll(async () => {
  // These tests are about the same ten minutes.
  const left = 600_000 - (Date.now() % 600_000)
  if (left < 40_000) await sleep(left)
  shop = await aShop('demo')
  const buyer = aVisitor()
  await buyer.post('/cart/lines', { variant: await variantOf(shop, 'FLUO-TN-GREE') })
  await place(buyer, await toReview(buyer, { ...ADDRESS, email: 'ada@example.com' }))
  number = /LM-\d+/.exec((await buyer.get('/cart')).text)?.[0] ?? ''
})

afterAll(() => shop[Symbol.asyncDispose]())

const look = (visitor: Visitor, fields: Record<string, string>) => visitor.post('/orders/lookup', fields)

/** What a stranger could compare: all but what they typed themselves, and what differs in every answer. */
async function seen(visitor: Visitor, fields: Record<string, string>) {
  const answer = await look(visitor, fields)
  const page = await visitor.follow(answer)
  const text = page.text
    .replaceAll(fields.number ?? '', 'NUMBER')
    .replaceAll(fields.email ?? '', 'ADDRESS')
    .replace(/name="_csrf" value="[^"]*"/g, '')
  return { status: answer.status, location: answer.location, page: page.status, text }
}

describe('a lost order', () => {
  test('is found by its number and address: its link comes by mail and opens it', async () => {
    const guest = aVisitor()
    const form = await guest.get('/orders/lookup')
    expect(form.text).toContain('Find your order')
    await look(guest, { number: ` #${number.toLowerCase().replace('-', ' ')} `, email: ' ADA@example.com ' })
    const [mail] = await mailsTo(shop, 'ada@example.com', 1)
    expect(mail?.subject).toBe(`The link to your order ${number}`)
    const link = /\/orders\/LM-\d+\?key=[\w-]+/.exec(mail?.text ?? '')?.[0] ?? ''
    expect((await aVisitor().get(link)).text).toContain('Awaiting payment')
  })

  test('is a secret: who guesses reads the same, whether the number, the address, both or nothing is right', async () => {
    const right = await seen(aVisitor(), { number, email: 'ada@example.com' })
    expect(right.status).toBe(303)
    expect(right.text).not.toContain('?key=')
    for (const guess of [
      { number, email: 'somebody@example.com' },
      { number: 'LM-999999', email: 'ada@example.com' },
      { number: 'LM-999998', email: 'nobody@example.com' },
    ])
      expect(await seen(aVisitor(), guess)).toEqual(right)
    await sleep(1_000)
    const outbox = new OutboxFolderMailer(`${shop.folder}/mails`, 'shop@example.com')
    const mails = await outbox.mails()
    expect(mails.filter(({ subject }) => subject.startsWith('The link')).map(({ to }) => to)).toEqual([
      'ada@example.com',
    ])
  })

  test('asked for by many at once is mailed once in ten minutes', async () => {
    await Promise.all(Array.from({ length: 6 }, () => look(aVisitor(), { number, email: 'ada@example.com' })))
    await sleep(1_500)
    expect(
      await shop.database.query("SELECT recipient FROM sent_mails WHERE key LIKE 'order-link:%'"),
    ).toHaveLength(1)
  })

  test.each([
    ['number', { number: 'my stones', email: 'ada@example.com' }, 'my stones'],
    ['number', { number: '', email: 'ada@example.com' }, 'ada@example.com'],
    ['email', { number: 'LM-1001', email: 'nobody' }, 'LM-1001'],
  ])('without a %s that can be one is asked for again', async (field, fields, kept) => {
    const page = await look(aVisitor(), fields)
    expect(page.status).toBe(422)
    expect(page.text).toContain(`href="#field-${field}"`)
    expect(page.text).toContain(`value="${kept}"`)
  })

  test('can be looked for from every page', async () => {
    for (const path of ['/', '/cart', '/products/fluorite'])
      expect((await aVisitor().get(path)).text).toContain('href="/orders/lookup"')
  })
})

describe.each(['each process', 'Redis', 'a Redis that has died'])('with counts in %s', (place) => {
  let redis: TestRedis
  let limited: TestShop

  beforeAll(async () => {
    redis = await aRedis()
    limited = await aShop(
      'demo',
      place === 'each process' ? {} : { REDIS_URL: redis.url, LOG_LEVEL: 'silent' },
    )
    if (place === 'a Redis that has died') await redis.kill()
  })

  afterAll(async () => {
    await limited[Symbol.asyncDispose]()
    await redis[Symbol.asyncDispose]()
  })

  test('an address looks ten times, and the eleventh is kept for later', async () => {
    const answers: Page[] = []
    for (let tries = 1; tries <= 11; tries += 1)
      answers.push(
        await look(new Visitor(limited.url, '203.0.113.200'), {
          number: `LM-${tries}`,
          email: 'a@example.com',
        }),
      )
    expect(answers.slice(0, 10).map(({ status }) => status)).toEqual(Array(10).fill(303))
    const refused = answers[10]
    expect(refused?.status).toBe(429)
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(600)
    expect(refused?.text).toMatch(/name="number"[^>]*value="LM-11"/)
    expect(refused?.text).toMatch(/name="email"[^>]*value="a@example.com"/)
    const elsewhere = new Visitor(limited.url, '203.0.113.201')
    expect((await look(elsewhere, { number: 'LM-1', email: 'a@example.com' })).status).toBe(303)
  })
})
