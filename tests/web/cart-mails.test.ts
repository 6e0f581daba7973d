import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { type KeptMail, OutboxFolderMailer } from '../../src/gateways/outbox-folder.mailer.ts'
import { createServices, type Services } from '../../src/services.ts'
import { ADDRESS, pay, place, toReview } from '../support/purchase.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { Visitor } from '../support/visitor.ts'

let shop: TestShop
/** Two other processes of the shop, whose jobs run when a test says so. */
let workers: Services[]
let green: number
let larger: number
let lastAddress = 0

beforeAll(async () => {
  shop = await aShop('demo')
  green = await variant('FLUO-TN-GREE')
  larger = await variant('FLUO-MN-GREE')
  await shop.database.query('UPDATE stock_levels SET on_hand = 100 WHERE variant_id IN ($1, $2)', [
    green,
    larger,
  ])
  workers = [aWorker(), aWorker()]
})

afterAll(async () => {
  for (const worker of workers) await worker.close()
  await shop[Symbol.asyncDispose]()
})

async function variant(sku: string): Promise<number> {
  const [row] = await shop.database.query<{ id: number }>('SELECT id FROM variants WHERE sku = $1', [sku])
  return row?.id ?? 0
}

function aWorker(): Services {
  return createServices({
    config: readConfig({ NODE_ENV: 'test', DATA_DIR: shop.folder }),
    databaseUrl: shop.database.url,
    sessionSecrets: ['nobody looks at this'],
    stripe: { secretKey: 'sk_test_nobody', webhookSecrets: ['nobody'] },
    log: pino({ level: 'silent' }),
    clock: () => new Date(),
    searchMissed: () => {},
  })
}

interface Customer {
  readonly visitor: Visitor
  readonly email: string
  readonly id: number
}

/** Somebody with an account and a green fluorite in the cart. */
async function aCustomer(name: string, fields: Record<string, string> = {}): Promise<Customer> {
  const visitor = new Visitor(shop.url, `198.51.100.${++lastAddress}`)
  const email = `${name.toLowerCase()}@example.com`
  await visitor.post('/register', {
    name: `${name} Winter`,
    email,
    password: 'a long test password',
    ...fields,
  })
  await visitor.post('/cart/lines', { variant: String(green), quantity: '1' })
  const [row] = await shop.database.query<{ id: number }>('SELECT id FROM users WHERE email = $1', [email])
  return { visitor, email, id: row?.id ?? 0 }
}

const reminded = (name: string) => aCustomer(name, { cartReminders: 'yes' })

/** As if they had touched their cart for the last time so many hours ago, and been reminded before that. */
async function leave({ id }: Customer, hours: number): Promise<void> {
  await shop.database.query(
    `UPDATE carts SET updated_at = now() - $2 * interval '1 hour', reminded_at = reminded_at - $2 * interval '1 hour'
      WHERE user_id = $1`,
    [id, hours],
  )
}

async function abandonments({ id }: Customer): Promise<number> {
  const rows = await shop.database.query(
    "SELECT 1 FROM outbox_events WHERE type = 'cart.abandoned' AND (payload->>'user_id')::int = $1",
    [id],
  )
  return rows.length
}

/** The mails to them, the oldest first, when no more are about to go out. */
async function mailsTo({ email }: Customer): Promise<KeptMail[]> {
  const busy = `SELECT 1 FROM graphile_worker.jobs
                 WHERE task_identifier IN ('tell', 'adjust-carts') OR task_identifier LIKE 'mail-%'`
  await vi.waitFor(async () => expect(await shop.database.query(busy)).toEqual([]), { timeout: 20_000 })
  const outbox = new OutboxFolderMailer(join(shop.folder, 'mails'), 'shop@example.com')
  return (await outbox.mails()).filter(({ to }) => to === email).reverse()
}

async function remind(): Promise<void> {
  await Promise.all(workers.map(({ cartReminders }) => cartReminders.tell()))
}

/** The address in a mail, as its reader's browser opens it. */
function link(mail: KeptMail | undefined, purpose: string): string {
  return new RegExp(`/cart-reminders/\\d+/${purpose}\\?key=[\\w-]+`).exec(mail?.text ?? '')?.[0] ?? ''
}

describe('a cart that its customer left', () => {
  test('is mailed once to who agreed, with what lies in it at the price of the moment', async () => {
    const ada = await reminded('Ada')
    await leave(ada, 25)
    await remind()
    await remind()
    const mails = await mailsTo(ada)
    expect(mails.map(({ subject }) => subject)).toEqual(['Your cart is still here'])
    const [mail] = mails
    expect(mail?.html).toContain('Fluorite')
    expect(mail?.html).toMatch(/<img src="http[^"]+\/images\/[^"]+-160\.webp"/)
    const price = /cart-line__total.*?(€[\d.,]+)/s.exec((await ada.visitor.get('/cart')).text)?.[1] ?? '?'
    expect(mail?.html).toContain(price)
    expect(mail?.text).toContain(price)
  })

  test('is told of once, though two workers look at the same moment', async () => {
    const customers = await Promise.all(['Bea', 'Ben', 'Bob', 'Bo'].map(reminded))
    for (const customer of customers) await leave(customer, 30)
    await Promise.all([remind(), remind(), remind(), remind()])
    for (const customer of customers) expect(await abandonments(customer)).toBe(1)
  })

  test('is told of again once it was touched and left again', async () => {
    const cleo = await reminded('Cleo')
    await leave(cleo, 25)
    await remind()
    await cleo.visitor.post('/cart/lines', { variant: String(larger), quantity: '1' })
    await remind()
    expect(await abandonments(cleo)).toBe(1)
    await leave(cleo, 25)
    await remind()
    expect(await abandonments(cleo)).toBe(2)
  })

  test.each([
    ['who did not agree', 'Dora', {}, 25],
    ['who touched it a while ago only', 'Dirk', { cartReminders: 'yes' }, 23],
    ['who has been away for more than a week', 'Dan', { cartReminders: 'yes' }, 7 * 24 + 1],
  ])('is not mailed to one %s', async (_who, name, fields, hours) => {
    const customer = await aCustomer(name, fields)
    await leave(customer, hours)
    await remind()
    expect(await abandonments(customer)).toBe(0)
  })

  test('is not mailed when it is empty, or holds only what is saved for later', async () => {
    const eve = await reminded('Eve')
    await eve.visitor.post(`/cart/lines/${green}`, { quantity: '0' })
    const emma = await reminded('Emma')
    await shop.database.query(
      'UPDATE cart_lines SET saved = true WHERE cart_id = (SELECT id FROM carts WHERE user_id = $1)',
      [emma.id],
    )
    for (const customer of [eve, emma]) await leave(customer, 25)
    await remind()
    expect(await abandonments(eve)).toBe(0)
    expect(await abandonments(emma)).toBe(0)
  })

  test('is not mailed to who has ordered since, even as a guest', async () => {
    const fay = await reminded('Fay')
    await leave(fay, 25)
    const guest = new Visitor(shop.url, '198.51.100.250')
    await guest.post('/cart/lines', { variant: String(larger), quantity: '1' })
    const review = await toReview(guest, { ...ADDRESS, email: 'FAY@example.com' })
    await place(guest, review)
    await remind()
    expect(await abandonments(fay)).toBe(0)
  })

  test('is not mailed if they changed their mind between the event and the mail', async () => {
    const gil = await reminded('Gil')
    await leave(gil, 25)
    const [worker] = workers
    await shop.database.query(
      `CREATE FUNCTION stop_reminding() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN UPDATE users SET cart_reminders = false WHERE email = 'gil@example.com'; RETURN NULL; END $$;
       CREATE TRIGGER stop_reminding AFTER INSERT ON outbox_events FOR EACH ROW EXECUTE FUNCTION stop_reminding()`,
    )
    await worker?.cartReminders.tell()
    await shop.database.query('DROP FUNCTION stop_reminding CASCADE')
    expect(await abandonments(gil)).toBe(1)
    expect(await mailsTo(gil)).toEqual([])
  })

  test('stays as long untouched when the shop itself adjusts it', async () => {
    const hugo = await reminded('Hugo')
    await hugo.visitor.post('/cart/lines', { variant: String(larger), quantity: '2' })
    await leave(hugo, 25)
    await remind()
    await shop.database.query('UPDATE stock_levels SET on_hand = on_hold WHERE variant_id = $1', [larger])
    await shop.database.query(
      "DELETE FROM holds WHERE owner = (SELECT 'cart:' || id FROM carts WHERE user_id = $1)",
      [hugo.id],
    )
    await shop.database.query('UPDATE stock_levels SET on_hold = 0, on_hand = 1 WHERE variant_id = $1', [
      larger,
    ])
    await workers[0]?.cartAdjustments.afterSale([larger])
    const [cart] = await shop.database.query<{ away: boolean }>(
      "SELECT updated_at < now() - interval '24 hours' AS away FROM carts WHERE user_id = $1",
      [hugo.id],
    )
    expect(cart?.away).toBe(true)
    await remind()
    expect(await abandonments(hugo)).toBe(1)
    await shop.database.query('UPDATE stock_levels SET on_hand = 100 WHERE variant_id = $1', [larger])
  })

  test('waits as long as the shop has chosen', async () => {
    const ida = await reminded('Ida')
    await leave(ida, 5)
    await shop.database.query("INSERT INTO settings (key, value) VALUES ('cartReminderHours', '4')")
    await remind()
    await shop.database.query("DELETE FROM settings WHERE key = 'cartReminderHours'")
    expect(await abandonments(ida)).toBe(1)
  })
})

describe('the links of a reminder', () => {
  let jane: Customer
  let mail: KeptMail | undefined

  beforeAll(async () => {
    jane = await reminded('Jane')
    await leave(jane, 25)
    // The running shop signs the links; the workers of this test have another secret.
    await workers[0]?.cartReminders.tell()
    mail = (await mailsTo(jane))[0]
  })

  test('lead a signed-in customer to their cart', async () => {
    const back = await jane.visitor.get(link(mail, 'cart'))
    expect(back.status).toBe(303)
    expect(back.location).toBe('/cart')
  })

  test('show anybody else the lines, and how to sign in', async () => {
    const phone = new Visitor(shop.url, '198.51.100.251')
    const back = await phone.get(link(mail, 'cart'))
    expect(back.location).toBe(`/shared-cart?items=${green.toString(36)}.1`)
    expect((await phone.get('/cart')).text).toContain('href="/sign-in?next=/cart"')
  })

  test('open nothing of somebody else', async () => {
    const phone = new Visitor(shop.url, '198.51.100.251')
    const another = link(mail, 'cart').replace(/\d+/, '1')
    for (const path of [another, link(mail, 'cart').replace('/cart?', '/end?'), `${link(mail, 'cart')}x`])
      expect((await phone.get(path)).status).toBe(404)
  })

  test('change nothing when a mail server opens them', async () => {
    const server = new Visitor(shop.url, '198.51.100.252')
    expect((await server.get(link(mail, 'end'))).text).toContain('No more reminders of your cart?')
    expect((await jane.visitor.get('/account/preferences')).text).toMatch(/name="cartReminders"[^>]* checked/)
  })

  test('end the reminders by one button', async () => {
    const phone = new Visitor(shop.url, '198.51.100.253')
    await phone.get(link(mail, 'end'))
    const done = await phone.follow(await phone.post(link(mail, 'end').replace('/end?', '/endings?'), {}))
    expect(done.text).toContain('You get no more reminders')
    expect((await jane.visitor.get('/account/preferences')).text).not.toMatch(
      /name="cartReminders"[^>]* checked/,
    )
  })

  test('end them from the mail program, without cookies or a redirect', async () => {
    await jane.visitor.post('/account/preferences', { cartReminders: 'yes' })
    const answer = await fetch(shop.url + link(mail, 'end'), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
      redirect: 'manual',
    })
    expect(answer.status).toBe(200)
    expect((await jane.visitor.get('/account/preferences')).text).not.toMatch(
      /name="cartReminders"[^>]* checked/,
    )
    const forged = await fetch(shop.url + link(mail, 'end').slice(0, -1), { method: 'POST' })
    expect(forged.status).toBe(404)
  })
})

describe('who registers', () => {
  test('is asked by a box that is not ticked, and finds it again among the preferences', async () => {
    const visitor = new Visitor(shop.url, '198.51.100.249')
    const form = await visitor.get('/register')
    expect(form.text).toMatch(/name="cartReminders"/)
    expect(form.text).not.toMatch(/name="cartReminders"[^>]* checked/)
    const again = await visitor.post('/register', { name: 'Kim', email: 'no address', cartReminders: 'yes' })
    expect(again.status).toBe(422)
    expect(again.text).toMatch(/name="cartReminders"[^>]* checked/)
  })

  test('changes it at any time', async () => {
    const { visitor } = await aCustomer('Lena')
    const before = await visitor.get('/account/preferences')
    expect(before.text).toContain('aria-current="page">Preferences')
    expect(before.text).not.toMatch(/name="cartReminders"[^>]* checked/)
    const after = await visitor.follow(await visitor.post('/account/preferences', { cartReminders: 'yes' }))
    expect(after.text).toContain('Saved.')
    expect(after.text).toMatch(/name="cartReminders"[^>]* checked/)
    expect((await new Visitor(shop.url).get('/account/preferences')).location).toContain('/sign-in')
  })
})

describe('a cart that the shop had to adjust', () => {
  test('is mailed to its customer once, with a link to it', async () => {
    const mona = await aCustomer('Mona')
    await mona.visitor.post('/cart/lines', { variant: String(larger), quantity: '3' })
    await shop.database.query('DELETE FROM holds WHERE variant_id = $1', [larger])
    await shop.database.query('UPDATE stock_levels SET on_hold = 0, on_hand = 4 WHERE variant_id = $1', [
      larger,
    ])
    const buyer = new Visitor(shop.url, '198.51.100.248')
    await buyer.post('/cart/lines', { variant: String(larger), quantity: '2' })
    await pay(buyer, await place(buyer, await toReview(buyer)))
    await expect.poll(async () => (await mailsTo(mona)).length, { timeout: 20_000 }).toBe(1)
    const [mail] = await mailsTo(mona)
    expect(mail?.subject).toContain('Your cart has changed: Fluorite')
    expect(mail?.text).toMatch(/There are only 2 left of Fluorite.*; you wanted 3\./)
    expect(mail?.text).toMatch(/See your cart: http\S+\/cart$/m)
  })

  test('is not mailed again when the reaction is repeated', async () => {
    const mona = { email: 'mona@example.com', id: 0, visitor: new Visitor(shop.url) }
    const [event] = await shop.database.query<{ id: string }>(
      "SELECT id FROM outbox_events WHERE type = 'cart.adjusted' ORDER BY id DESC LIMIT 1",
    )
    await shop.database.query(
      "SELECT graphile_worker.add_job('mail-cart-adjusted', json_build_object('eventId', $1::text))",
      [event?.id],
    )
    expect(await mailsTo(mona)).toHaveLength(1)
  })
})
