import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Giver, type IssuedCard } from '../support/gift-cards.ts'
import { ADDRESS, pay, place, toReview } from '../support/purchase.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { hidden, type Page, Visitor } from '../support/visitor.ts'

let shop: TestShop
let giver: Giver
let variant: string
let lastAddress = 0

/** Cents: a small green fluorite and its delivery. */
const TOTAL = 2_350 + 490

beforeAll(async () => {
  shop = await aShop('demo', { LOG_LEVEL: 'silent' })
  giver = await Giver.of(shop)
  const [row] = await shop.database.query<{ variant_id: number }>(
    `UPDATE stock_levels SET on_hand = 500
      WHERE variant_id = (SELECT id FROM variants WHERE sku = 'FLUO-TN-GREE') RETURNING variant_id`,
  )
  variant = String(row?.variant_id)
})

afterAll(() => shop[Symbol.asyncDispose]())

/** The balance is the sum of the ledger, and never below zero. */
afterEach(async () => {
  const unexplained = await shop.database.query(
    `SELECT v.id FROM stored_values v LEFT JOIN stored_value_entries e ON e.stored_value_id = v.id
      GROUP BY v.id HAVING v.balance < 0 OR v.balance <> coalesce(sum(e.amount), 0)`,
  )
  expect(unexplained).toEqual([])
})

async function aShopper(): Promise<Visitor> {
  const visitor = new Visitor(shop.url, `198.51.100.${++lastAddress}`)
  await visitor.post('/cart/lines', { variant })
  return visitor
}

const use = (visitor: Visitor, card: Pick<IssuedCard, 'code'>, from: 'cart' | 'review' = 'cart') =>
  visitor.post('/cart/gift-cards', { card: card.code, from: from === 'review' ? 'review' : '' })

async function balanceOf({ lastFour }: IssuedCard): Promise<number | undefined> {
  const [row] = await shop.database.query<{ balance: number }>(
    'SELECT balance FROM stored_values WHERE last_four = $1',
    [lastFour],
  )
  return row?.balance
}

async function orderOf(email: string) {
  const [order] = await shop.database.query<{ number: string; state: string; total: number }>(
    'SELECT number, state, total FROM orders WHERE email = $1 ORDER BY id DESC LIMIT 1',
    [email],
  )
  return order
}

/** Gateway, amount and state of what was paid, or was to be. */
const paymentsOf = (email: string) =>
  shop.database.query<{ gateway: string; amount: number; state: string }>(
    `SELECT p.gateway, p.amount, p.state FROM payments p JOIN orders o ON o.id = p.order_id
      WHERE o.email = $1 ORDER BY p.created_at, p.amount`,
    [email],
  )

/** Of each buyer one order, so that the address finds it. */
const aBuyer = () => ({ ...ADDRESS, email: `buyer-${randomUUID()}@example.com` })

/** The text of a mail, as soon as it is sent. */
async function mailOf(visitor: Visitor, subject: string): Promise<string> {
  const link = new RegExp(`href="(/development/mails/[^"]+)"[^>]*>[^<]*${subject}`)
  const sent = async () => link.exec((await visitor.get('/development/mails')).text)?.[1]
  await expect.poll(sent, { timeout: 15_000 }).toBeDefined()
  return (await visitor.get((await sent()) ?? '')).text
}

const wayBack = ({ text }: Page) =>
  /href="([^"]*\/cancelled[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? ''

describe('the back office', () => {
  test('issues a card, tells its code once, and lists it with its ledger', async () => {
    const page = await giver.visitor.follow(await giver.issue('25', { why: 'bought at the fair' }))
    const code = /([0-9A-Z]{5}-){3}[0-9A-Z]{5}/.exec(page.text)?.[0] ?? ''
    expect(page.text).toContain('Copy it now')
    expect(page.text).toContain('bought at the fair')
    expect(page.text).toContain('+€25.00')
    const list = await giver.visitor.get(`/backoffice/stored-values?q=${code.slice(-4).toLowerCase()}`)
    expect(list.text).toContain(`Gift card ending in ${code.slice(-4)}`)
    expect(list.text).not.toContain(code)
    const kept = await shop.database.query<{ row: string }>('SELECT v::text AS row FROM stored_values v')
    for (const { row } of kept) expect(row).not.toContain(code.replaceAll('-', '').slice(0, 10))
  })

  test('issues a card once, however often the form is sent', async () => {
    const key = randomUUID()
    const answers = [await giver.issue('5', { key }), await giver.issue('5', { key })]
    expect((await giver.visitor.follow(answers[1] as Page)).text).toContain('issued before')
    expect(
      await shop.database.query('SELECT 1 FROM stored_value_entries WHERE key = $1', [`issue ${key}`]),
    ).toHaveLength(1)
  })

  test('mails the code if an address is given', async () => {
    const card = await giver.card('15.50', { recipient: 'lucky@example.com', expires: '2999-12-31' })
    const mails = await new Visitor(shop.url).get('/development/mails')
    expect(mails.text).toContain('lucky@example.com')
    const path = /href="(\/development\/mails\/[^"]+)"/.exec(mails.text)?.[1] ?? ''
    const mail = await new Visitor(shop.url).get(path)
    expect(mail.text).toContain(card.code)
    expect(mail.text).toContain('€15.50')
    expect(mail.text).toContain('31 Dec 2999')
  })

  test.each([
    [{ amount: '' }, 'Enter an amount'],
    [{ amount: '-5' }, 'Enter an amount'],
    [{ amount: '10001' }, 'Enter an amount'],
    [{ amount: '5', why: '' }, 'Write a reason'],
    [{ amount: '5', expires: '2020-01-01' }, 'still to come'],
    [{ amount: '5', expires: 'soon' }, 'Choose a day'],
    [{ amount: '5', recipient: 'nobody' }, 'Enter an email address'],
  ])('refuses %j and keeps what was typed', async ({ amount, ...fields }, sentence) => {
    const page = await giver.issue(amount, { why: 'a typed reason', ...fields })
    expect(page.status).toBe(422)
    expect(page.text).toContain(sentence)
    if (!('why' in fields)) expect(page.text).toContain('value="a typed reason"')
  })

  test('is for staff alone', async () => {
    const stranger = new Visitor(shop.url, '198.51.100.250')
    for (const path of ['/backoffice/stored-values', '/backoffice/stored-values/1'])
      expect((await stranger.get(path)).status).not.toBe(200)
    const before = await shop.database.query('SELECT 1 FROM stored_values')
    await stranger.post('/backoffice/gift-cards', { key: randomUUID(), amount: '5', why: 'mine' })
    expect(await shop.database.query('SELECT 1 FROM stored_values')).toHaveLength(before.length)
  })
})

describe('a gift card', () => {
  test('pays a part; the card pays exactly the rest, and everybody is told', async () => {
    const card = await giver.card('10')
    const visitor = await aShopper()
    const cart = await visitor.follow(
      await use(visitor, { code: ` ${card.code.toLowerCase().replaceAll('-', ' ')}` }),
    )
    expect(cart.text).toContain(`Gift card ending in ${card.lastFour}`)
    const buyer = aBuyer()
    const review = await toReview(visitor, buyer)
    expect(review.text).toContain('€28.40')
    expect(review.text).toContain('Pay €18.40')
    expect(await balanceOf(card)).toBe(1_000)

    const placed = await place(visitor, review)
    expect(await balanceOf(card)).toBe(0)
    expect(await paymentsOf(buyer.email)).toEqual([
      { gateway: 'gift-card', amount: 1_000, state: 'captured' },
      { gateway: 'stripe', amount: TOTAL - 1_000, state: 'open' },
    ])
    expect((await visitor.get(placed.location ?? '')).text).toContain('€18.40')
    const confirmation = await pay(visitor, placed)
    expect(confirmation.text).toContain('Payment successful')
    expect(confirmation.text).toContain(`Gift card ending in ${card.lastFour}`)
    expect(await orderOf(buyer.email)).toMatchObject({ state: 'paid', total: TOTAL })

    const number = (await orderOf(buyer.email))?.number ?? ''
    const office = await giver.visitor.get(`/backoffice/orders/${number}`)
    expect(office.text).toContain('Paid by card')
    const mail = await mailOf(visitor, `Your order ${number}: thank you`)
    expect(mail).toContain(`Gift card ending in ${card.lastFour}: €10.00`)
    expect(mail).toContain('Paid by card: €18.40')
    expect((await visitor.get('/cart')).text).not.toContain(`Gift card ending in ${card.lastFour}`)
  })

  test('that covers everything settles the order at once, without a payment page', async () => {
    const card = await giver.card('50')
    const visitor = await aShopper()
    await use(visitor, card)
    const buyer = aBuyer()
    const review = await toReview(visitor, buyer)
    expect(review.text).toContain('Place the order')
    const confirmation = await visitor.follow(await place(visitor, review))
    expect(confirmation.text).toContain('Payment successful')
    expect(await orderOf(buyer.email)).toMatchObject({ state: 'paid', total: TOTAL })
    expect(await paymentsOf(buyer.email)).toEqual([
      { gateway: 'gift-card', amount: TOTAL, state: 'captured' },
    ])
    expect(await balanceOf(card)).toBe(5_000 - TOTAL)
  })

  test('pays together with others, can be put away again, and leaves 50 cents for the card', async () => {
    const [first, second, third] = [await giver.card('5'), await giver.card('23.30'), await giver.card('7')]
    const visitor = await aShopper()
    for (const card of [first, second, third]) await use(visitor, card)
    await visitor.post('/cart/gift-cards', { remove: String(await idOf(third)), from: '' })
    const buyer = aBuyer()
    const review = await toReview(visitor, buyer)
    expect(review.text).not.toContain(`Gift card ending in ${third.lastFour}`)
    expect(review.text).toContain('A card cannot be charged less than €0.50')
    expect((await pay(visitor, await place(visitor, review))).text).toContain('Payment successful')
    expect(await paymentsOf(buyer.email)).toEqual([
      { gateway: 'gift-card', amount: 500, state: 'captured' },
      { gateway: 'gift-card', amount: 2_290, state: 'captured' },
      { gateway: 'stripe', amount: 50, state: 'captured' },
    ])
    expect(await balanceOf(second)).toBe(40)
    expect(await balanceOf(third)).toBe(700)
  })

  test('that was spent elsewhere meanwhile is said, with what is left to pay, and nothing was placed', async () => {
    const card = await giver.card('20')
    const [visitor, other] = [await aShopper(), await aShopper()]
    const [mine, theirs] = [aBuyer(), aBuyer()]
    for (const shopper of [visitor, other]) await use(shopper, card)
    const review = await toReview(visitor, mine)
    expect(review.text).toContain('Pay €8.40')
    await place(other, await toReview(other, theirs))

    const refused = await place(visitor, review)
    expect(refused.status).toBe(409)
    expect(refused.text).toContain(`Gift card ending in ${card.lastFour} has nothing left.`)
    expect(refused.text).toContain('€28.40 is left to pay now')
    expect(await orderOf(mine.email)).toBeUndefined()
    expect((await pay(visitor, await place(visitor, refused))).text).toContain('Payment successful')
    expect(await paymentsOf(mine.email)).toEqual([{ gateway: 'stripe', amount: TOTAL, state: 'captured' }])
  })

  test('is spent once when two shoppers place at the same moment', async () => {
    const card = await giver.card('20')
    const buyers = [aBuyer(), aBuyer(), aBuyer(), aBuyer()]
    const atReview = []
    for (const buyer of buyers) {
      const visitor = await aShopper()
      await use(visitor, card)
      atReview.push({ visitor, review: await toReview(visitor, buyer) })
    }
    const placed = await Promise.all(atReview.map(({ visitor, review }) => place(visitor, review)))
    expect(placed.map(({ status }) => status).sort()).toEqual([303, 409, 409, 409])
    for (const page of placed.filter(({ status }) => status === 409))
      expect(page.text).toContain('€28.40 is left to pay now')
    expect(await balanceOf(card)).toBe(0)
  })

  test('keeps paying while a card is declined, and can be taken away then', async () => {
    const card = await giver.card('12')
    const visitor = await aShopper()
    await use(visitor, card)
    const buyer = aBuyer()
    const placed = await place(visitor, await toReview(visitor, buyer))
    const declined = await visitor.post(placed.location ?? '', { test_card: 'insufficient_funds' })
    expect(declined.status).toBe(402)
    expect(await balanceOf(card)).toBe(0)

    const again = await visitor.follow(await visitor.get(wayBack(declined)))
    expect(again.text).toContain('insufficient funds. Nothing was charged.')
    expect(again.text).toContain('Pay €16.40')
    expect(await balanceOf(card)).toBe(1_200)
    expect((await pay(visitor, await place(visitor, again))).text).toContain('Payment successful')
    expect(await balanceOf(card)).toBe(0)
    expect((await paymentsOf(buyer.email)).map(({ gateway, state }) => `${gateway} ${state}`).sort()).toEqual(
      ['gift-card cancelled', 'gift-card captured', 'stripe cancelled', 'stripe captured'],
    )
  })

  test('comes along when a guest signs in, and stays behind when somebody else takes up their order', async () => {
    const card = await giver.card('12')
    const visitor = await aShopper()
    await use(visitor, card)
    const buyer = aBuyer()
    const account = { name: 'Ada Lovelace', email: buyer.email, password: 'a long password' }
    await visitor.post('/register', account)
    const review = await toReview(visitor, buyer)
    expect(review.text).toContain('Pay €16.40')
    await place(visitor, review)
    const link =
      /href="(\/orders\/[^"]+)">Pay or change it/.exec((await visitor.get('/cart')).text)?.[1] ?? ''

    const friend = new Visitor(shop.url, `198.51.100.${++lastAddress}`)
    const order = await friend.get(link.replaceAll('&amp;', '&'))
    const revise = /action="([^"]*\/revision[^"]*)"/.exec(order.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const theirs = await friend.follow(await friend.post(revise, {}))
    expect(theirs.text).toContain('Pay €28.40')
    expect(theirs.text).not.toContain('Gift card ending in')
    expect(await balanceOf(card)).toBe(1_200)
  })

  test('is taken once when the order is placed twice at the same moment', async () => {
    const card = await giver.card('40')
    const visitor = await aShopper()
    await use(visitor, card)
    const buyer = aBuyer()
    const review = await toReview(visitor, buyer)
    await Promise.all([place(visitor, review), place(visitor, review), place(visitor, review)])
    expect(await balanceOf(card)).toBe(4_000 - TOTAL)
    expect(await paymentsOf(buyer.email)).toHaveLength(1)
  })

  test('gets its money back, once, when nobody pays the rest', async () => {
    const card = await giver.card('9')
    const visitor = await aShopper()
    await use(visitor, card)
    const buyer = aBuyer()
    const placed = await place(visitor, await toReview(visitor, buyer))
    const number = (await orderOf(buyer.email))?.number ?? ''
    const late = "interval '3 hours'"
    await shop.database.query(`UPDATE orders SET placed_at = placed_at - ${late} WHERE number = $1`, [number])
    await shop.database.query(
      `UPDATE payments SET created_at = created_at - ${late} WHERE order_id = (SELECT id FROM orders WHERE number = $1)`,
      [number],
    )
    for (let times = 0; times < 2; times += 1)
      await shop.database.query("SELECT graphile_worker.add_job('abandon-unpaid-orders')")
    await expect.poll(async () => (await orderOf(buyer.email))?.state, { timeout: 15_000 }).toBe('cancelled')
    expect(await balanceOf(card)).toBe(900)
    expect((await visitor.post(placed.location ?? '', { test_card: 'visa' })).status).toBe(410)
    const ledger = await shop.database.query(
      'SELECT amount FROM stored_value_entries e JOIN orders o ON o.id = e.order_id WHERE o.number = $1 ORDER BY e.id',
      [number],
    )
    expect(ledger).toEqual([{ amount: -900 }, { amount: 900 }])
  })

  test('keeps its money when the rest arrives too late; that goes back to the card', async () => {
    const gift = await giver.card('9')
    const visitor = await aShopper()
    await use(visitor, gift)
    const buyer = aBuyer()
    const placed = await place(visitor, await toReview(visitor, buyer))
    await shop.database.query("UPDATE orders SET state = 'cancelled' WHERE email = $1", [buyer.email])
    await pay(visitor, placed)
    const refunds = () =>
      shop.database.query(
        `SELECT p.gateway, r.amount, r.state FROM refunds r JOIN payments p ON p.id = r.payment_id
           JOIN orders o ON o.id = p.order_id WHERE o.email = $1`,
        [buyer.email],
      )
    await expect
      .poll(refunds, { timeout: 15_000 })
      .toEqual([{ gateway: 'stripe', amount: TOTAL - 900, state: 'sent' }])
  })

  test('has its money back when the goods are gone before the rest arrives', async () => {
    const gift = await giver.card('9')
    const visitor = new Visitor(shop.url, `198.51.100.${++lastAddress}`)
    const [row] = await shop.database.query<{ id: number }>(
      "SELECT id FROM variants WHERE sku = 'FLUO-SC-GREE'",
    )
    await visitor.post('/cart/lines', { variant: String(row?.id) })
    await use(visitor, gift)
    const buyer = aBuyer()
    const placed = await place(visitor, await toReview(visitor, buyer))
    const number = (await orderOf(buyer.email))?.number
    await shop.database.query("DELETE FROM holds WHERE owner = 'order:' || $1", [number])
    await shop.database.query('UPDATE stock_levels SET on_hand = 0, on_hold = 0 WHERE variant_id = $1', [
      row?.id,
    ])
    const after = await pay(visitor, placed)
    expect(after.text).toContain('Sold to somebody else before the payment arrived')
    expect(await balanceOf(gift)).toBe(900)
  })
})

async function idOf({ lastFour }: IssuedCard): Promise<number> {
  const [row] = await shop.database.query<{ id: number }>(
    'SELECT id FROM stored_values WHERE last_four = $1',
    [lastFour],
  )
  return row?.id ?? 0
}

/** In turn where a card is used and where its balance is asked for, there also under another flag. */
function guess(visitor: Visitor, tries: number): Promise<Page> {
  const card = `TRY${tries}`
  if (tries % 2) return visitor.post('/cart/gift-cards', { card, from: '' })
  return visitor.post('/gift-cards', { card, remove: '1' })
}

describe('a code', () => {
  test('that opens nothing is refused in the cart and on the last page, and stays in its field', async () => {
    const visitor = await aShopper()
    const inCart = await visitor.post('/cart/gift-cards', { card: 'WRONG-CODE', from: '' })
    expect(inCart.status).toBe(422)
    expect(inCart.text).toContain('id="error-gift-card"')
    expect(inCart.text).toContain('value="WRONG-CODE"')

    const review = await toReview(visitor, aBuyer())
    const refused = await visitor.post('/cart/gift-cards', { card: '"><b>no', from: 'review' })
    expect(refused.status).toBe(422)
    expect(refused.text).toContain('Is everything right?')
    expect(refused.text).toContain('id="error-gift-card"')
    expect(hidden(refused, 'agreed')).toBe(hidden(review, 'agreed'))
    const card = await giver.card('1')
    const used = await visitor.follow(await use(visitor, card, 'review'))
    expect(used.text).toContain('Pay €27.40')
  })

  test('tells what is left; unknown and expired codes get the same answer', async () => {
    const visitor = new Visitor(shop.url, `198.51.100.${++lastAddress}`)
    const [good, old] = [await giver.card('33'), await giver.card('44')]
    await shop.database.query(
      "UPDATE stored_values SET expires_at = now() - interval '1 day' WHERE id = $1",
      [await idOf(old)],
    )
    const told = await visitor.follow(await visitor.post('/gift-cards', { card: good.code }))
    expect(told.text).toContain(`Gift card ending in ${good.lastFour} has €33.00 left.`)
    const answers = []
    for (const code of [old.code, 'AAAAA-AAAAA-AAAAA-AAAAA', 'nonsense']) {
      const page = await visitor.post('/gift-cards', { card: code })
      expect(page.status).toBe(422)
      const telling = page.text.replaceAll(code, '').replaceAll(/value="[^"]*"|nonce-[^'"]+|\?[^"]+/g, '')
      answers.push(telling)
    }
    expect(new Set(answers).size).toBe(1)
    expect((await visitor.post('/gift-cards', {})).status).toBe(422)
  })

  test('cannot be guessed at will: 429 with Retry-After, and what was typed is kept', async () => {
    const visitor = await aShopper()
    let last = await visitor.get('/gift-cards')
    for (let tries = 1; tries <= 16; tries += 1) last = await guess(visitor, tries)
    expect(last.status).toBe(429)
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(last.text).toContain('Gift card code')
    expect(last.text).toContain('value="TRY16"')
  })
})

describe("a customer's credit", () => {
  test('pays if they choose it, and is explained in their account', async () => {
    const buyer = aBuyer()
    const visitor = await aShopper()
    const credited = { name: 'Ada Lovelace', email: buyer.email, password: 'a long password' }
    await visitor.post('/register', credited)
    expect((await giver.credit(buyer.email.toUpperCase(), '6,50')).status).toBe(303)
    expect((await giver.credit('nobody@example.com', '5')).status).toBe(422)

    const cart = await visitor.get('/cart')
    expect(cart.text).toContain('Use my credit of €6.50')
    expect(cart.text).not.toContain('To pay now')
    await visitor.post('/cart/credit', { use: 'yes', from: '' })
    const review = await toReview(visitor, buyer)
    expect(review.text).toContain('Pay €21.90')
    const kept = await visitor.follow(await visitor.post('/cart/credit', { use: 'no', from: 'review' }))
    expect(kept.text).toContain('Pay €28.40')
    const again = await visitor.follow(await visitor.post('/cart/credit', { use: 'yes', from: 'review' }))
    expect((await pay(visitor, await place(visitor, again))).text).toContain('Payment successful')

    const account = await visitor.get('/account')
    expect(account.text).toContain('Your credit')
    expect(account.text).toContain('sorry for the wait')
    expect(account.text).toContain('−€6.50')
    expect(await paymentsOf(buyer.email)).toMatchObject([{ gateway: 'store-credit', amount: 650 }, {}])
  })

  test('is nobody else’s: a guest who asks for it pays without', async () => {
    const visitor = await aShopper()
    await visitor.post('/cart/credit', { use: 'yes', from: '' })
    expect((await toReview(visitor, aBuyer())).text).toContain('Pay €28.40')
  })
})
