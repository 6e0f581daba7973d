import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linesOn, stock, variantOf } from '../support/cart.ts'
import { mailsTo } from '../support/outbox.ts'
import { ADDRESS, pay, place, toReview } from '../support/purchase.ts'
import { takings } from '../support/takings.ts'
import { aShop, OWNER, type TestShop } from '../support/test-shop.ts'
import { type Page, Visitor } from '../support/visitor.ts'

const IN_SPAIN = { ...ADDRESS, postcode: '28013', city: 'Madrid', region: 'Madrid', country: 'ES' }

let shop: TestShop
let staff: Visitor
let green: string
let pyrite: string
let lastAddress = 0

beforeAll(async () => {
  shop = await aShop('demo')
  green = await variantOf(shop, 'FLUO-TN-GREE')
  pyrite = await variantOf(shop, 'PYRI-TN-BRAS')
  await stock(shop, green, 500)
  await stock(shop, pyrite, 500)
  staff = new Visitor(shop.url, '198.51.101.1')
  await staff.get('/backoffice')
  await staff.post('/backoffice/sign-in', OWNER)
})

afterAll(() => shop[Symbol.asyncDispose]())

interface Bought {
  readonly visitor: Visitor
  readonly placed: Page
  readonly number: string
  readonly email: string
  /** A page or an action of the order, by its signed link. */
  at(what?: string): string
}

/** Somebody who has placed an order and stands before the page of payment. */
async function anOrder(
  wanted: Record<string, string> = { [green]: '2' },
  { address = ADDRESS, coupon = '' } = {},
): Promise<Bought> {
  const email = `buyer${++lastAddress}@example.com`
  const visitor = new Visitor(shop.url, `198.51.100.${lastAddress}`)
  for (const [variant, quantity] of Object.entries(wanted))
    await visitor.post('/cart/lines', { variant, quantity })
  if (coupon) await visitor.post('/cart/coupons', { code: coupon })
  const placed = await place(visitor, await toReview(visitor, { ...address, email }))
  const [, number = '', key = ''] =
    /orders\/(LM-\d+)\?key=([\w-]+)/.exec((await visitor.get('/cart')).text) ?? []
  return { visitor, placed, number, email, at: (what = '') => `/orders/${number}${what}?key=${key}` }
}

async function aPaidOrder(...given: Parameters<typeof anOrder>): Promise<Bought> {
  const bought = await anOrder(...given)
  expect((await pay(bought.visitor, bought.placed)).text).toContain('Payment successful')
  return bought
}

async function row(number: string) {
  const [found] = await shop.database.query<{ state: string; total: number; address: { city: string } }>(
    'SELECT state, total, address FROM orders WHERE number = $1',
    [number],
  )
  return found
}

async function level(variant: string) {
  const [found] = await shop.database.query<{ on_hand: number; on_hold: number }>(
    'SELECT on_hand, on_hold FROM stock_levels WHERE variant_id = $1',
    [variant],
  )
  return found
}

/** Holds the order back until everybody who wants to change it stands in line. */
async function whileLocked(number: string, act: () => readonly Promise<unknown>[]): Promise<void> {
  const client = new pg.Client({ connectionString: shop.database.url })
  await client.connect()
  await client.query('BEGIN')
  await client.query('SELECT FROM orders WHERE number = $1 FOR UPDATE', [number])
  const acting = Promise.all(act())
  await sleep(1_000)
  await client.query('COMMIT')
  await client.end()
  await acting
}

const refundsOf = (number: string) =>
  shop.database.query<{ amount: number; state: string }>(
    'SELECT r.amount, r.state FROM refunds r JOIN payments p ON p.id = r.payment_id JOIN orders o ON o.id = p.order_id WHERE number = $1',
    [number],
  )

const cancel = ({ visitor, at }: Bought, seen: string) => visitor.post(at('/cancellation'), { seen })

const ship = (number: string) =>
  staff.post(`/backoffice/orders/${number}/shipments`, { carrier: 'DHL', trackingNumber: '1' })

const settings = (values: Record<string, string>) =>
  staff.post('/backoffice/settings', {
    ...{ holdStockFrom: 'cart', cartReminderHours: '24' },
    ...{ cancelWithinMinutes: '60', payWithinMinutes: '60' },
    ...values,
  })

describe('the page of an order', () => {
  test('says what is in it, when it comes, how it stands with the money, and who did what', async () => {
    const { visitor, at, number } = await aPaidOrder()
    await ship(number)
    const { text } = await visitor.get(at())
    for (const words of [number, 'Fluorite', 'arrives', '€51.90 is paid.', 'tracking number'])
      expect(text).toContain(words)
    const story = [
      ...text.matchAll(
        /timeline__what">([^<]+)[\s\S]*?timeline__at fine">[\s\S]*?<\/time>\s+by ([^<]+)<\/span>/g,
      ),
    ]
    expect(story.map(([, what, who]) => `${what} by ${who}`)).toEqual([
      'Order placed by you',
      'Payment received by the payment provider',
      'Shipped by the shop',
    ])
    expect(text).not.toContain(OWNER.email)
  })

  test('tells of a card that was just declined, keeps the specimens, and takes the next card', async () => {
    const { visitor, placed, at, number } = await anOrder()
    const before = await level(green)
    await visitor.post(placed.location ?? '', { test_card: 'expired_card' })
    // They come by the link of their order, not by the way back.
    const page = await visitor.get(at())
    expect(page.text).toContain('Your card was declined: it has expired. Nothing was charged.')
    expect(page.text).toContain('Pay now')
    expect(await level(green)).toEqual(before)
    expect((await pay(visitor, await visitor.post(at('/payments'), {}))).text).toContain('Payment successful')
    expect(takings(shop, number)).toMatchObject({ captured: [5_190], refunded: [] })
  })

  test('offers the cart again when a bank’s question was left unanswered, with all that was typed', async () => {
    const { visitor, placed, at, email } = await anOrder()
    await visitor.post(placed.location ?? '', { test_card: 'authentication' })
    const reopened = await visitor.follow(await visitor.post(at('/revision'), {}))
    expect(reopened.text).toContain(email)
    await visitor.post(`/cart/lines/${green}`, { quantity: '1' })
    const review = await visitor.get('/checkout/review')
    expect((await pay(visitor, await place(visitor, review))).text).toContain('Payment successful')
  })

  test('waits with the shopper while a bank decides, and knows the end when it is reloaded', async () => {
    const { visitor, placed, at, number } = await anOrder()
    const waiting = await pay(visitor, placed, 'late_success')
    expect(waiting.text).toContain('Payment in progress')
    const page = await visitor.get(at())
    expect(page.text).toContain('Your bank is still deciding on the payment')
    for (const action of ['Pay now', 'Cancel this order', 'Change something'])
      expect(page.text).not.toContain(action)
    const refused = await visitor.follow(await cancel({ visitor, at } as Bought, 'pending'))
    expect(refused.text).toContain('You can cancel as soon as it has.')
    expect((await visitor.get(at('/cancellation'))).status).toBeLessThan(400)
    await expect.poll(async () => (await row(number))?.state, { timeout: 20_000 }).toBe('paid')
    expect((await visitor.get(at('/confirmation'))).text).toContain('Payment successful')
    for (let reload = 0; reload < 3; reload += 1)
      expect((await visitor.get(at('/confirmation'))).text).toContain(number)
  })
})

describe('cancelling', () => {
  test('asks once more, and frees an unpaid order’s specimens and coupon at once', async () => {
    const used = async () =>
      (await shop.database.query<{ used: number }>("SELECT used FROM coupons WHERE code = 'WELCOME10'"))[0]
        ?.used
    const before = [await level(green), await used()]
    const bought = await anOrder({ [green]: '5' }, { coupon: 'WELCOME10' })
    expect(await used()).toBe((before[1] as number) + 1)
    const question = await bought.visitor.get(bought.at('/cancellation'))
    expect(question.text).toContain('Nothing was charged.')
    expect(question.text).toContain('Keep it')
    expect((await row(bought.number))?.state).toBe('pending')

    const page = await bought.visitor.follow(await cancel(bought, 'pending'))
    expect(page.text).toContain(`Order ${bought.number} is cancelled.`)
    expect(page.text).toContain('Nothing was charged for this order.')
    expect([await level(green), await used()]).toEqual(before)
    // Its page of payment is closed.
    expect((await bought.visitor.post(bought.placed.location ?? '', { test_card: 'visa' })).status).toBe(410)
    await cancel(bought, 'pending')
    expect([await level(green), await used()]).toEqual(before)
    const [mail] = await mailsTo(shop, bought.email, 1)
    expect(mail?.subject).toBe(`Your order ${bought.number} is cancelled`)
  })

  test('a paid order eight times at once gives money, specimens and coupon back once', async () => {
    const before = await level(green)
    const bought = await aPaidOrder({ [green]: '5' }, { coupon: 'WELCOME10' })
    const [coupon] = await shop.database.query<{ used: number }>(
      "SELECT used FROM coupons WHERE code = 'WELCOME10'",
    )
    const answers = await Promise.all(Array.from({ length: 8 }, () => cancel(bought, 'paid')))
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(303))
    const total = (await row(bought.number))?.total
    await expect
      .poll(() => refundsOf(bought.number), { timeout: 15_000 })
      .toEqual([{ amount: total, state: 'sent' }])
    expect(takings(shop, bought.number)).toMatchObject({ captured: [total], refunded: [total] })
    expect(await level(green)).toEqual(before)
    const [after] = await shop.database.query<{ used: number }>(
      "SELECT used FROM coupons WHERE code = 'WELCOME10'",
    )
    expect(after?.used).toBe((coupon?.used ?? 0) - 1)
    const page = await bought.visitor.get(bought.at())
    expect(page.text).toMatch(/€[\d.]+ was paid back the way it came\./)
    const mails = await mailsTo(shop, bought.email, 2)
    expect(mails.filter(({ subject }) => subject.includes('cancelled'))).toHaveLength(1)
  })

  test('a paid order is a matter of minutes: possible until the last of them, and not after', async () => {
    const inTime = await aPaidOrder()
    const late = await aPaidOrder()
    const paid = (number: string, ago: string) =>
      shop.database.query(`UPDATE orders SET paid_at = now() - interval '${ago}' WHERE number = $1`, [number])
    await paid(inTime.number, '59 minutes')
    await paid(late.number, '60 minutes')
    expect((await late.visitor.get(late.at())).text).not.toContain('Cancel this order')
    const refused = await late.visitor.follow(await cancel(late, 'paid'))
    expect(refused.text).toContain('it can no longer be cancelled here')
    expect(refused.text).toContain('hello@lodestone.example')
    expect((await inTime.visitor.get(inTime.at())).text).toContain('Cancel this order')
    await cancel(inTime, 'paid')
    expect([(await row(inTime.number))?.state, (await row(late.number))?.state]).toEqual([
      'cancelled',
      'paid',
    ])
  })

  test('a paid order is never possible where the shop says so', async () => {
    await settings({ cancelWithinMinutes: '0' })
    const bought = await aPaidOrder()
    await cancel(bought, 'paid')
    expect((await row(bought.number))?.state).toBe('paid')
    await settings({})
    await cancel(bought, 'paid')
    expect((await row(bought.number))?.state).toBe('cancelled')
  })

  test('and shipping at the same moment: the parcel leaves, or the money goes back, not both', async () => {
    for (let round = 0; round < 3; round += 1) {
      const bought = await aPaidOrder()
      await whileLocked(bought.number, () => [cancel(bought, 'paid'), ship(bought.number)])
      const refunds = await refundsOf(bought.number)
      const state = (await row(bought.number))?.state
      expect(['cancelled', 'shipped']).toContain(state)
      expect(refunds).toHaveLength(state === 'cancelled' ? 1 : 0)
      const shipments = await shop.database.query(
        'SELECT carrier FROM shipments s JOIN orders o ON o.id = s.order_id WHERE number = $1',
        [bought.number],
      )
      expect(shipments).toHaveLength(state === 'cancelled' ? 0 : 1)
    }
  })

  test('an unpaid order while it is paid in another tab asks again, and no money stays without goods', async () => {
    for (let round = 0; round < 4; round += 1) {
      const bought = await anOrder()
      const [, paid] = await Promise.all([
        cancel(bought, 'pending'),
        bought.visitor.post(bought.placed.location ?? '', { test_card: 'visa' }),
      ])
      if (paid.location) await bought.visitor.follow(paid)
      await expect
        .poll(
          async () => {
            const { captured, refunded } = takings(shop, bought.number)
            const state = (await row(bought.number))?.state
            return state === 'paid' ? captured.length - refunded.length : captured.length === refunded.length
          },
          { timeout: 15_000 },
        )
        .toBeTruthy()
    }
  })

  test('is not for strangers', async () => {
    const { number } = await aPaidOrder()
    const stranger = new Visitor(shop.url, '198.51.101.9')
    for (const action of ['cancellation', 'address', 'reorder', 'payments', 'revision'])
      expect((await stranger.post(`/orders/${number}/${action}`, { seen: 'paid' })).status, action).toBe(404)
    for (const page of ['cancellation', 'address'])
      expect((await stranger.get(`/orders/${number}/${page}`)).status, page).toBe(404)
    expect((await row(number))?.state).toBe('paid')
  })
})

describe('another address', () => {
  const to = ({ visitor, at }: Bought, address: Record<string, string>) =>
    visitor.post(at('/address'), address)

  test('is taken until the parcel leaves, told in the timeline and by mail, at the same price', async () => {
    const bought = await aPaidOrder()
    const form = await bought.visitor.get(bought.at('/address'))
    expect(form.text).toContain('value="Ada Lovelace"')
    const changed = await to(bought, { ...ADDRESS, line1: 'Unter den Linden 6', name: 'Grace Hopper' })
    const page = await bought.visitor.follow(changed)
    expect(page.text).toContain('Now to Grace Hopper, Unter den Linden 6, 10115 Berlin')
    expect((await row(bought.number))?.total).toBe(5_190)
    const [mail] = await mailsTo(shop, bought.email, 2)
    expect(mail?.subject).toBe(`Your order ${bought.number} goes to another address`)
    for (const words of [mail?.html, mail?.text]) {
      expect(words).toContain('Unter den Linden 6')
      expect(words).toContain('€51.90')
    }
    await ship(bought.number)
    const late = await bought.visitor.follow(await to(bought, ADDRESS))
    expect(late.status).toBe(409)
    expect(late.text).toContain('its address cannot be changed')
    expect((await bought.visitor.get(bought.at('/address'))).location).toBe(bought.at())
  })

  test.each([
    [
      'costs more to reach',
      { country: 'CH', postcode: '8001', city: 'Zürich' },
      'We do not deliver by Insured parcel',
    ],
    [
      'costs another delivery',
      { country: 'FR', postcode: '75001', city: 'Paris' },
      'costs €12.90 instead of €4.90',
    ],
    [
      'nobody delivers to',
      { country: 'AQ', postcode: '1', city: 'McMurdo' },
      'We do not deliver this parcel',
    ],
  ])('that %s is refused with what to do instead', async (_what, fields, sentence) => {
    const bought = await aPaidOrder()
    const refused = await to(bought, { ...ADDRESS, ...fields })
    expect(refused.status).toBe(409)
    expect(refused.text).toContain(sentence)
    expect(refused.text).toContain('Write to hello@lodestone.example, or cancel it and order again.')
    expect(refused.text).toContain(`value="${fields.city}"`)
    expect((await row(bought.number))?.address.city).toBe('Berlin')
  })

  test('in another country is taken where delivery and taxes are the same, and only there', async () => {
    const bought = await aPaidOrder({ [green]: '1' }, { address: IN_SPAIN })
    const elsewhere = await to(bought, { ...ADDRESS, country: 'FR', postcode: '75001', city: 'Paris' })
    expect(elsewhere.text).toContain('This address has other taxes')
    await to(bought, { ...ADDRESS, country: 'NL', postcode: '1012 JS', city: 'Amsterdam' })
    expect((await row(bought.number))?.address.city).toBe('Amsterdam')
  })

  test('with a mistake says so at the field and keeps what was typed', async () => {
    const bought = await aPaidOrder()
    const wrong = await to(bought, { ...ADDRESS, city: ' ', line1: 'Somewhere 7' })
    expect(wrong.status).toBe(422)
    expect(wrong.text).toContain('href="#field-city"')
    expect(wrong.text).toContain('value="Somewhere 7"')
    expect((await row(bought.number))?.address.city).toBe('Berlin')
  })

  test('of an order that is not paid comes along into its checkout', async () => {
    const bought = await anOrder()
    await to(bought, { ...ADDRESS, line1: 'Unter den Linden 6' })
    const reopened = await bought.visitor.follow(await bought.visitor.post(bought.at('/revision'), {}))
    expect(reopened.text).toContain('Unter den Linden 6')
    const meanwhile = await to(bought, { ...ADDRESS, line1: 'Elsewhere 1' })
    expect(meanwhile.status).toBe(409)
    expect(meanwhile.text).toContain('Please change its address there, too.')
  })

  test('can be given ten times, each with its mail, and not an eleventh', async () => {
    const bought = await aPaidOrder()
    for (let times = 1; times <= 10; times += 1)
      expect((await to(bought, { ...ADDRESS, line1: `Street ${times}` })).status).toBe(303)
    const refused = await to(bought, { ...ADDRESS, line1: 'Street 11' })
    expect(refused.status).toBe(409)
    expect(refused.text).toContain('You have changed this address very often.')
  })
})

describe('ordering the same again', () => {
  test('fills the cart with what is still sold, and names what is not', async () => {
    const scarce = await variantOf(shop, 'FLUO-MN-GREE')
    const gone = await variantOf(shop, 'FLUO-MN-PURP')
    await stock(shop, scarce, 3)
    await stock(shop, gone, 3)
    const bought = await aPaidOrder({ [green]: '2', [scarce]: '2', [gone]: '1' })
    await shop.database.query('UPDATE variants SET active = false WHERE id = $1', [gone])
    const cart = await bought.visitor.follow(await bought.visitor.post(bought.at('/reorder'), {}))
    expect(linesOn(cart)).toEqual({ [green]: 2, [scarce]: 1 })
    expect(cart.text).toContain('No longer to be had: Fluorite, Miniature · Purple.')
    expect(cart.text).toContain('There was less than you ordered then of: Fluorite, Miniature · Green.')
    expect(cart.text).toContain('Undo')
    // A double click counts once.
    await Promise.all([1, 2].map(() => bought.visitor.post(bought.at('/reorder'), {})))
    expect(linesOn(await bought.visitor.get('/cart'))[green]).toBeLessThanOrEqual(4)
  })

  test('of nothing that is left says so', async () => {
    const last = await variantOf(shop, 'FLUO-SC-GREE')
    const bought = await aPaidOrder({ [last]: '1' })
    const cart = await bought.visitor.follow(await bought.visitor.post(bought.at('/reorder'), {}))
    expect(cart.text).toContain('Nothing of this order is sold any more.')
    expect(linesOn(cart)).toEqual({})
  })
})

test('quote, order, mails and pages say the same to the cent, whatever is in the cart', async () => {
  const amounts = ({ text }: Pick<Page, 'text'>) => new Set(text.match(/€\d[\d,]*\.\d\d/g) ?? [])
  for (const [fluorite, pyrites, coupon] of [
    ['1', '1', ''],
    ['3', '7', 'WELCOME10'],
    ['2', '1', 'WELCOME10'],
    ['11', '13', 'WELCOME10'],
  ] as const) {
    const bought = await aPaidOrder({ [green]: fluorite, [pyrite]: pyrites }, { coupon })
    const [order] = await shop.database.query<Record<'total' | 'shipping_total' | 'discount_total', number>>(
      'SELECT total, shipping_total, discount_total FROM orders WHERE number = $1',
      [bought.number],
    )
    const [mail] = await mailsTo(shop, bought.email, 1)
    const said = (cents: number | undefined) => `€${((cents ?? 0) / 100).toFixed(2)}`
    const figures = [said(order?.total), ...(order?.shipping_total ? [said(order.shipping_total)] : [])]
    if (order?.discount_total) figures.push(said(order.discount_total))
    const places = {
      confirmation: await bought.visitor.get(bought.at('/confirmation')),
      page: await bought.visitor.get(bought.at()),
      html: { text: mail?.html ?? '' },
      text: { text: mail?.text ?? '' },
    }
    for (const [place, page] of Object.entries(places))
      expect([...amounts(page)], place).toEqual(expect.arrayContaining(figures))
    expect(takings(shop, bought.number).captured).toEqual([order?.total])
  }
})

test('an unpaid order is given up after the time that the shop has set, once', async () => {
  const before = await level(green)
  const bought = await anOrder()
  await settings({ payWithinMinutes: '120' })
  const aged = async (minutes: number) => {
    await shop.database.query(
      "UPDATE orders SET placed_at = now() - $1 * interval '1 minute' WHERE number = $2",
      [minutes, bought.number],
    )
    await shop.database.query(
      "UPDATE payments SET created_at = now() - $1 * interval '1 minute' WHERE order_id = (SELECT id FROM orders WHERE number = $2)",
      [minutes, bought.number],
    )
    await shop.database.query("SELECT graphile_worker.add_job('abandon-unpaid-orders')")
    await expect
      .poll(
        () =>
          shop.database.query(
            "SELECT FROM graphile_worker.jobs WHERE task_identifier = 'abandon-unpaid-orders' AND run_at <= now()",
          ),
        { timeout: 15_000 },
      )
      .toEqual([])
  }
  await aged(119)
  expect((await row(bought.number))?.state).toBe('pending')
  await aged(121)
  await expect.poll(async () => (await row(bought.number))?.state, { timeout: 15_000 }).toBe('cancelled')
  await aged(121)
  expect(await level(green)).toEqual(before)
  await settings({})
})

test('after all this, what is on hold is held by somebody', async () => {
  const rows = await shop.database.query(
    `SELECT variant_id FROM stock_levels s
      WHERE on_hold <> coalesce((SELECT sum(quantity) FROM holds h WHERE h.variant_id = s.variant_id), 0)`,
  )
  expect(rows).toEqual([])
})
