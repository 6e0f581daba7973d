import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linesText } from '../../src/controllers/cart-text.ts'
import { CartLine } from '../../src/models/cart/cart-line.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { hidden, Visitor } from '../support/visitor.ts'

let shop: TestShop
let lastAddress = 0

beforeAll(async () => {
  shop = await aShop('demo')
})

afterAll(() => shop[Symbol.asyncDispose]())

const aVisitor = () => new Visitor(shop.url, `198.51.100.${++lastAddress}`)

async function variantOf(sku: string): Promise<number> {
  const [row] = await shop.database.query<{ id: number }>('SELECT id FROM variants WHERE sku = $1', [sku])
  return row?.id ?? 0
}

async function stock(sku: string, onHand: number): Promise<void> {
  await shop.database.query('UPDATE stock_levels SET on_hand = $1 WHERE variant_id = $2', [
    onHand,
    await variantOf(sku),
  ])
}

async function sharedPath(...lines: readonly (readonly [sku: string, quantity: number])[]): Promise<string> {
  const found = await Promise.all(
    lines.map(async ([sku, quantity]) => new CartLine(await variantOf(sku), quantity)),
  )
  return `/shared-cart?items=${linesText(found)}`
}

/** What a cart says of quantities, by name of the field. */
const quantities = (text: string) =>
  [...text.matchAll(/id="quantity-\d+"[^>]* value="(\d+)"/g)].map(([, quantity]) => Number(quantity))

describe('a cart that is shared', () => {
  test('is seen by whoever has the link, and joins their own cart', async () => {
    const owner = aVisitor()
    await owner.post('/cart/lines', { variant: String(await variantOf('FLUO-TN-GREE')), quantity: '2' })
    await owner.post('/cart/lines', { variant: String(await variantOf('PYRI-TN-BRAS')) })
    const link = /id="share-link"[^>]* value="([^"]+)"/.exec((await owner.get('/cart')).text)?.[1] ?? ''
    expect(link).toBe(shop.url + (await sharedPath(['FLUO-TN-GREE', 2], ['PYRI-TN-BRAS', 1])))

    const friend = aVisitor()
    await friend.post('/cart/lines', { variant: String(await variantOf('FLUO-TN-GREE')) })
    const shown = await friend.get(new URL(link).pathname + new URL(link).search)
    expect(shown.status).toBe(200)
    for (const words of ['Fluorite', 'Pyrite', '€47.00', 'in stock', 'noindex', '/images/'])
      expect(shown.text).toContain(words)

    const taken = await friend.follow(await friend.post('/shared-cart', { items: hidden(shown, 'items') }))
    expect(taken.text).toContain('What was shared is in your cart now.')
    expect(quantities(taken.text)).toEqual([3, 1])
  })

  test('joins once, however often the button is pressed', async () => {
    const friend = aVisitor()
    const shown = await friend.get(await sharedPath(['PYRI-MN-BRAS', 1]))
    const press = () => friend.post('/shared-cart', { items: hidden(shown, 'items') })
    await press()
    await press()
    expect(quantities((await friend.get('/cart')).text)).toEqual([1])
  })

  test('brings along what there is, and says of what there was less', async () => {
    await stock('VANA-SC-RED', 2)
    const friend = aVisitor()
    const items = (await sharedPath(['VANA-SC-RED', 5], ['PYRI-TN-BRAS', 1])).split('=')[1] ?? ''
    const taken = await friend.follow(await friend.post('/shared-cart', { items }))
    expect(taken.text).toMatch(/There was less than was shared of: Vanadinite[^.]*\./)
    expect(quantities(taken.text)).toEqual([2, 1])
  })

  test('names what is no longer offered, and leaves it behind', async () => {
    await shop.database.query("UPDATE variants SET active = false WHERE sku = 'FLUO-CB-GREE'")
    const friend = aVisitor()
    const shown = await friend.get(await sharedPath(['FLUO-CB-GREE', 1], ['PYRI-TN-BRAS', 1]))
    expect(shown.text).toContain('No longer offered: Fluorite, Cabinet · Green')
    const taken = await friend.follow(await friend.post('/shared-cart', { items: hidden(shown, 'items') }))
    expect(quantities(taken.text)).toEqual([1])
    expect(taken.text).not.toContain('Fluorite, Cabinet')
  })

  test('that is gone altogether offers the collection instead of a button', async () => {
    await stock('FLUO-SC-GREE', 0)
    const shown = await aVisitor().get(await sharedPath(['FLUO-SC-GREE', 1]))
    expect(shown.text).toContain('Sold out')
    expect(shown.text).toContain('Look at the collection')
    expect(shown.text).not.toContain('action="/shared-cart"')
  })

  test('does not call one’s own specimen another shopper’s', async () => {
    await stock('FLUO-MN-GREE', 6)
    const owner = aVisitor()
    await owner.post('/cart/lines', { variant: String(await variantOf('FLUO-MN-GREE')), quantity: '6' })
    const path = await sharedPath(['FLUO-MN-GREE', 6])
    expect((await owner.get(path)).text).not.toContain('another shopper')
    expect((await aVisitor().get(path)).text).toContain('In another shopper’s cart right now')
  })

  test('is bought at the price that was shown, or the change is to be accepted', async () => {
    const friend = aVisitor()
    const items = (await sharedPath(['AZUR-TN-DEEP', 1])).split('=')[1] ?? ''
    await friend.post('/shared-cart', { items })
    await shop.database.query("UPDATE variants SET price = price + 500 WHERE sku = 'AZUR-TN-DEEP'")
    const cart = JSON.parse((await friend.get('/api/cart')).text).cart
    expect(cart.changes).toMatchObject([{ sentence: expect.stringMatching(/now costs .* instead of/) }])
    expect(cart.ready_for_checkout).toBe(false)
  })
})

describe('a link to a cart that', () => {
  test.each([
    ['is broken', '2n9c.3~~1a', 422],
    ['was meddled with', "1.1'--", 422],
    ['names more units than a line has', '1.zzz', 422],
    ['names a number beyond all', 'zzzzzz.1', 422],
    ['has too many lines', Array.from({ length: 101 }, (_, i) => `${(i + 1).toString(36)}.1`).join('~'), 422],
    ['comes twice', '1.1&items=1.1', 422],
    ['is empty', '', 404],
    ['names only what never was', 'zzzzz.1', 404],
  ])('%s is refused, with a way on', async (_what, items, status) => {
    const page = await aVisitor().get(`/shared-cart?items=${items}`)
    expect(page.status).toBe(status)
    expect(page.text).toContain('href="/cart"')
  })

  test('is broken puts nothing into the cart', async () => {
    const visitor = aVisitor()
    expect((await visitor.post('/shared-cart', { items: '1.1;drop' })).status).toBe(422)
    expect((await visitor.post('/shared-cart', {})).status).toBe(422)
    expect((await visitor.get('/cart')).text).toContain('Nothing in it yet')
  })
})
