import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { OutboxFolderMailer } from '../../src/gateways/outbox-folder.mailer.ts'
import { linesOn, savedOn, stock, variantOf } from '../support/cart.ts'
import { ADDRESS, pay, place, toReview } from '../support/purchase.ts'
import { aShop, OWNER, type TestShop } from '../support/test-shop.ts'
import { hidden, Visitor } from '../support/visitor.ts'

let shop: TestShop
let fluorite: string
let pyrite: string
let last = 0

beforeAll(async () => {
  shop = await aShop('demo')
  fluorite = await variantOf(shop, 'FLUO-TN-GREE')
  pyrite = await variantOf(shop, 'PYRI-MN-BRAS')
  await shop.database.query('DELETE FROM quantity_prices WHERE variant_id IN ($1, $2)', [fluorite, pyrite])
})

beforeEach(async () => {
  for (const variant of [fluorite, pyrite]) {
    await stock(shop, variant, 20)
    await priced(variant, 2_000)
  }
})

afterAll(() => shop[Symbol.asyncDispose]())

async function aGuest(lines: Record<string, number> = {}): Promise<Visitor> {
  const guest = new Visitor(shop.url, `192.0.2.${++last}`)
  for (const [variant, quantity] of Object.entries(lines))
    await guest.post('/cart/lines', { variant, quantity: String(quantity) })
  return guest
}

async function priced(variant: string, cents: number): Promise<void> {
  await shop.database.query('UPDATE variants SET price = $1 WHERE id = $2', [cents, variant])
}

async function aSale(name: string, variant: string): Promise<void> {
  await shop.database.query(
    `INSERT INTO sales (name, product_id, percent, starts_at, ends_at)
     SELECT $1, product_id, 50, now() - interval '1 day', now() + interval '1 day' FROM variants WHERE id = $2`,
    [name, variant],
  )
}

async function offered(variant: string, status: 'published' | 'draft'): Promise<void> {
  await shop.database.query(
    'UPDATE products SET status = $1 WHERE id = (SELECT product_id FROM variants WHERE id = $2)',
    [status, variant],
  )
}

describe('what changes between the cart and the payment', () => {
  test.each<[string, () => Promise<void>, () => Promise<void>, string]>([
    [
      'a price that somebody raises',
      async () => {},
      () => priced(fluorite, 2_300),
      'Fluorite, Thumbnail · Green now costs €23.00 instead of €20.00.',
    ],
    [
      'a sale that ends',
      () => aSale('Clear-out', fluorite),
      async () => {
        await shop.database.query("UPDATE sales SET ends_at = now() WHERE name = 'Clear-out'")
      },
      'now costs €20.00 instead of €10.00: “Clear-out” no longer applies.',
    ],
    [
      'a sale that begins',
      async () => {},
      () => aSale('Last days', fluorite),
      'now costs €10.00 instead of €20.00: Last days.',
    ],
    [
      'what is fewer than wanted',
      async () => {},
      () => stock(shop, fluorite, 2),
      'There are only 2 left of Fluorite, Thumbnail · Green; you wanted 3.',
    ],
    [
      'what is sold out',
      async () => {},
      () => stock(shop, fluorite, 0),
      'Fluorite, Thumbnail · Green was sold in the meantime. We keep it under “Saved for later”',
    ],
    [
      'what is withdrawn',
      async () => {},
      () => offered(fluorite, 'draft'),
      'Fluorite, Thumbnail · Green is no longer offered. We have taken it out of your cart.',
    ],
  ])('%s is shown, and must be accepted before paying', async (_what, before, change, sentence) => {
    await before()
    const guest = await aGuest({ [fluorite]: 3, [pyrite]: 1 })
    await change()

    const turnedBack = await guest.get('/checkout/address')
    expect([turnedBack.status, turnedBack.location]).toEqual([303, '/cart'])
    const cart = await guest.get('/cart')
    expect(cart.text).toContain('Some things have changed')
    expect(cart.text).toContain(sentence)
    expect(cart.text).not.toContain('href="/checkout"')
    expect(cart.text).toContain('Please look at what has changed, and accept it, first.')

    const accepted = await guest.follow(await guest.post('/cart/acceptance', { seen: hidden(cart, 'seen') }))
    expect(accepted.text).not.toContain('Some things have changed')
    expect(accepted.text).toContain('href="/checkout"')
    expect((await guest.get('/checkout/address')).status).toBe(200)

    await offered(fluorite, 'published')
    await shop.database.query('DELETE FROM sales WHERE name IN ($1, $2)', ['Clear-out', 'Last days'])
  })

  test('is said beside its line, too', async () => {
    const guest = await aGuest({ [fluorite]: 1, [pyrite]: 1 })
    await priced(fluorite, 2_300)
    const { text } = await guest.get('/cart')
    expect(text.match(/cart-line__changed[^>]*>[^<]+/g)).toEqual([
      'cart-line__changed">Fluorite, Thumbnail · Green now costs €23.00 instead of €20.00.',
    ])
  })

  test('is shown again if something else changed while the shopper looked', async () => {
    const guest = await aGuest({ [fluorite]: 1, [pyrite]: 1 })
    await priced(fluorite, 2_300)
    const seen = hidden(await guest.get('/cart'), 'seen')
    await priced(pyrite, 2_500)
    const again = await guest.post('/cart/acceptance', { seen })
    expect(again.status).toBe(409)
    expect(again.text).toContain('Something else has changed meanwhile.')
    expect(again.text).toContain('now costs €25.00 instead of €20.00.')
    await guest.post('/cart/acceptance', { seen: hidden(again, 'seen') })
    expect((await guest.get('/checkout/address')).status).toBe(200)
  })

  test('keeps what is sold out under “Saved for later”, where it cannot be put back yet', async () => {
    const guest = await aGuest({ [fluorite]: 3 })
    await stock(shop, fluorite, 0)
    const cart = await guest.get('/cart')
    expect([linesOn(cart), savedOn(cart)]).toEqual([{}, [fluorite]])
    expect(cart.text).not.toContain('Put back into the cart')
    await stock(shop, fluorite, 3)
    expect((await guest.get('/cart')).text).toContain('Put back into the cart')
  })

  test('is listed on the last page, whose button then accepts it', async () => {
    const guest = await aGuest({ [fluorite]: 1 })
    const review = await toReview(guest, { ...ADDRESS, email: 'changed@example.com' })
    await priced(fluorite, 2_600)
    const refused = await place(guest, review)
    expect(refused.status).toBe(409)
    expect(refused.text).toContain('now costs €26.00 instead of €20.00.')
    const placed = await place(guest, refused)
    expect(placed.location).toContain('/stand-in/')
    const [order] = await shop.database.query(
      "SELECT items_total FROM orders WHERE email = 'changed@example.com'",
    )
    expect(order).toEqual({ items_total: 2_600 })
  })
})

describe('units are set aside', () => {
  const held = async () => {
    const [row] = await shop.database.query<{ on_hold: number }>(
      'SELECT on_hold FROM stock_levels WHERE variant_id = $1',
      [fluorite],
    )
    return row?.on_hold
  }

  test('when the checkout begins, where the shop does so from there on', async () => {
    await shop.database.query("INSERT INTO settings (key, value) VALUES ('holdStockFrom', '\"checkout\"')")
    const guest = await aGuest({ [fluorite]: 2 })
    expect(await held()).toBe(0)
    const cart = await guest.get('/cart')
    expect(cart.text).not.toMatch(/set aside for you|Set aside again|Held for you/)
    await guest.get('/checkout/address')
    expect(await held()).toBe(2)
    await shop.database.query("DELETE FROM settings WHERE key = 'holdStockFrom'")
  })

  test('again at each step, when they had been for too long', async () => {
    const guest = await aGuest({ [fluorite]: 2 })
    await guest.post('/checkout/address', ADDRESS)
    await shop.database.query(
      "UPDATE holds SET expires_at = now() - interval '1 minute' WHERE variant_id = $1",
      [fluorite],
    )
    await guest.get('/checkout/delivery')
    const [hold] = await shop.database.query<{ quantity: number; lasts: boolean }>(
      'SELECT quantity, expires_at > now() AS lasts FROM holds WHERE variant_id = $1',
      [fluorite],
    )
    expect(hold).toEqual({ quantity: 2, lasts: true })
  })
})

test('the country of the address is that of the cart from then on', async () => {
  const guest = await aGuest({ [fluorite]: 1 })
  await guest.post('/checkout/address', { ...ADDRESS, country: 'FR', postcode: '75001', city: 'Paris' })
  expect((await guest.get('/cart')).text).toContain('parcel to France')
})

test('a note and a gift go with the order: to the customer, into the mail and to whoever packs it', async () => {
  const email = 'gift@example.com'
  const guest = await aGuest({ [fluorite]: 1 })
  await guest.post('/cart/note', { note: 'Happy <birthday>,\nAda', gift: '1' })
  const review = await toReview(guest, { ...ADDRESS, email })
  expect(review.text).toContain('Happy &lt;birthday&gt;,')
  const placed = await place(guest, review)
  const confirmation = await pay(guest, placed)
  const [order] = await shop.database.query<{ number: string; note: string; is_gift: boolean }>(
    'SELECT number, note, is_gift FROM orders WHERE email = $1',
    [email],
  )
  expect(order).toMatchObject({ note: 'Happy <birthday>,\nAda', is_gift: true })
  const href = /href="(\/orders\/[^"]+)"/.exec(confirmation.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
  expect((await guest.get(href)).text).toContain('Packed as a gift, with this on a card:')

  const mail = await mailTo(email)
  expect(mail.text).toContain('We pack it as a gift, with this on a card.\n“Happy <birthday>,\nAda”')
  expect(mail.html).toContain('Happy &lt;birthday&gt;,')
  const staff = new Visitor(shop.url, '192.0.2.250')
  await staff.post('/backoffice/sign-in', OWNER)
  expect((await staff.get(`/backoffice/orders/${order?.number}`)).text).toMatch(
    /Packed as a gift.*Happy &lt;birthday&gt;,/s,
  )
  // The next cart is no gift.
  expect((await guest.get('/cart')).text).not.toContain('Happy')
})

/** Mails are sent by a job after the answer. */
async function mailTo(address: string) {
  const outbox = new OutboxFolderMailer(`${shop.folder}/mails`, 'shop@example.com')
  for (let tries = 0; tries < 100; tries += 1) {
    const mail = (await outbox.mails()).find(({ to }) => to === address)
    if (mail) return mail
    await sleep(100)
  }
  throw new Error(`No mail to ${address} came`)
}
