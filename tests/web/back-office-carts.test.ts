import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anotherProcessOf, aShop, OWNER, type TestShop } from '../support/test-shop.ts'
import { Visitor } from '../support/visitor.ts'

let shop: TestShop
/** A second process of the same shop. */
let other: TestShop
let staff: Visitor
let green: string
let lastAddress = 0

beforeAll(async () => {
  shop = await aShop('demo')
  other = await anotherProcessOf(shop)
  staff = new Visitor(shop.url, '198.51.100.200')
  await staff.get('/backoffice')
  await staff.post('/backoffice/sign-in', OWNER)
  const [row] = await shop.database.query<{ variant_id: number }>(
    `UPDATE stock_levels SET on_hand = 9000
      WHERE variant_id = (SELECT id FROM variants WHERE sku = 'FLUO-TN-GREE') RETURNING variant_id`,
  )
  green = String(row?.variant_id)
})

afterAll(async () => {
  await other[Symbol.asyncDispose]()
  await shop[Symbol.asyncDispose]()
})

const aShopper = (at = shop) => new Visitor(at.url, `198.51.100.${++lastAddress}`)

describe('unusual carts', () => {
  test('are none until there is one', async () => {
    expect((await staff.get('/backoffice/cart-jumps')).text).toContain('Nothing unusual so far.')
  })

  test('are listed with their customer, the latest first', async () => {
    const guest = aShopper()
    await guest.post('/cart/lines', { variant: green, quantity: '1000' })
    const customer = aShopper()
    await customer.post('/register', {
      name: 'Ada',
      email: 'ada@example.com',
      password: 'a long test password',
    })
    await customer.post('/cart/lines', { variant: green, quantity: '2000' })
    const { text } = await staff.get('/backoffice/cart-jumps')
    expect(text).not.toContain('Nothing unusual')
    const rows = text.split('<tbody>')[1]?.split('<tr>').slice(1) ?? []
    expect(rows).toHaveLength(2)
    expect(rows[0]).toContain('href="mailto:ada@example.com"')
    expect(rows[1]).toContain('A guest')
    expect(rows[0]).toContain('€0.00')
  })

  test('are not for shoppers', async () => {
    const answer = await aShopper().get('/backoffice/cart-jumps')
    expect(answer.text).not.toContain('ada@example.com')
    expect(answer.status).not.toBe(200)
  })
})

describe('the settings', () => {
  const save = (fields: Record<string, string>) =>
    staff.post('/backoffice/settings', { holdStockFrom: 'cart', cartReminderHours: '24', ...fields })

  async function heldBy(at: TestShop): Promise<number> {
    const count = async () => {
      const [row] = await shop.database.query<{ held: number }>(
        'SELECT coalesce(sum(quantity), 0)::int AS held FROM holds WHERE variant_id = $1',
        [green],
      )
      return row?.held ?? 0
    }
    const before = await count()
    await aShopper(at).post('/cart/lines', { variant: green, quantity: '2' })
    return (await count()) - before
  }

  test('show what is chosen', async () => {
    const { text } = await staff.get('/backoffice/settings')
    expect(text).toMatch(/value="cart" checked/)
    expect(text).toMatch(/name="cartReminderHours"[^>]*value="24"/)
  })

  test('switch where units are set aside, at once and in every process', async () => {
    expect(await heldBy(shop)).toBe(2)
    expect(await heldBy(other)).toBe(2)
    const saved = await staff.follow(await save({ holdStockFrom: 'checkout' }))
    expect(saved.text).toContain('Saved.')
    expect(saved.text).toMatch(/value="checkout" checked/)
    expect(await heldBy(other)).toBe(0)
    expect(await heldBy(shop)).toBe(0)
    await save({ holdStockFrom: 'cart' })
    expect(await heldBy(other)).toBe(2)
    expect(await heldBy(shop)).toBe(2)
  })

  test.each([
    ['holdStockFrom', 'never', 'Choose from when on units are set aside.'],
    ['cartReminderHours', '0', 'Enter whole hours between 1 and 144.'],
    ['cartReminderHours', '145', 'Enter whole hours between 1 and 144.'],
    ['cartReminderHours', 'soon', 'Enter whole hours between 1 and 144.'],
  ])('refuse %s = %s, and nothing is changed', async (field, value, sentence) => {
    const refused = await save({ [field]: value })
    expect(refused.status).toBe(422)
    expect(refused.text).toContain(sentence)
    const { text } = await staff.get('/backoffice/settings')
    expect(text).toMatch(/value="cart" checked/)
    expect(text).toMatch(/name="cartReminderHours"[^>]*value="24"/)
  })

  test('show again what was typed', async () => {
    const refused = await save({ cartReminderHours: 'soon', holdStockFrom: 'checkout' })
    expect(refused.text).toMatch(/name="cartReminderHours"[^>]*value="soon"/)
    expect(refused.text).toMatch(/value="checkout" checked/)
  })

  test('take two people who save at the same moment', async () => {
    const answers = await Promise.all(
      ['5', '6', '7', '8'].map((cartReminderHours) =>
        save({ cartReminderHours, holdStockFrom: Number(cartReminderHours) % 2 ? 'cart' : 'checkout' }),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303])
    const rows = await shop.database.query<{ key: string; value: unknown }>(
      "SELECT key, value FROM settings WHERE key IN ('cartReminderHours', 'holdStockFrom') ORDER BY key",
    )
    const [hours, from] = rows.map(({ value }) => value)
    expect(from).toBe(Number(hours) % 2 ? 'cart' : 'checkout')
    await save({})
  })

  test('are changed by staff alone, with their token', async () => {
    const stranger = aShopper()
    expect(
      (await stranger.post('/backoffice/settings', { holdStockFrom: 'checkout', cartReminderHours: '1' }))
        .status,
    ).not.toBe(200)
    expect((await save({ holdStockFrom: 'checkout', _csrf: 'forged' })).status).toBe(403)
    expect((await staff.get('/backoffice/settings')).text).toMatch(/value="cart" checked/)
  })
})
