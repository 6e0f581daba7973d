import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { answered, byScript, linesOn, savedOn, stock, undoKey, variantOf } from '../support/cart.ts'
import { statementsOf } from '../support/statements.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { Visitor } from '../support/visitor.ts'

let shop: TestShop
let fluorite: string
let pyrite: string
let last = 0

beforeAll(async () => {
  shop = await aShop('demo')
  fluorite = await variantOf(shop, 'FLUO-TN-GREE')
  pyrite = await variantOf(shop, 'PYRI-MN-BRAS')
})

beforeEach(async () => {
  await stock(shop, fluorite, 20)
  await stock(shop, pyrite, 20)
})

afterAll(() => shop[Symbol.asyncDispose]())

/** Everybody comes from an address of their own. */
const aVisitor = () => new Visitor(shop.url, `198.51.100.${++last}`)

async function aGuest(lines: Record<string, number> = {}): Promise<Visitor> {
  const guest = aVisitor()
  for (const [variant, quantity] of Object.entries(lines))
    await guest.post('/cart/lines', { variant, quantity: String(quantity) })
  return guest
}

async function aCustomer(lines: Record<string, number> = {}) {
  const customer = await aGuest(lines)
  const account = { name: 'Mary Anning', email: `mary${last}@example.com`, password: 'ammonites and more' }
  await customer.post('/register', account)
  return { customer, account }
}

async function aFreshCustomer(lines: Record<string, number>): Promise<Visitor> {
  return (await aCustomer(lines)).customer
}

const shoppers: [string, (lines: Record<string, number>) => Promise<Visitor>][] = [
  ['a guest', aGuest],
  ['a customer', aFreshCustomer],
]

/** Presses a button without JavaScript, and goes where it leads. */
async function press(visitor: Visitor, path: string, fields: Record<string, string> = {}) {
  return visitor.follow(await visitor.post(path, fields))
}

describe.each(shoppers)('without JavaScript, %s', (_who, fill) => {
  test('adds, is told what was added, and changes the quantity in place', async () => {
    const visitor = await fill({})
    const added = await press(visitor, '/cart/lines', { variant: fluorite, quantity: '2' })
    expect(added.text).toContain('Fluorite, Thumbnail · Green is in your cart.')
    expect(linesOn(added)).toEqual({ [fluorite]: 2 })
    expect(linesOn(await press(visitor, `/cart/lines/${fluorite}`, { quantity: '5' }))).toEqual({
      [fluorite]: 5,
    })
  })

  test('is told how many there are, and keeps what there was', async () => {
    const visitor = await fill({ [fluorite]: 2 })
    const refused = await visitor.post(`/cart/lines/${fluorite}`, { quantity: '500' })
    expect(refused.status).toBe(409)
    expect(refused.text).toContain(
      'Requested quantity exceeds stock: 20 left of Fluorite, Thumbnail · Green.',
    )
    expect(linesOn(refused)).toEqual({ [fluorite]: 2 })
    const odd = await visitor.post(`/cart/lines/${fluorite}`, { quantity: 'a few' })
    expect([odd.status, linesOn(odd)]).toEqual([422, { [fluorite]: 2 }])
  })

  test('removes a line and takes that back', async () => {
    const visitor = await fill({ [fluorite]: 3, [pyrite]: 1 })
    const removed = await press(visitor, `/cart/lines/${fluorite}`, { quantity: '0' })
    expect(removed.text).toContain('Removed from your cart.')
    expect(linesOn(removed)).toEqual({ [pyrite]: 1 })
    const back = await press(visitor, '/cart/undo', { key: undoKey(removed) })
    expect(linesOn(back)).toEqual({ [fluorite]: 3, [pyrite]: 1 })
    expect(back.text).toContain('Held for you until')
    expect(undoKey(back)).toBe('')
  })

  test('empties the cart and takes that back', async () => {
    const visitor = await fill({ [fluorite]: 3, [pyrite]: 1 })
    const emptied = await press(visitor, '/cart/emptying')
    expect(emptied.text).toContain('Nothing in it yet')
    expect(linesOn(await press(visitor, '/cart/undo', { key: undoKey(emptied) }))).toEqual({
      [fluorite]: 3,
      [pyrite]: 1,
    })
  })

  test('cannot take back what was followed by something else that can be', async () => {
    const visitor = await fill({ [fluorite]: 3, [pyrite]: 1 })
    const first = await press(visitor, `/cart/lines/${fluorite}`, { quantity: '0' })
    await press(visitor, `/cart/lines/${pyrite}`, { quantity: '0' })
    const late = await visitor.post('/cart/undo', { key: undoKey(first) })
    expect(late.status).toBe(409)
    expect(late.text).toContain('This can no longer be undone')
    expect(linesOn(late)).toEqual({})
  })

  test('saves a line for later, which frees it, and puts it back or forgets it', async () => {
    const visitor = await fill({ [fluorite]: 3, [pyrite]: 1 })
    const saved = await press(visitor, `/cart/lines/${fluorite}/later`)
    expect([linesOn(saved), savedOn(saved)]).toEqual([{ [pyrite]: 1 }, [fluorite]])
    expect(await heldOf(fluorite)).toBe(0)
    const back = await press(visitor, `/cart/saved/${fluorite}`, { to: 'cart' })
    expect([linesOn(back), savedOn(back)]).toEqual([{ [pyrite]: 1, [fluorite]: 3 }, []])
    expect(await heldOf(fluorite)).toBe(3)

    await press(visitor, `/cart/lines/${fluorite}/later`)
    const forgotten = await press(visitor, `/cart/saved/${fluorite}`, { remove: '1' })
    expect(savedOn(forgotten)).toEqual([])
    expect(savedOn(await press(visitor, '/cart/undo', { key: undoKey(forgotten) }))).toEqual([fluorite])
  })

  test('is told when what was saved has been sold, and it stays there', async () => {
    const visitor = await fill({ [fluorite]: 3 })
    await press(visitor, `/cart/lines/${fluorite}/later`)
    await stock(shop, fluorite, 0)
    const refused = await visitor.post(`/cart/saved/${fluorite}`, { to: 'cart' })
    expect(refused.status).toBe(409)
    expect([linesOn(refused), savedOn(refused)]).toEqual([{}, [fluorite]])
    expect(refused.text).not.toContain('Put back into the cart')
  })

  test('redeems and removes a coupon; a refused one stays in its field with the reason', async () => {
    const visitor = await fill({ [fluorite]: 1 })
    await shop.database.query('UPDATE variants SET price = 9_000 WHERE id = $1', [fluorite])
    const refused = await visitor.post('/cart/coupons', { code: 'NO-SUCH "CODE"' })
    expect(refused.status).toBe(422)
    expect(refused.text).toContain('value="NO-SUCH &#34;CODE&#34;"')
    expect(refused.text).toMatch(/<details[^>]* id="coupons" open>.*id="error-coupon"/s)
    const counts = await press(visitor, '/cart/coupons', { code: 'welcome10' })
    expect(counts.text).toContain('Coupon “welcome10” counts.')
    expect(counts.text).toContain('−€9.00')
    expect((await press(visitor, '/cart/coupons', { code: 'welcome10', remove: '1' })).text).not.toContain(
      '−€9.00',
    )
  })

  test('writes a note of up to 500 characters; a longer one stays in its field', async () => {
    const visitor = await fill({ [fluorite]: 1 })
    const kept = await press(visitor, '/cart/note', { note: `To Ada\r\nwith ${'x'.repeat(488)}`, gift: '1' })
    expect(kept.text).toContain(`To Ada\nwith ${'x'.repeat(488)}</textarea>`)
    expect(kept.text).toMatch(/name="gift" value="1" checked/)
    const refused = await visitor.post('/cart/note', { note: 'y'.repeat(501) })
    expect(refused.status).toBe(422)
    expect(refused.text).toContain('There is room for 500 characters; your note has 501.')
    expect(refused.text).toContain(`${'y'.repeat(501)}</textarea>`)
    expect((await visitor.get('/cart')).text).toContain('To Ada')
  })

  test('sees until when each line is held, and has it set aside again when that is over', async () => {
    const visitor = await fill({ [fluorite]: 3, [pyrite]: 1 })
    const page = await visitor.get('/cart')
    expect(page.text.match(/Held for you until <time datetime="[^"]+">\d\d:\d\d /g)).toHaveLength(2)
    await shop.database.query(
      "UPDATE holds SET expires_at = now() - interval '1 minute' WHERE variant_id = $1",
      [fluorite],
    )
    const lapsed = await visitor.get('/cart')
    expect(lapsed.text.match(/No longer set aside/g)).toHaveLength(1)
    expect(lapsed.text).toContain('Some of it is no longer set aside for you, but still there.')
    const again = await press(visitor, '/cart/holds')
    expect(again.text).not.toContain('no longer set aside')
    expect(again.text.match(/Held for you until/g)).toHaveLength(2)
  })

  test('reads why each line costs what it costs: list price, sale, pieces, promotion, tax', async () => {
    await shop.database.query('UPDATE variants SET price = 10_000 WHERE id = $1', [fluorite])
    await shop.database.query(
      `INSERT INTO sales (name, product_id, percent, starts_at, ends_at)
       SELECT 'Clear-out', product_id, 50, now() - interval '1 day', now() + interval '1 day' FROM variants WHERE id = $1`,
      [fluorite],
    )
    const visitor = await fill({ [fluorite]: 2 })
    const page = await press(visitor, '/cart/coupons', { code: 'WELCOME10' })
    await shop.database.query("DELETE FROM sales WHERE name = 'Clear-out'")
    expect(reasonsOn(page)).toEqual([
      ['List price', '€100.00'],
      ['Clear-out', '€50.00'],
      ['2 pieces', '€100.00'],
      ['Welcome: 10 % off', '−€10.00'],
      ['Together', '€90.00'],
      ['Tax in it, 19 %', '€14.37'],
    ])
  })
})

async function heldOf(variant: string): Promise<number> {
  const [row] = await shop.database.query<{ on_hold: number }>(
    'SELECT on_hold FROM stock_levels WHERE variant_id = $1',
    [variant],
  )
  return row?.on_hold ?? 0
}

function reasonsOn({ text }: { text: string }): string[][] {
  return [...text.matchAll(/<dt>([^<]+)<\/dt>\s*<dd>([^<]+)<\/dd>\s*<\/div>/g)]
    .map(([, what = '', amount = '']) => [what, amount])
    .slice(0, 6)
}

describe('the same form', () => {
  test('sent twice at once counts once', async () => {
    for (const [, fill] of shoppers) {
      const visitor = await fill({})
      const send = () => visitor.post('/cart/lines', { variant: fluorite, quantity: '1' })
      await visitor.get('/register')
      await Promise.all([send(), send()])
      await send()
      expect(linesOn(await visitor.get('/cart'))).toEqual({ [fluorite]: 1 })
    }
  })

  test('counts again when it was meant: after another look at the page, or under another name', async () => {
    for (const [, fill] of shoppers) {
      const visitor = await fill({ [fluorite]: 1 })
      await visitor.get('/register')
      await visitor.post('/cart/lines', { variant: fluorite, quantity: '1' })
      const named = (key: string) =>
        byScript(visitor, '/cart/lines', { variant: fluorite }, { 'idempotency-key': key })
      await named('one')
      await named('one')
      expect((await named('two')).cartUnits).toBe(4)
    }
  })

  test('taken back, refused or emptied twice, is answered twice in the same way', async () => {
    for (const [, fill] of shoppers) {
      const visitor = await fill({ [fluorite]: 1 })
      const again = { 'idempotency-key': 'coupon' }
      const refusals = [
        await byScript(visitor, '/cart/coupons', { code: 'NOPE' }, again),
        await byScript(visitor, '/cart/coupons', { code: 'NOPE' }, again),
      ]
      expect(refusals.map(({ status }) => status)).toEqual([422, 422])
      const { undo } = await byScript(visitor, '/cart/emptying', {}, { 'idempotency-key': 'empty' })
      const undone = [
        await byScript(visitor, '/cart/undo', { key: undo ?? '' }, { 'idempotency-key': 'undo' }),
        await byScript(visitor, '/cart/undo', { key: undo ?? '' }, { 'idempotency-key': 'undo' }),
      ]
      expect(undone.map(({ status, cartUnits }) => [status, cartUnits])).toEqual([
        [200, 1],
        [200, 1],
      ])
    }
  })
})

describe('a script', () => {
  test('is told what happened, how many units there are and what takes it back', async () => {
    const visitor = await aGuest({})
    const added = await byScript(visitor, '/cart/lines', { variant: fluorite, quantity: '2' })
    expect(added).toMatchObject({ status: 200, success: true, cartUnits: 2, undo: null })
    expect(added.fragments).toBeUndefined()
    const removed = await byScript(
      visitor,
      `/cart/lines/${fluorite}`,
      { quantity: '0' },
      { 'x-fragment': 'cart' },
    )
    expect(removed).toMatchObject({
      status: 200,
      success: true,
      cartUnits: 0,
      message: 'Removed from your cart.',
    })
    expect(removed.fragments?.cart).toMatch(/^<div id="cart" data-cart data-version="[\w-]+">/)
    expect(await byScript(visitor, '/cart/undo', { key: removed.undo ?? '' })).toMatchObject({ cartUnits: 2 })
  })

  test('finds in the fragment what the page shows, with a token that is accepted', async () => {
    const visitor = await aGuest({ [fluorite]: 2 })
    const page = await visitor.get('/cart')
    const { fragments, version } = answered(
      await visitor.get('/cart', { accept: 'application/json', 'x-fragment': 'cart' }),
    )
    const withoutTokens = (html: string) =>
      html.replaceAll(/name="_csrf" value="[^"]+"/g, '').replaceAll(/\s+/g, ' ')
    expect(withoutTokens(page.text)).toContain(withoutTokens(fragments?.cart ?? '-'))
    expect(page.text).toContain(`data-version="${version}"`)
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(fragments?.cart ?? '')?.[1] ?? ''
    expect((await byScript(visitor, '/cart/emptying', { _csrf })).cartUnits).toBe(0)
  })

  test('is refused with the reason and the cart as it is', async () => {
    const visitor = await aGuest({ [fluorite]: 2 })
    const fragment = { 'x-fragment': 'cart' }
    const tooMany = await byScript(visitor, `/cart/lines/${fluorite}`, { quantity: '21' }, fragment)
    expect(tooMany).toMatchObject({ status: 409, success: false, cartUnits: 2, undo: null })
    expect(linesOn({ text: tooMany.fragments?.cart ?? '' })).toEqual({ [fluorite]: 2 })
    expect(await byScript(visitor, '/cart/lines', { variant: fluorite, quantity: '0' })).toMatchObject({
      status: 422,
    })
    expect(await byScript(visitor, '/cart/lines', { variant: '999999999' })).toMatchObject({
      status: 404,
      success: false,
    })
    const note = await byScript(visitor, '/cart/note', { note: 'z'.repeat(501) }, fragment)
    expect(note.fragments?.cart).toContain(`${'z'.repeat(501)}</textarea>`)
  })

  test('sees another version only if the page would show something else', async () => {
    for (const [, fill] of shoppers) {
      const visitor = await fill({ [fluorite]: 2 })
      const version = async () => answered(await visitor.get('/cart', { accept: 'application/json' })).version
      const first = await version()
      expect(await version()).toBe(first)
      await visitor.post('/cart/note', { note: 'Please wrap it well.' })
      const second = await version()
      expect(second).not.toBe(first)
      await byScript(visitor, `/cart/lines/${fluorite}`, { quantity: '2' })
      expect(await version()).toBe(second)
    }
  })
})

describe('who signs in', () => {
  test('has what they collected as a guest, up to what there is, and can take that back on any page', async () => {
    const { customer, account } = await aCustomer({ [fluorite]: 2 })
    const guest = await aGuest({ [fluorite]: 3, [pyrite]: 1 })
    await stock(shop, fluorite, 4)
    // A page that is kept for everybody.
    await new Visitor(shop.url).get('/products/azurite')
    const landed = await guest.follow(await guest.post('/sign-in', { ...account, next: '/products/azurite' }))
    expect(landed.text).toContain('What you had collected as a guest is in your cart now.')
    expect(landed.text).toContain(
      'There are fewer left than you wanted in all of: Fluorite, Thumbnail · Green.',
    )
    expect(linesOn(await customer.get('/cart'))).toEqual({ [fluorite]: 4, [pyrite]: 1 })

    const undone = await guest.follow(
      await guest.post('/cart/undo', { key: undoKey(landed), _csrf: tokenBeside('/cart/undo', landed.text) }),
    )
    expect(linesOn(undone)).toEqual({ [fluorite]: 2 })
    expect(savedOn(undone)).toEqual([pyrite])
    expect(await heldOf(pyrite)).toBe(0)
    // The notice was shown once.
    expect(undoKey(await guest.get('/products/azurite'))).toBe('')
  })

  test('hears nothing of a cart if there was none', async () => {
    const { account } = await aCustomer()
    const visitor = aVisitor()
    const landed = await visitor.follow(await visitor.post('/sign-in', account))
    expect(landed.text).toContain('Welcome, Mary.')
    expect(landed.text).not.toContain('collected as a guest')
    expect(undoKey(landed)).toBe('')
  })
})

describe('who signs out', () => {
  test('leaves nothing behind: no cart, no address, no products that were looked at', async () => {
    const { customer, account } = await aCustomer({ [fluorite]: 2 })
    await customer.get('/products/azurite')
    await customer.post('/checkout/address', { line1: 'Cockmoile Square' })
    expect((await customer.get('/recently-viewed')).text).toContain('Azurite')
    await customer.post('/sign-out', {})

    expect(linesOn(await customer.get('/cart'))).toEqual({})
    expect((await customer.get('/recently-viewed')).text).not.toContain('href="/products/azurite"')
    expect(customer.cookie('sid')).toBeUndefined()
    // The next at this browser collects a cart of their own.
    await customer.post('/cart/lines', { variant: pyrite })
    expect((await customer.get('/checkout/address')).text).not.toContain('Cockmoile Square')
    expect(linesOn(await customer.get('/cart'))).toEqual({ [pyrite]: 1 })
    const elsewhere = aVisitor()
    await elsewhere.post('/sign-in', account)
    expect(linesOn(await elsewhere.get('/cart'))).toEqual({ [fluorite]: 2 })
  })

  test('whose session was over already keeps what they collected since as a guest', async () => {
    const { customer } = await aCustomer({ [fluorite]: 2 })
    await shop.database.query('DELETE FROM session')
    await customer.post('/cart/lines', { variant: pyrite })
    await customer.post('/sign-out', {})
    expect(linesOn(await customer.get('/cart'))).toEqual({ [pyrite]: 1 })
  })
})

describe('a large cart', () => {
  /** What the demo has besides, as many variants as wanted. */
  async function others(count: number): Promise<readonly string[]> {
    const rows = await shop.database.query<{ id: number }>(
      `SELECT v.id FROM variants v JOIN products p ON p.id = v.product_id JOIN stock_levels s ON s.variant_id = v.id
        WHERE p.status = 'published' AND s.on_hand - s.on_hold >= 1 AND v.id NOT IN ($1, $2) ORDER BY v.id LIMIT $3`,
      [fluorite, pyrite, count],
    )
    return rows.map(({ id }) => String(id))
  }

  /** Lines that a customer collected long ago. */
  async function collected(customer: Visitor, count: number): Promise<void> {
    await customer.get('/cart')
    await shop.database.query(
      `INSERT INTO cart_lines (cart_id, variant_id, quantity)
       SELECT (SELECT id FROM carts ORDER BY updated_at DESC LIMIT 1), id, 1 FROM unnest($1::int[]) AS id`,
      [await others(count)],
    )
  }

  /** A guest's lines are in their cookie, which none but the shop can write. */
  async function added(guest: Visitor, count: number): Promise<void> {
    for (const variant of await others(count)) await byScript(guest, '/cart/lines', { variant })
  }

  test.each([
    // Up to sixty units of one visitor are set aside; beyond, they are only counted.
    ['a customer, fifty', 48, 50, aFreshCustomer, collected],
    ['a customer, a hundred', 98, 100, aFreshCustomer, collected],
    ['a guest, a hundred', 98, 100, aGuest, added],
  ])(
    'of %s lines, is added to and shown in no more statements than one of two',
    async (_whose, more, units, fill, collect) => {
      const shopper = await fill({ [pyrite]: 1 })
      const add = () => byScript(shopper, '/cart/lines', { variant: fluorite })
      const shown = async () => {
        // The shelf in memory follows what has just changed.
        await shopper.get('/cart')
        return statementsOf(() => shopper.get('/cart'))
      }
      const small = await statementsOf(add)
      const shownSmall = await shown()
      await byScript(shopper, `/cart/lines/${fluorite}`, { quantity: '0' })

      await collect(shopper, more)
      const large = await statementsOf(add)
      const shownLarge = await shown()
      expect(answered(await shopper.get('/cart', { accept: 'application/json' })).cartUnits).toBe(units)
      expect(small.length).toBeGreaterThan(5)
      expect(large.length).toBeLessThanOrEqual(small.length)
      expect(shownLarge.length).toBeLessThanOrEqual(shownSmall.length)
    },
  )
})

function tokenBeside(action: string, html: string): string {
  return new RegExp(`action="${action}".*?name="_csrf" value="([^"]+)"`, 's').exec(html)?.[1] ?? ''
}
