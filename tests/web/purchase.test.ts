import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OutboxFolderMailer } from '../../src/gateways/outbox-folder.mailer.ts'
import { ADDRESS, pay, place, toReview } from '../support/purchase.ts'
import { aShop, OWNER, type TestShop } from '../support/test-shop.ts'
import { Visitor } from '../support/visitor.ts'

let shop: TestShop
let lastAddress = 0

beforeAll(async () => {
  shop = await aShop('demo')
})

afterAll(() => shop[Symbol.asyncDispose]())

/** Everybody comes from an address of their own. */
const aVisitor = () => new Visitor(shop.url, `198.51.100.${++lastAddress}`)

async function variantOf(sku: string): Promise<string> {
  const [row] = await shop.database.query<{ id: number }>('SELECT id FROM variants WHERE sku = $1', [sku])
  return String(row?.id)
}

async function stockOf(sku: string) {
  const [row] = await shop.database.query<{ on_hand: number; on_hold: number }>(
    'SELECT on_hand, on_hold FROM stock_levels JOIN variants v ON v.id = variant_id WHERE sku = $1',
    [sku],
  )
  return row
}

async function ordersOf(email: string) {
  return shop.database.query<{ number: string; state: string; total: number }>(
    'SELECT number, state, total FROM orders WHERE email = $1 ORDER BY id',
    [email],
  )
}

/** A visitor with a filled cart who has come to the review page. */
async function atReview(sku: string, email: string, quantity = 1) {
  const visitor = aVisitor()
  await visitor.post('/cart/lines', { variant: await variantOf(sku), quantity: String(quantity) })
  return { visitor, review: await toReview(visitor, { ...ADDRESS, email }) }
}

/** Mails are sent by a job after the answer. */
async function mailsTo(address: string, count: number) {
  const outbox = new OutboxFolderMailer(`${shop.folder}/mails`, 'shop@example.com')
  for (let tries = 0; tries < 100; tries += 1) {
    const mails = (await outbox.mails()).filter(({ to }) => to === address)
    if (mails.length >= count) return mails
    await sleep(100)
  }
  throw new Error(`No ${count} mails to ${address} came`)
}

describe('a guest', () => {
  test('buys two specimens: paid to the cent, sold to the unit, confirmed by mail', async () => {
    const { visitor, review } = await atReview('FLUO-TN-GREE', 'ada@example.com', 2)
    expect(review.text).toContain('Ada Lovelace')
    expect(review.text).toContain('€51.90')

    const confirmation = await pay(visitor, await place(visitor, review))
    expect(confirmation.text).toContain('Payment successful')
    const [order] = await ordersOf('ada@example.com')
    expect(order).toMatchObject({ state: 'paid', total: 2 * 2_350 + 490 })
    expect(await stockOf('FLUO-TN-GREE')).toEqual({ on_hand: 6, on_hold: 0 })

    const [mail] = await mailsTo('ada@example.com', 1)
    expect(mail?.subject).toBe(`Your order ${order?.number}: thank you`)
    for (const words of [mail?.html, mail?.text]) expect(words).toContain('€51.90')
    expect(confirmation.text).toContain(order?.number)
    expect(visitor.cookie('sid')).toBeUndefined()
  })

  test('keeps everything when the card is declined, changes the address, and pays the same order', async () => {
    const { visitor, review } = await atReview('FLUO-MN-GREE', 'grace@example.com')
    const placed = await place(visitor, review)
    const declined = await visitor.post(placed.location ?? '', { test_card: 'insufficient_funds' })
    expect(declined.status).toBe(402)
    const back = /href="([^"]*\/cancelled[^"]*)"/.exec(declined.text)?.[1]?.replaceAll('&amp;', '&') ?? ''

    const again = await visitor.follow(await visitor.get(back))
    expect(again.text).toContain('insufficient funds. Nothing was charged.')
    expect(again.text).toContain('Ada Lovelace')
    expect(await stockOf('FLUO-MN-GREE')).toEqual({ on_hand: 5, on_hold: 1 })

    const changed = await toReview(visitor, { ...ADDRESS, email: 'grace@example.com', name: 'Grace Hopper' })
    const confirmation = await pay(visitor, await place(visitor, changed))
    expect(confirmation.text).toContain('Payment successful')
    expect(await ordersOf('grace@example.com')).toHaveLength(1)
    const [order] = await shop.database.query<{ address: { name: string } }>(
      "SELECT address FROM orders WHERE email = 'grace@example.com'",
    )
    expect(order?.address.name).toBe('Grace Hopper')
    expect(await stockOf('FLUO-MN-GREE')).toEqual({ on_hand: 4, on_hold: 0 })
  })

  test('pays with a card that needs a confirmation by the bank', async () => {
    const { visitor, review } = await atReview('FLUO-MN-PURP', 'kat@example.com')
    const placed = await place(visitor, review)
    const bank = await visitor.post(placed.location ?? '', { test_card: 'authentication' })
    const answered = await visitor.post(bank.location ?? '', { answer: 'confirmed' })
    expect((await visitor.follow(answered)).text).toContain('Payment successful')
  })

  test('who presses the button twice makes one order, and is charged once', async () => {
    const { visitor, review } = await atReview('PYRI-TN-BRAS', 'twice@example.com')
    const [first, second] = await Promise.all([place(visitor, review), place(visitor, review)])
    expect(first.location).toContain('/stand-in/c/pay/')
    expect(second.location).toBe(first.location)
    // Whichever answer comes last must not fill the cart again.
    expect((await visitor.get('/cart')).text).toContain('Nothing in it yet')
    expect(await ordersOf('twice@example.com')).toHaveLength(1)
  })

  test('who goes back from the payment page by the browser finds the order, ready to be paid or changed', async () => {
    const { visitor, review } = await atReview('FLUO-TN-GREE', 'back@example.com')
    await place(visitor, review)
    const order = await visitor.follow(await visitor.get('/checkout/review'))
    expect(order.text).toContain('Awaiting payment')

    const revise = /action="([^"]*\/revision[^"]*)"/.exec(order.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const reopened = await visitor.follow(await visitor.post(revise, {}))
    expect(reopened.text).toContain('back@example.com')
    const confirmation = await pay(visitor, await place(visitor, reopened))
    expect(confirmation.text).toContain('Payment successful')
    expect(await ordersOf('back@example.com')).toHaveLength(1)
  })

  test('cannot skip a step, and cannot buy at a price that has changed unseen', async () => {
    const early = aVisitor()
    await early.post('/cart/lines', { variant: await variantOf('FLUO-TN-GREE') })
    expect((await early.get('/checkout/review')).location).toBe('/checkout/address')
    expect((await early.get('/checkout/delivery')).location).toBe('/checkout/address')

    const { visitor, review } = await atReview('FLUO-TN-GREE', 'late@example.com')
    await shop.database.query("UPDATE variants SET price = price + 100 WHERE sku = 'FLUO-TN-GREE'")
    const refused = await place(visitor, review)
    expect(refused.status).toBe(409)
    expect(refused.text).toContain('The total is now €29.40.')
    const agreed = await place(visitor, refused)
    expect(agreed.status).toBe(303)
    await shop.database.query("UPDATE variants SET price = price - 100 WHERE sku = 'FLUO-TN-GREE'")
  })

  test('a slow bank shows “payment in progress”, and the specimen stays reserved meanwhile', async () => {
    const { visitor, review } = await atReview('FLUO-SC-GREE', 'slow@example.com')
    const confirmation = await pay(visitor, await place(visitor, review), 'late_failure')
    expect(confirmation.text).toContain('Payment in progress')
    expect(await ordersOf('slow@example.com')).toMatchObject([{ state: 'pending' }])
    expect(await stockOf('FLUO-SC-GREE')).toEqual({ on_hand: 1, on_hold: 1 })
  })

  test('a coupon counts once the cart is worth it, and its use is counted when the order is placed', async () => {
    const visitor = aVisitor()
    await visitor.post('/cart/lines', { variant: await variantOf('AZUR-TN-DEEP') })
    const refused = await visitor.follow(await visitor.post('/cart/coupons', { code: 'welcome10' }))
    expect(refused.text).toMatch(/more to reach €50\.00/)
    await visitor.post('/cart/lines', { variant: await variantOf('FLUO-CB-GREE') })
    const accepted = await visitor.follow(await visitor.post('/cart/coupons', { code: 'welcome10' }))
    expect(accepted.text).toContain('Welcome: 10 % off')
    await place(visitor, await toReview(visitor, { ...ADDRESS, email: 'coupon@example.com' }))
    const [coupon] = await shop.database.query("SELECT used FROM coupons WHERE code = 'WELCOME10'")
    expect(coupon).toEqual({ used: 1 })
  })
})

describe('an order that is being changed', () => {
  /** One piece, the only one of its kind, taken back into the cart from an unpaid order. */
  async function beingChanged(sku: string, email: string) {
    const { visitor, review } = await atReview(sku, email)
    await place(visitor, review)
    const order = await visitor.follow(await visitor.get('/checkout/review'))
    const pathOf = (what: string) =>
      new RegExp(`action="([^"]*/${what}[^"]*)"`).exec(order.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const reopened = await visitor.follow(await visitor.post(pathOf('revision'), {}))
    return { visitor, reopened, payPath: pathOf('payments') }
  }

  test('cannot be paid from its old page, and its only specimen does not block its own buyer', async () => {
    const { visitor, reopened, payPath } = await beingChanged('VANA-SC-RED', 'unique@example.com')
    expect((await visitor.post(payPath, {})).location).toBe('/checkout/review')
    expect((await pay(visitor, await place(visitor, reopened))).text).toContain('Payment successful')
    expect(await ordersOf('unique@example.com')).toMatchObject([{ state: 'paid' }])
  })

  test('keeps its number when more is added, even if another checkout was begun in between', async () => {
    const { visitor, review } = await atReview('FLUO-TN-GREE', 'second@example.com')
    const placed = await place(visitor, review)
    await visitor.post('/cart/lines', { variant: await variantOf('PYRI-TN-BRAS') })
    await visitor.post('/checkout/address', { ...ADDRESS, email: 'second@example.com' })
    const [order] = await ordersOf('second@example.com')
    const back = (await visitor.get(placed.location ?? '')).text
    const cancel = /href="([^"]*\/cancelled[^"]*)"/.exec(back)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const reopened = await visitor.follow(await visitor.get(cancel))
    expect(reopened.text).toContain('Pyrite')
    await pay(visitor, await place(visitor, reopened))
    expect(await ordersOf('second@example.com')).toEqual([
      { number: order?.number, state: 'paid', total: 2_350 + 890 + 490 },
    ])
  })

  test('belongs to the account that its buyer opens meanwhile', async () => {
    const { visitor } = await beingChanged('PYRI-TN-PALE', 'joins@example.com')
    await visitor.post('/register', {
      name: 'Ida',
      email: 'joins@example.com',
      password: 'a long enough password',
    })
    const review = await toReview(visitor, { ...ADDRESS, email: 'joins@example.com' })
    await pay(visitor, await place(visitor, review))
    expect(await ordersOf('joins@example.com')).toMatchObject([{ state: 'paid' }])
    expect((await visitor.get('/account/orders')).text).toContain('LM-')
  })
})

describe('the order page', () => {
  test('opens for whoever has its link, and is not there for anybody else', async () => {
    const { visitor, review } = await atReview('PYRI-TN-BRAS', 'secret@example.com')
    const confirmation = await pay(visitor, await place(visitor, review))
    const link = /href="(\/orders\/[^"?]+\?key=[^"]+)"/.exec(confirmation.text)?.[1] ?? ''
    const stranger = aVisitor()
    expect((await stranger.get(link)).status).toBe(200)
    const forged = link.replace(/key=(.)/, (_key, first) => `key=${first === 'A' ? 'B' : 'A'}`)
    expect((await stranger.get(forged)).status).toBe(404)
    expect((await stranger.get(link.split('?')[0] ?? '')).status).toBe(404)
  })
})

describe('a customer', () => {
  const account = { name: 'Mary Anning', email: 'mary@example.com', password: 'ammonites and belemnites' }

  test('registers, takes the guest’s cart along, signs out and in again on another device', async () => {
    const phone = aVisitor()
    await phone.post('/cart/lines', { variant: await variantOf('FLUO-TN-GREE') })
    expect((await phone.follow(await phone.post('/register', account))).status).toBe(200)
    expect((await phone.get('/cart')).text).toContain('Fluorite')

    const laptop = aVisitor()
    await laptop.post('/cart/lines', { variant: await variantOf('PYRI-TN-BRAS') })
    await laptop.post('/sign-in', account)
    const merged = (await laptop.get('/cart')).text
    expect(merged).toContain('Fluorite')
    expect(merged).toContain('Pyrite')
    expect((await phone.get('/cart')).text).toContain('Pyrite')

    await laptop.post('/sign-out', {})
    expect((await laptop.get('/cart')).text).not.toContain('Fluorite')
  })

  test('who signs in from two tabs at once has the guest’s cart once', async () => {
    const visitor = aVisitor()
    await visitor.post('/register', {
      name: 'Twin',
      email: 'twin@example.com',
      password: 'a long enough password',
    })
    await visitor.post('/sign-out', {})
    await visitor.post('/cart/lines', { variant: await variantOf('PYRI-MN-BRAS'), quantity: '2' })
    const signIn = () =>
      visitor.post('/sign-in', { email: 'twin@example.com', password: 'a long enough password' })
    await Promise.all([signIn(), signIn()])
    const lines = await shop.database.query(
      "SELECT quantity FROM cart_lines JOIN carts c ON c.id = cart_id JOIN users u ON u.id = c.user_id WHERE email = 'twin@example.com'",
    )
    expect(lines).toEqual([{ quantity: 2 }])
  })

  test('what was typed into the checkout is still there after signing in', async () => {
    const visitor = aVisitor()
    await visitor.post('/cart/lines', { variant: await variantOf('PYRI-MN-BRAS') })
    await visitor.post('/checkout/address', { ...ADDRESS, line1: 'Lyme Regis 1', city: '' })
    await visitor.post('/sign-in', { ...account, next: '/checkout/address' })
    expect((await visitor.get('/checkout/address')).text).toContain('Lyme Regis 1')
    await visitor.post('/cart/lines/1', { quantity: '0' })
    await visitor.post(`/cart/lines/${await variantOf('PYRI-MN-BRAS')}`, { quantity: '0' })
  })

  test('two carts together never hold more than there is', async () => {
    const sku = 'FLUO-MN-PURP'
    const visitor = aVisitor()
    await visitor.post('/sign-in', account)
    await visitor.post('/cart/lines', { variant: await variantOf(sku), quantity: '2' })
    await visitor.post('/sign-out', {})
    const guest = aVisitor()
    await guest.post('/cart/lines', { variant: await variantOf(sku), quantity: '1' })
    await shop.database.query(
      'UPDATE stock_levels SET on_hand = on_hold WHERE variant_id = (SELECT id FROM variants WHERE sku = $1)',
      [sku],
    )
    const signedIn = await guest.follow(await guest.post('/sign-in', account))
    expect(signedIn.status).toBe(200)
    expect(await stockOf(sku)).toEqual({ on_hand: 3, on_hold: 3 })
  })

  test('finds the order in “my orders”', async () => {
    const visitor = aVisitor()
    await visitor.post('/sign-in', account)
    const review = await toReview(visitor, { ...ADDRESS, email: account.email })
    await pay(visitor, await place(visitor, review))
    const [order] = await ordersOf(account.email)
    expect((await visitor.get('/account/orders')).text).toContain(order?.number)
    expect((await visitor.get(`/orders/${order?.number}`)).status).toBe(200)
    expect((await visitor.get('/cart')).text).not.toContain('Fluorite')
  })

  test('is not told whether an address has an account', async () => {
    const wrongPassword = await aVisitor().post('/sign-in', { email: account.email, password: 'wrong' })
    const noAccount = await aVisitor().post('/sign-in', { email: 'nobody@example.com', password: 'wrong' })
    const sentence = 'Email address and password do not match.'
    expect([wrongPassword.status, noAccount.status]).toEqual([422, 422])
    expect(wrongPassword.text).toContain(sentence)
    expect(noAccount.text).toContain(sentence)
  })

  test('who guesses passwords is stopped after a while', async () => {
    const guesser = aVisitor()
    const answers = []
    for (let tries = 0; tries < 25; tries += 1)
      answers.push(await guesser.post('/sign-in', { email: account.email, password: `guess ${tries}` }))
    const last = answers.at(-1)
    expect(last?.status).toBe(429)
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})

describe('the back office', () => {
  test('lets the owner in, shows the order, and a shipped order is mailed', async () => {
    const { visitor, review } = await atReview('PYRI-TN-BRAS', 'ship@example.com')
    await pay(visitor, await place(visitor, review))
    const [order] = await ordersOf('ship@example.com')

    const owner = aVisitor()
    await owner.get('/backoffice')
    await owner.post('/backoffice/sign-in', OWNER)
    expect((await owner.get('/backoffice/orders')).text).toContain(order?.number)
    const shipped = await owner.post(`/backoffice/orders/${order?.number}/shipments`, {
      carrier: 'DHL',
      trackingNumber: '00340434292135100186',
    })
    expect((await owner.follow(shipped)).text).toContain('On its way')
    const [latest] = await mailsTo('ship@example.com', 2)
    expect(latest?.text).toContain('00340434292135100186')

    const twice = await owner.post(`/backoffice/orders/${order?.number}/shipments`, { carrier: 'DHL' })
    expect(twice.status).toBe(409)
  })

  test('is closed to everybody else', async () => {
    const customer = aVisitor()
    await customer.post('/sign-in', { email: 'mary@example.com', password: 'ammonites and belemnites' })
    for (const path of ['/backoffice/orders', '/backoffice/orders/LM-1001']) {
      expect((await aVisitor().get(path)).location).toBe('/backoffice')
      expect((await customer.get(path)).location).toBe('/backoffice')
    }
    expect((await aVisitor().post('/sign-in', OWNER)).status).toBe(422)
    await customer.get('/backoffice')
    const refused = await customer.post('/backoffice/sign-in', {
      email: 'mary@example.com',
      password: 'ammonites and belemnites',
    })
    expect(refused.status).toBe(422)
  })
})

test('every order tells its story through the outbox', async () => {
  const rows = await shop.database.query<{ type: string; payload: Record<string, unknown> }>(
    "SELECT type, payload FROM outbox_events WHERE subject = (SELECT 'orders/' || number FROM orders WHERE email = 'ship@example.com') ORDER BY created_at",
  )
  expect(rows.map(({ type }) => type)).toEqual(['order.created', 'order.paid', 'order.shipped'])
  expect(rows[0]?.payload).toMatchObject({
    user_id: null,
    version: 1,
    order_id: expect.stringMatching(/^LM-\d+$/),
  })
  expect(rows[0]?.payload.timestamp).toMatch(/^\d{4}-.*Z$/)
})

test('the sums of the ledger explain every figure', async () => {
  const rows = await shop.database.query(
    `SELECT s.variant_id FROM stock_levels s
       LEFT JOIN (SELECT variant_id, sum(on_hand_change) AS hand, sum(on_hold_change) AS hold FROM stock_movements GROUP BY 1) m
         ON m.variant_id = s.variant_id
      WHERE s.on_hold <> coalesce(m.hold, 0)
         OR (s.on_hand <> coalesce(m.hand, 0) AND s.variant_id <> (SELECT id FROM variants WHERE sku = 'FLUO-MN-PURP'))
         OR s.on_hold <> coalesce((SELECT sum(quantity) FROM holds h WHERE h.variant_id = s.variant_id), 0)`,
  )
  expect(rows).toEqual([])
})
