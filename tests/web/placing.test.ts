import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linesOn, stock, variantOf } from '../support/cart.ts'
import { ADDRESS, pay, place, toReview } from '../support/purchase.ts'
import { takings } from '../support/takings.ts'
import { anotherProcessOf, aShop, type TestShop } from '../support/test-shop.ts'
import { hidden, type Page, Visitor } from '../support/visitor.ts'

const ONE_SECRET = { SESSION_SECRET: 'the same in every process of this shop' }

let shop: TestShop
let green: string
let pyrite: string
let lastAddress = 0

beforeAll(async () => {
  shop = await aShop('demo', ONE_SECRET)
  green = await variantOf(shop, 'FLUO-TN-GREE')
  pyrite = await variantOf(shop, 'PYRI-TN-BRAS')
  await stock(shop, green, 500)
  await stock(shop, pyrite, 500)
})

afterAll(() => shop[Symbol.asyncDispose]())

const aVisitor = () => new Visitor(shop.url, `198.51.100.${++lastAddress}`)

async function aCustomer(email: string): Promise<Visitor> {
  const visitor = aVisitor()
  await visitor.post('/register', { name: 'Ada Lovelace', email, password: 'a long test password' })
  return visitor
}

async function atReview(visitor: Visitor, email: string, wanted = { [green]: '2' }): Promise<Page> {
  for (const [variant, quantity] of Object.entries(wanted))
    await visitor.post('/cart/lines', { variant, quantity })
  return toReview(visitor, { ...ADDRESS, email })
}

async function ordersOf(email: string) {
  return shop.database.query<{ number: string; state: string; total: number }>(
    'SELECT number, state, total FROM orders WHERE email = $1 ORDER BY id',
    [email],
  )
}

async function held(variant: string): Promise<number> {
  const [row] = await shop.database.query<{ on_hold: number }>(
    'SELECT on_hold FROM stock_levels WHERE variant_id = $1',
    [variant],
  )
  return row?.on_hold ?? -1
}

/** A second draft of the same cart, as two tabs make one each that begin their checkout at the same moment. */
async function reviewOfAnotherDraft(visitor: Visitor, review: Page): Promise<Page> {
  await shop.database.query(
    `INSERT INTO checkout_drafts (id, cart_id, details, shipping_method, created_at)
     SELECT $1, cart_id, details, shipping_method, now() + interval '1 second' FROM checkout_drafts WHERE id = $2`,
    [randomUUID(), hidden(review, 'checkout')],
  )
  return visitor.get('/checkout/review')
}

describe.each(['a guest', 'a customer'])('%s', (kind) => {
  const email = (what: string) => `${what}-${kind.replace(' ', '-')}@example.com`
  const aShopper = (what: string) => (kind === 'a guest' ? aVisitor() : aCustomer(email(what)))

  test('who presses the button in five tabs at once has one order, one page of payment, one charge', async () => {
    const visitor = await aShopper('five')
    const review = await atReview(visitor, email('five'))
    const answers = await Promise.all(Array.from({ length: 5 }, () => place(visitor, review)))
    expect(new Set(answers.map(({ location }) => location)).size).toBe(1)
    await pay(visitor, answers[0] as Page)
    const [order, ...others] = await ordersOf(email('five'))
    expect([order?.state, others]).toEqual(['paid', []])
    expect(takings(shop, order?.number ?? '')).toEqual({ pages: 1, captured: [order?.total], refunded: [] })
  })

  test('with two checkouts of one cart, sent at once, has one order; the other tab is led to it', async () => {
    const visitor = await aShopper('drafts')
    const first = await atReview(visitor, email('drafts'))
    const second = await reviewOfAnotherDraft(visitor, first)
    expect(hidden(second, 'checkout')).not.toBe(hidden(first, 'checkout'))
    const before = await held(green)
    const answers = await Promise.all([place(visitor, first), place(visitor, second)])
    const [order, ...others] = await ordersOf(email('drafts'))
    expect(others).toEqual([])
    expect(answers.map(({ status }) => status)).toEqual([303, 303])
    const led = answers.filter(({ location }) => location?.startsWith(`/orders/${order?.number}?key=`))
    expect(led).toHaveLength(1)
    expect((await visitor.get(led[0]?.location ?? '')).text).toContain('You have placed this order already')
    expect(await held(green)).toBe(before)
    expect(linesOn(await visitor.get('/cart'))).toEqual({})
  })

  test('whose answer was lost after it was saved tries again and gets the same page, with an empty cart', async () => {
    const visitor = await aShopper('lost')
    const review = await atReview(visitor, email('lost'))
    const cookie = visitor.cookie('cart') ?? ''
    const answered = await place(visitor, review)
    // The connection broke before the browser saw the answer and its cookie.
    if (cookie) visitor.setCookie('cart', cookie)
    const again = await place(visitor, review)
    expect(again.location).toBe(answered.location)
    expect(linesOn(await visitor.get('/cart'))).toEqual({})
    const [order, ...others] = await ordersOf(email('lost'))
    expect(others).toEqual([])
    expect((await pay(visitor, again)).text).toContain('Payment successful')
    expect(takings(shop, order?.number ?? '')).toMatchObject({ pages: 1, captured: [order?.total] })
  })

  test('who sends the form again after paying is shown the confirmation and charged nothing more', async () => {
    const visitor = await aShopper('paid')
    const review = await atReview(visitor, email('paid'))
    await pay(visitor, await place(visitor, review))
    const again = await visitor.follow(await place(visitor, review))
    expect(again.text).toContain('Payment successful')
    const [order, ...others] = await ordersOf(email('paid'))
    expect(others).toEqual([])
    expect(takings(shop, order?.number ?? '')).toMatchObject({ pages: 1, captured: [order?.total] })
  })
})

test('a guest whose answer was lost and who adds something finds that alone in the cart', async () => {
  const visitor = aVisitor()
  const review = await atReview(visitor, 'adds@example.com')
  const cookie = visitor.cookie('cart') ?? ''
  await place(visitor, review)
  visitor.setCookie('cart', cookie)
  await visitor.post('/cart/lines', { variant: pyrite, quantity: '3' })
  expect(linesOn(await visitor.get('/cart'))).toEqual({ [pyrite]: 3 })
  // However much they do afterwards, what they add of the same is theirs.
  for (let more = 1; more <= 20; more += 1)
    await visitor.post(`/cart/lines/${green}`, { quantity: String(more) })
  expect(linesOn(await visitor.get('/cart'))).toEqual({ [pyrite]: 3, [green]: 20 })
})

test('a guest who places, comes back to change it and places again still has one order', async () => {
  const visitor = aVisitor()
  const review = await atReview(visitor, 'again@example.com')
  const placed = await place(visitor, review)
  const page = (await visitor.get(placed.location ?? '')).text
  const cancel = /href="([^"]*\/cancelled[^"]*)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? ''
  const reopened = await visitor.follow(await visitor.get(cancel))
  const cookie = visitor.cookie('cart') ?? ''
  await place(visitor, reopened)
  visitor.setCookie('cart', cookie)
  const again = await place(visitor, reopened)
  expect(linesOn(await visitor.get('/cart'))).toEqual({})
  await pay(visitor, again)
  expect(await ordersOf('again@example.com')).toMatchObject([{ state: 'paid' }])
})

test('a retry that reaches the shop after a restart finds the same order and the same page of payment', async () => {
  const visitor = aVisitor()
  const review = await atReview(visitor, 'restart@example.com')
  const cookie = visitor.cookie('cart') ?? ''
  const answered = await place(visitor, review)
  await using restarted = await anotherProcessOf(shop, ONE_SECRET)
  const later = new Visitor(restarted.url, '198.51.100.240')
  for (const name of ['csrf', 'notice']) later.setCookie(name, visitor.cookie(name) ?? '')
  later.setCookie('cart', cookie)
  const again = await place(later, review)
  expect(again.location).toBe(answered.location)
  expect(linesOn(await later.get('/cart'))).toEqual({})
  expect(await ordersOf('restart@example.com')).toHaveLength(1)
})

describe('what is put into the cart meanwhile', () => {
  const add = (visitor: Visitor) => visitor.post('/cart/lines', { variant: pyrite, quantity: '1' })

  /** Where in a purchase another tab adds something, and what becomes of it. */
  const BARRIERS: Readonly<Record<string, (visitor: Visitor, review: Page) => Promise<Page>>> = {
    'before the button is pressed': async (visitor, review) => {
      await add(visitor)
      const refused = await place(visitor, review)
      expect(refused.status).toBe(409)
      expect(refused.text).toContain('The total is now')
      return pay(visitor, await place(visitor, refused))
    },
    'while the button is pressed': async (visitor, review) => {
      const [placed] = await Promise.all([place(visitor, review), add(visitor)])
      return pay(visitor, placed.status === 409 ? await place(visitor, placed) : placed)
    },
    'before the page of payment is opened': async (visitor, review) => {
      const placed = await place(visitor, review)
      await add(visitor)
      return pay(visitor, placed)
    },
    'while the card is charged': async (visitor, review) => {
      const placed = await place(visitor, review)
      const [paid] = await Promise.all([
        visitor.post(placed.location ?? '', { test_card: 'visa' }),
        add(visitor),
      ])
      return visitor.follow(paid)
    },
    'before the shopper comes back': async (visitor, review) => {
      const placed = await place(visitor, review)
      const paid = await visitor.post(placed.location ?? '', { test_card: 'visa' })
      await add(visitor)
      return visitor.follow(paid)
    },
    'and the first tab then pays from the order’s page': async (visitor, review) => {
      await place(visitor, review)
      await add(visitor)
      const [order] = await ordersOf(lastEmail)
      const key = /key=([\w-]+)/.exec((await visitor.get('/cart')).text)?.[1]
      return pay(visitor, await visitor.post(`/orders/${order?.number}/payments?key=${key}`, {}))
    },
  }
  let lastEmail = ''

  test.each(Object.entries(BARRIERS))('%s: lines, total and charge are of one moment', async (name, buy) => {
    lastEmail = `${name.replace(/\W+/g, '-')}@example.com`
    const visitor = aVisitor()
    const ending = await buy(visitor, await atReview(visitor, lastEmail))
    expect(ending.text).toContain('Payment successful')
    const [order, ...others] = await ordersOf(lastEmail)
    expect(others).toEqual([])
    const [sums] = await shop.database.query<{ goods: number; shipping_total: number }>(
      `SELECT sum(l.total)::int AS goods, o.shipping_total FROM orders o JOIN order_lines l ON l.order_id = o.id
        WHERE o.number = $1 GROUP BY o.id`,
      [order?.number],
    )
    expect((sums?.goods ?? 0) + (sums?.shipping_total ?? 0)).toBe(order?.total)
    expect(takings(shop, order?.number ?? '')).toMatchObject({ captured: [order?.total], refunded: [] })
    // What was added is bought or still in the cart, never both, and what was bought is not in the cart.
    const lines = await shop.database.query<{ variant_id: number }>(
      'SELECT variant_id FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE number = $1 ORDER BY 1',
      [order?.number],
    )
    const bought = lines.map(({ variant_id: id }) => String(id))
    const left = Object.keys(linesOn(await visitor.get('/cart')))
    expect(left).not.toContain(green)
    expect(bought.filter((id) => left.includes(id))).toEqual([])
  })
})

describe('a page that is older than its order', () => {
  /** Everything that an open page of the checkout or of the order can send. */
  const STALE: Readonly<Record<string, (path: string, review: Page) => [string, Record<string, string>]>> = {
    review: (_path, review) => [
      '/orders',
      { checkout: hidden(review, 'checkout'), agreed: hidden(review, 'agreed') },
    ],
    address: () => ['/checkout/address', { ...ADDRESS, name: 'Somebody Else' }],
    delivery: () => ['/checkout/delivery', { method: '1' }],
    payment: (path) => [path.replace('?', '/payments?'), {}],
    revision: (path) => [path.replace('?', '/revision?'), {}],
    'cancellation that was asked for when it was unpaid': (path) => [
      path.replace('?', '/cancellation?'),
      { seen: 'pending' },
    ],
    'cancellation without an answer': (path) => [path.replace('?', '/cancellation?'), {}],
    coupon: () => ['/cart/coupons', { code: 'WELCOME10' }],
  }

  async function finished(how: 'paid' | 'shipped' | 'cancelled', email: string) {
    const visitor = aVisitor()
    const review = await atReview(visitor, email)
    const placed = await place(visitor, review)
    const number = (await ordersOf(email))[0]?.number ?? ''
    const key = /key=([\w-]+)/.exec((await visitor.get('/cart')).text)?.[1]
    const path = `/orders/${number}?key=${key}`
    if (how === 'cancelled') await visitor.post(path.replace('?', '/cancellation?'), { seen: 'pending' })
    else await pay(visitor, placed)
    if (how === 'shipped')
      await shop.database.query("UPDATE orders SET state = 'shipped' WHERE number = $1", [number])
    return { visitor, review, number, path }
  }

  test.each(['paid', 'shipped', 'cancelled'] as const)('cannot change one that is %s', async (how) => {
    const { visitor, review, number, path } = await finished(how, `stale-${how}@example.com`)
    const books = () =>
      shop.database.query(
        `SELECT o.state, o.total, o.address, o.coupons, (SELECT count(*) FROM refunds)::int AS refunds,
                (SELECT sum(used)::int FROM coupons) AS used FROM orders o WHERE number = $1`,
        [number],
      )
    const before = await books()
    const counted = takings(shop, number)
    for (const [name, form] of Object.entries(STALE)) {
      const [action, fields] = form(path, review)
      const answer = await visitor.post(action, fields)
      expect([303, 409, 422], `${name}: ${answer.status}`).toContain(answer.status)
      const shown = await visitor.follow(answer)
      expect(shown.status, name).toBeLessThan(500)
      expect(shown.text, name).toContain('<h1')
    }
    expect(await books()).toEqual(before)
    expect(takings(shop, number)).toEqual(counted)
  })
})
