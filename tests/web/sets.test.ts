import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type KeptMail, OutboxFolderMailer } from '../../src/gateways/outbox-folder.mailer.ts'
import { variantOf } from '../support/cart.ts'
import { events } from '../support/events.ts'
import { ADDRESS, pay, place, toReview } from '../support/purchase.ts'
import { anotherProcessOf, aShop, OWNER, type TestShop } from '../support/test-shop.ts'
import { type Page, Visitor } from '../support/visitor.ts'

/** Gypsum, calcite, apatite, labradorite and amethyst, one of each. */
const BOX = 'scratch-test-box'
/** Four each of magnetite, copper and marcasite. */
const TWELVE = 'classroom-box'
const PARTS = ['GYPS-TN-COLO', 'CALC-TN-GOLD', 'APAT-TN-YELL', 'LABR-TN-GREY', 'AMET-TN-DEEP']

let shop: TestShop
let other: TestShop
let box: string
let twelve: string
let amethyst: string
let lastAddress = 0

beforeAll(async () => {
  shop = await aShop('demo')
  other = await anotherProcessOf(shop)
  box = await variantOf(shop, 'BOX-SCRATCH-5')
  twelve = await variantOf(shop, 'BOX-CLASS-12')
  amethyst = await variantOf(shop, 'AMET-TN-DEEP')
})

afterAll(async () => {
  await other[Symbol.asyncDispose]()
  await shop[Symbol.asyncDispose]()
})

/** Ten of every part, four of the amethyst, and nobody has any of it. */
beforeEach(async () => {
  await shop.database.query('DELETE FROM holds')
  await shop.database.query('UPDATE stock_levels SET on_hold = 0 WHERE on_hold > 0')
  for (const sku of PARTS) await stock(sku, 10)
  await stock('AMET-TN-DEEP', 4)
})

const stock = (sku: string, onHand: number) =>
  shop.database.query(
    'UPDATE stock_levels SET on_hand = $1, on_hold = 0 WHERE variant_id = (SELECT id FROM variants WHERE sku = $2)',
    [onHand, sku],
  )

async function figuresOf(sku: string): Promise<{ on_hand: number; on_hold: number } | undefined> {
  const [row] = await shop.database.query<{ on_hand: number; on_hold: number }>(
    'SELECT on_hand, on_hold FROM stock_levels WHERE variant_id = (SELECT id FROM variants WHERE sku = $1)',
    [sku],
  )
  return row
}

/** Whichever of the two processes has sent it. */
async function mailTo(address: string): Promise<KeptMail | undefined> {
  const outboxes = [shop, other].map(
    ({ folder }) => new OutboxFolderMailer(join(folder, 'mails'), 'shop@example.com'),
  )
  const mails = await Promise.all(outboxes.map((outbox) => outbox.mails()))
  return mails.flat().find(({ to }) => to === address)
}

const aVisitor = (at = shop) => new Visitor(at.url, `198.51.100.${++lastAddress}`)
const add = (visitor: Visitor, variant: string, quantity = 1) =>
  visitor.post('/cart/lines', { variant, quantity: String(quantity) })

/** What a product page says there is of a variant. */
function labelOn({ text }: Page, variant: string): string | undefined {
  return new RegExp(`data-stock-of="${variant}"[^>]*>([^<]*)`).exec(text)?.[1]
}

const plain = ({ text }: Page) =>
  text
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', '’')
    .replace(/\s+/g, ' ')

describe('the page of a set', () => {
  test('lists what is in it, leads to the parts, and says what they cost one by one', async () => {
    const page = await aVisitor().get(`/products/${BOX}`)
    const contents = /data-set-of="\d+">(.*?)<\/section>/s.exec(page.text)?.[1] ?? ''
    expect([...contents.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toContain(
      `/products/amethyst?variant=${amethyst}`,
    )
    expect(contents.match(/set-contents__part"/g)).toHaveLength(5)
    expect(plain(page)).toContain('instead of €44.50 if bought one by one')
    const many = await aVisitor().get(`/products/${TWELVE}`)
    expect(plain(many)).toMatch(/4 × Magnetite/)
    // Three and more of each are cheaper: 4 × (8.10 + 7.65 + 6.75).
    expect(plain(many)).toContain('instead of €90.00 if bought one by one')
  })

  test('follows the price of a part, and hides a comparison that is none', async () => {
    await aVisitor().get(`/products/${BOX}`)
    const price = (amount: number) =>
      shop.database.query('UPDATE variants SET price = $1 WHERE id = $2', [amount, amethyst])
    await price(2_200)
    expect(plain(await aVisitor().get(`/products/${BOX}`))).toContain('instead of €54.50')
    await price(100)
    expect((await aVisitor().get(`/products/${BOX}`)).text).toMatch(/data-show="separately" hidden/)
    await price(1_200)
  })

  test('says the same of its stock as its card, its category, its data for machines and the cart', async () => {
    const schema = async () =>
      /"availability":"https:\/\/schema.org\/(\w+)"/.exec(
        (await aVisitor().get(`/products/${BOX}`)).text,
      )?.[1]
    const card = async () => {
      const { text } = await aVisitor().get('/categories/sets')
      const shown = text.slice(text.indexOf('Scratch Test Box'))
      return /stock stock--(\w+)/.exec(shown)?.[1]
    }
    const available = async () =>
      (await aVisitor().get('/categories/sets?available=1')).text.includes('Scratch Test')
    const label = async () => labelOn(await aVisitor().get(`/products/${BOX}`), box)

    expect([await label(), await card(), await schema(), await available()]).toEqual([
      ...['4 in stock', 'plenty', 'InStock', true],
    ])
    await stock('LABR-TN-GREY', 2)
    expect([await label(), await card(), await schema(), await available()]).toEqual([
      ...['Only 2 left', 'few', 'LimitedAvailability', true],
    ])
    await stock('LABR-TN-GREY', 0)
    expect([await label(), await card(), await schema(), await available()]).toEqual([
      ...['Sold out', 'gone', 'OutOfStock', false],
    ])
  })

  test('is told live when a part is held in another process, and the part when the set is', async () => {
    await using atSet = await events<{ stock: string }>(`${other.url}/products/${BOX}/events`)
    await using atPart = await events<{ stock: string }>(`${other.url}/products/amethyst/events`)
    /** News may come twice; what is told last counts. */
    const tells = async (stream: typeof atSet, variant: string, label: string) => {
      const said = new RegExp(`data-stock-of="${variant}"[^>]*>${label}<`)
      while (!said.test((await stream.next()).stock));
    }
    const bothTell = (label: string) =>
      Promise.all([tells(atSet, box, label), tells(atPart, amethyst, label)])
    await bothTell('4 in stock')
    await add(aVisitor(), amethyst)
    await bothTell('Only 3 left')
    await add(aVisitor(), box, 2)
    await bothTell('Only 1 left')
  })

  test('shows to whoever holds it, or a part of it, what they can have', async () => {
    const [mine, part, stranger] = [aVisitor(), aVisitor(), aVisitor()]
    // Kept pages lie ready for everybody.
    for (let times = 0; times < 2; times += 1) await stranger.get(`/products/${BOX}`)
    await add(mine, box, 2)
    await add(part, amethyst)
    const seen = async (visitor: Visitor) => labelOn(await visitor.get(`/products/${BOX}`), box)
    expect([await seen(mine), await seen(part), await seen(stranger)]).toEqual([
      ...['Only 3 left', 'Only 2 left', 'Only 1 left'],
    ])
    const seenPart = async (visitor: Visitor) => labelOn(await visitor.get('/products/amethyst'), amethyst)
    expect([await seenPart(mine), await seenPart(stranger)]).toEqual(['Only 3 left', 'Only 1 left'])
  })
})

describe('a cart with a set and its part', () => {
  test('is right: both are set aside, and neither blocks the other', async () => {
    const visitor = aVisitor()
    await add(visitor, box)
    await add(visitor, amethyst, 2)
    const cart = await visitor.get('/cart')
    expect(cart.text.match(/Held for you until/g)).toHaveLength(2)
    expect(plain(cart)).toContain('With Amethyst, Thumbnail · Deep purple; ')
    expect(cart.text).not.toContain('cart-line__problem')
    expect(await figuresOf('AMET-TN-DEEP')).toEqual({ on_hand: 4, on_hold: 3 })

    await visitor.post(`/cart/lines/${box}`, { quantity: '2' })
    expect(await figuresOf('AMET-TN-DEEP')).toEqual({ on_hand: 4, on_hold: 4 })
    await visitor.post(`/cart/lines/${box}`, { quantity: '0' })
    expect(await figuresOf('AMET-TN-DEEP')).toEqual({ on_hand: 4, on_hold: 2 })
    expect(await figuresOf('GYPS-TN-COLO')).toEqual({ on_hand: 10, on_hold: 0 })
  })

  test('names the set when it is too much, and why, when it is the cart’s own doing', async () => {
    const visitor = aVisitor()
    const tooMany = await visitor.follow(await add(visitor, box, 5))
    expect(plain(tooMany)).toContain('Requested quantity exceeds stock: 4 left of Scratch Test Box.')

    await add(visitor, amethyst, 3)
    const beside = await visitor.follow(await add(visitor, box, 2))
    expect(plain(beside)).toContain(
      'Beside what is in your cart already, only 1 of Scratch Test Box can be had: a set takes from the same pieces.',
    )
    await add(visitor, box)
    const full = await visitor.follow(await add(visitor, amethyst))
    expect(plain(full)).toContain('only 3 of Amethyst, Thumbnail · Deep purple can be had')
    expect(await figuresOf('AMET-TN-DEEP')).toEqual({ on_hand: 4, on_hold: 4 })
  })

  test('is adjusted line by line when a part runs out meanwhile', async () => {
    const visitor = aVisitor()
    await add(visitor, box, 2)
    await add(visitor, amethyst, 2)
    await stock('AMET-TN-DEEP', 3)
    await shop.database.query('DELETE FROM holds')
    await shop.database.query('UPDATE stock_levels SET on_hold = 0 WHERE on_hold > 0')
    const cart = await visitor.get('/cart')
    expect(plain(cart)).toContain('There are only 1 left of Amethyst, Thumbnail · Deep purple; you wanted 2.')
    await stock('AMET-TN-DEEP', 0)
    const gone = await visitor.get('/cart')
    expect(plain(gone)).toContain('Scratch Test Box was sold in the meantime.')
    expect(plain(gone)).toContain('Nothing in it yet.')
  })
})

describe('buying a set', () => {
  const email = () => `set-${lastAddress}@example.com`
  const buy = async (visitor: Visitor) =>
    place(visitor, await toReview(visitor, { ...ADDRESS, email: email() }))

  async function orderOf(address: string): Promise<{ number: string; state: string }> {
    const [order] = await shop.database.query<{ number: string; state: string }>(
      'SELECT number, state::text FROM orders WHERE email = $1',
      [address],
    )
    if (!order) throw new Error(`${address} has ordered nothing.`)
    return order
  }

  test('takes its parts from the shelves, and order, mail and back office say what is in it', async () => {
    const visitor = aVisitor()
    await add(visitor, box, 2)
    await add(visitor, amethyst)
    const placed = await buy(visitor)
    expect(await figuresOf('AMET-TN-DEEP')).toEqual({ on_hand: 4, on_hold: 3 })
    const confirmation = await pay(visitor, placed)
    expect(confirmation.text).toContain('Payment successful')
    expect(await figuresOf('AMET-TN-DEEP')).toEqual({ on_hand: 1, on_hold: 0 })
    expect(await figuresOf('GYPS-TN-COLO')).toEqual({ on_hand: 8, on_hold: 0 })

    // What becomes of the set later does not reach the order.
    await shop.database.query('UPDATE products SET name = $1 WHERE slug = $2', ['Violet quartz', 'amethyst'])
    const contents = 'Amethyst, Thumbnail · Deep purple'
    expect(plain(confirmation)).toContain(contents)
    const { number } = await orderOf(email())
    await expect.poll(() => mailTo(email()), { timeout: 20_000 }).toBeDefined()
    const mail = await mailTo(email())
    for (const words of [mail?.text, mail?.html]) expect(words).toContain(`– 1 × ${contents}`)

    const staff = new Visitor(shop.url)
    await staff.post('/backoffice/sign-in', OWNER)
    const packing = plain(await staff.get(`/backoffice/orders/${number}`))
    expect(packing).toContain(`2 × ${contents}`)
    await shop.database.query('UPDATE products SET name = $1 WHERE slug = $2', ['Amethyst', 'amethyst'])
  })

  test('and coming back before paying puts set and part into the cart again, with all they hold', async () => {
    const visitor = aVisitor()
    await add(visitor, box, 2)
    await add(visitor, amethyst)
    const placed = await buy(visitor)
    const declined = await visitor.post(placed.location ?? '', { test_card: 'insufficient_funds' })
    const back = /href="([^"]*\/cancelled[^"]*)"/.exec(declined.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
    await visitor.follow(await visitor.get(back))
    expect(await figuresOf('AMET-TN-DEEP')).toEqual({ on_hand: 4, on_hold: 3 })
    const cart = await visitor.get('/cart')
    expect(cart.text.match(/Held for you until/g)).toHaveLength(2)

    await visitor.post(`/cart/lines/${box}`, { quantity: '1' })
    expect((await pay(visitor, await buy(visitor))).text).toContain('Payment successful')
    expect(await figuresOf('AMET-TN-DEEP')).toEqual({ on_hand: 2, on_hold: 0 })
    expect(await figuresOf('APAT-TN-YELL')).toEqual({ on_hand: 9, on_hold: 0 })
  })

  test('and never paying gives the parts back', async () => {
    const visitor = aVisitor()
    await add(visitor, box)
    await buy(visitor)
    const { number } = await orderOf(email())
    await shop.database.query("UPDATE orders SET placed_at = now() - interval '2 hours' WHERE number = $1", [
      number,
    ])
    await shop.database.query("UPDATE payments SET created_at = now() - interval '2 hours'")
    await shop.database.query("SELECT graphile_worker.add_job('abandon-unpaid-orders')")
    await expect.poll(async () => (await orderOf(email())).state, { timeout: 20_000 }).toBe('cancelled')
    expect(await figuresOf('AMET-TN-DEEP')).toEqual({ on_hand: 4, on_hold: 0 })
    expect(await figuresOf('GYPS-TN-COLO')).toEqual({ on_hand: 10, on_hold: 0 })
  })

  test('tells the customers whose cart has the set, when its last part is sold alone', async () => {
    const customer = aVisitor()
    const address = 'collector@example.com'
    await customer.post('/register', { name: 'Collector', email: address, password: 'a long test password' })
    await add(customer, box, 2)
    // Their hold has run out, and somebody else is faster.
    await shop.database.query('DELETE FROM holds')
    await shop.database.query('UPDATE stock_levels SET on_hold = 0 WHERE on_hold > 0')
    const buyer = aVisitor()
    await add(buyer, amethyst, 3)
    await pay(buyer, await buy(buyer))
    await expect
      .poll(async () => (await mailTo(address))?.text ?? '', { timeout: 20_000 })
      .toContain('There are only 1 left of Scratch Test Box; you wanted 2.')
  })
})

test('a part that somebody takes between cart and order refuses the whole order, and names the set', async () => {
  const settings = { key: 'holdStockFrom', value: JSON.stringify('checkout') }
  await shop.database.query(
    'INSERT INTO settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = $2',
    [...[settings.key, settings.value]],
  )
  try {
    const visitor = aVisitor()
    await add(visitor, twelve)
    const review = await toReview(visitor)
    await shop.database.query('DELETE FROM holds')
    await stock('COPP-TN-COPP', 3)
    const refused = await visitor.follow(await place(visitor, review))
    expect(plain(refused)).toMatch(/Classroom Box of Twelve (is|was) (sold|no longer|in another)/)
    expect(await figuresOf('COPP-TN-COPP')).toEqual({ on_hand: 3, on_hold: 0 })
  } finally {
    await shop.database.query("DELETE FROM settings WHERE key = 'holdStockFrom'")
  }
})
