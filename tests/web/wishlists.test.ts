import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { type Page, Visitor } from '../support/visitor.ts'

const JSON_ONLY = { accept: 'application/json' }

let shop: TestShop
let fluorite: string
let azurite: string
let customers = 0

beforeAll(async () => {
  shop = await aShop('demo')
  fluorite = await productId('fluorite')
  azurite = await productId('azurite')
})

afterAll(() => shop[Symbol.asyncDispose]())

async function productId(slug: string): Promise<string> {
  const [row] = await shop.database.query<{ id: number }>('SELECT id FROM products WHERE slug = $1', [slug])
  return String(row?.id)
}

async function aCustomer(name = 'Mary Anning'): Promise<Visitor> {
  customers += 1
  const visitor = new Visitor(shop.url, `203.0.113.${customers}`)
  await visitor.post('/register', {
    name,
    email: `customer-${customers}@example.com`,
    password: 'ammonites and belemnites',
  })
  return visitor
}

/** Makes a list; @returns its path */
async function aList(visitor: Visitor, name: string): Promise<string> {
  const made = await visitor.post('/account/wishlists', { name })
  expect(made.status).toBe(303)
  return made.location ?? ''
}

const idIn = (path: string) => path.split('/').at(-1) ?? ''

function shareLink(page: Page): string {
  return /value="http:\/\/localhost:\d+(\/wishlists\/[\w-]+)"/.exec(page.text)?.[1] ?? ''
}

describe('a wish', () => {
  test('of a guest is kept after they have signed in, and not by looking alone', async () => {
    const visitor = await aCustomer()
    await visitor.post('/sign-out', {})
    const asked = await visitor.post('/wishes', { product: fluorite })
    expect(asked.location).toMatch(/^\/sign-in\?next=/)
    const next = new URL(asked.location ?? '', shop.url).searchParams.get('next') ?? ''

    const email = `customer-${customers}@example.com`
    const signedIn = await visitor.post('/sign-in', { email, password: 'ammonites and belemnites', next })
    const page = await visitor.follow(signedIn)
    expect(page.text).toContain('Keep Fluorite')
    expect((await visitor.get('/account/wishlists')).text).toContain('No list yet')

    const kept = await visitor.post('/wishes', { product: fluorite })
    expect(kept.location).toBe('/products/fluorite')
    expect((await visitor.get('/products/fluorite')).text).toContain(
      'Fluorite is on your list “My wishlist”.',
    )
    expect((await visitor.get('/account/wishlists')).text).toContain('1 piece, private')
  })

  test('by a script is answered with a sentence, or with the page to go to', async () => {
    const guest = new Visitor(shop.url)
    expect(JSON.parse((await guest.post('/wishes', { product: fluorite }, JSON_ONLY)).text)).toEqual({
      success: false,
      href: `/sign-in?next=${encodeURIComponent(`/wishes/new?product=${fluorite}`)}`,
    })
    const visitor = await aCustomer()
    expect(JSON.parse((await visitor.post('/wishes', { product: fluorite }, JSON_ONLY)).text)).toMatchObject({
      success: true,
      message: 'Fluorite is on your list “My wishlist”.',
    })
  })

  test('of a customer with several lists asks for the list, or a new one', async () => {
    const visitor = await aCustomer()
    const desk = await aList(visitor, 'For the desk')
    await aList(visitor, 'Birthday')
    const asked = await visitor.post('/wishes', { product: fluorite })
    expect(asked.location).toBe(`/wishes/new?product=${fluorite}`)
    expect((await visitor.follow(asked)).text).toContain('Birthday')

    await visitor.post('/wishes', { product: fluorite, list: idIn(desk) })
    expect((await visitor.get(desk)).text).toContain('href="/products/fluorite"')

    const nameless = await visitor.post('/wishes', { product: fluorite, list: 'new', name: ' ' })
    expect(nameless.status).toBe(422)
    expect(nameless.text).toContain('Give the new list a name')
    const taken = await visitor.post('/wishes', { product: fluorite, list: 'new', name: 'Birthday' })
    expect(taken.status).toBe(422)
    expect(taken.text).toContain('You have a wishlist of this name already.')
    await visitor.post('/wishes', { product: fluorite, list: 'new', name: 'Windowsill' })
    expect((await visitor.get('/account/wishlists')).text).toContain('Windowsill')
  })

  test('that comes twenty times at once is one, on one list', async () => {
    const visitor = await aCustomer()
    await visitor.get('/account/wishlists')
    const blocker = new pg.Client({ connectionString: shop.database.url })
    await blocker.connect()
    await blocker.query('BEGIN')
    await blocker.query(`SELECT 1 FROM users WHERE email = 'customer-${customers}@example.com' FOR UPDATE`)
    const posts = Array.from({ length: 20 }, () => visitor.post('/wishes', { product: azurite }))
    // Several have begun now, and none has got through.
    const waiting =
      "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    await expect
      .poll(async () => (await shop.database.query(waiting)).length, { timeout: 10_000 })
      .toBeGreaterThan(2)
    await blocker.query('COMMIT')
    await blocker.end()
    const answers = await Promise.all(posts)
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(303))
    expect((await visitor.get('/account/wishlists')).text.match(/1 piece, private/g)).toHaveLength(1)
  })

  test('for something that is not there is a 404, and for nonsense a 422', async () => {
    const visitor = await aCustomer()
    expect((await visitor.post('/wishes', { product: '999999' })).status).toBe(404)
    expect((await visitor.post('/wishes', { product: 'abc' })).status).toBe(422)
    expect((await visitor.post('/wishes', { product: fluorite, list: '999999' })).status).toBe(404)
  })
})

describe('a wishlist', () => {
  test('needs a name that the customer has not given before; what was typed stays', async () => {
    const visitor = await aCustomer()
    const list = await aList(visitor, 'For the desk')
    expect((await visitor.post('/account/wishlists', { name: '  ' })).status).toBe(422)
    const twice = await visitor.post('/account/wishlists', { name: ' For  the desk ' })
    expect(twice.status).toBe(422)
    expect(twice.text).toContain('You have a wishlist of this name already.')
    expect(twice.text).toContain('value=" For  the desk "')

    await aList(visitor, 'Birthday')
    const renamed = await visitor.post(list, { name: 'Birthday' })
    expect(renamed.status).toBe(422)
    expect(renamed.text).toContain('value="Birthday"')
    expect((await visitor.post(list, { name: 'Office' })).status).toBe(303)
    expect((await visitor.get(list)).text).toContain('>Office</h1>')
  })

  test('shows the price and the stock of now, and says what is no longer offered', async () => {
    const visitor = await aCustomer()
    await visitor.post('/wishes', { product: azurite })
    const list = /\/account\/wishlists\/\d+/.exec((await visitor.get('/account/wishlists')).text)?.[0] ?? ''
    await shop.database.query('UPDATE variants SET price = 123400 WHERE product_id = $1', [azurite])
    await shop.database.query(
      'UPDATE stock_levels SET on_hand = on_hold WHERE variant_id IN (SELECT id FROM variants WHERE product_id = $1)',
      [azurite],
    )
    const gone = await visitor.get(list)
    expect(gone.text).toContain('1,234.00')
    expect(gone.text).toContain('None available just now')
    expect(gone.text).not.toContain('action="/cart/lines"')

    await shop.database.query("UPDATE products SET status = 'archived' WHERE id = $1", [azurite])
    const archived = await visitor.get(list)
    expect(archived.text).toContain('No longer offered.')
    expect(archived.text).not.toContain('href="/products/azurite"')
    await shop.database.query("UPDATE products SET status = 'published' WHERE id = $1", [azurite])
  })

  test('says why a piece costs less', async () => {
    const visitor = await aCustomer()
    const [scolecite] = await shop.database.query<{ id: number }>(
      "SELECT id FROM products WHERE slug = 'scolecite'",
    )
    await visitor.post('/wishes', { product: String(scolecite?.id) })
    const list = /\/account\/wishlists\/\d+/.exec((await visitor.get('/account/wishlists')).text)?.[0] ?? ''
    const page = await visitor.get(list)
    expect(page.status).toBe(200)
    expect(page.text).toContain('<p class="wish__reason">Zeolite weeks: 15 % off</p>')
  })

  test('gives a wish away, and takes it back', async () => {
    const visitor = await aCustomer()
    const list = await aList(visitor, 'For the desk')
    await visitor.post('/wishes', { product: fluorite })
    const removed = await visitor.follow(await visitor.post(`${list}/wishes/${fluorite}/removal`, {}))
    expect(removed.text).toContain('Put it back')
    expect(removed.text).toContain('Nothing on this list yet.')
    const restored = await visitor.follow(await visitor.post(`${list}/wishes/${fluorite}`, {}))
    expect(restored.text).toContain('href="/products/fluorite"')
    expect((await visitor.get(`${list}?removed=${fluorite}`)).text).not.toContain('Put it back')
  })

  test('passes a wish on to another list, where it is once', async () => {
    const visitor = await aCustomer()
    const desk = await aList(visitor, 'For the desk')
    await visitor.post('/wishes', { product: fluorite })
    const birthday = await aList(visitor, 'Birthday')
    await visitor.post('/wishes', { product: fluorite, list: idIn(birthday) })
    await visitor.post(`${desk}/wishes/${fluorite}/move`, { to: idIn(birthday) })
    expect((await visitor.get(desk)).text).toContain('0 pieces')
    expect((await visitor.get(birthday)).text).toContain('1 piece.')
    expect((await visitor.post(`${desk}/wishes/${fluorite}/move`, { to: idIn(birthday) })).status).toBe(404)
  })

  test('puts a piece into the cart', async () => {
    const visitor = await aCustomer()
    const list = await aList(visitor, 'For the desk')
    await visitor.post('/wishes', { product: fluorite })
    const variant = /<option value="(\d+)">/.exec((await visitor.get(list)).text)?.[1] ?? ''
    await visitor.post('/cart/lines', { variant })
    expect((await visitor.get('/cart')).text).toContain('Fluorite')
  })

  test('is deleted after a question, with all that is on it', async () => {
    const visitor = await aCustomer()
    const list = await aList(visitor, 'For the desk')
    await visitor.post('/wishes', { product: fluorite })
    expect((await visitor.get(`${list}/deletion`)).text).toContain('Delete “For the desk”?')
    await visitor.post(`${list}/deletion`, {})
    expect((await visitor.get(list)).status).toBe(404)
  })

  test('of somebody else is a 404, whatever is asked of it', async () => {
    const owner = await aCustomer()
    const list = await aList(owner, 'For the desk')
    await owner.post('/wishes', { product: fluorite })
    const other = await aCustomer()
    const own = await aList(other, 'Mine')
    const answers = [
      await other.get(list),
      await other.get(`${list}/deletion`),
      await other.post(list, { name: 'Stolen' }),
      await other.post(`${list}/deletion`, {}),
      await other.post(`${list}/sharing`, { shared: 'yes' }),
      await other.post(`${list}/wishes/${fluorite}/removal`, {}),
      await other.post(`${list}/wishes/${fluorite}`, {}),
      await other.post(`${list}/wishes/${fluorite}/move`, { to: idIn(own) }),
      await other.post('/wishes', { product: fluorite, list: idIn(list) }),
    ]
    expect(answers.map(({ status }) => status)).toEqual(Array(answers.length).fill(404))
    expect((await new Visitor(shop.url).get(list)).location).toContain('/sign-in?next=')
    expect((await owner.get(list)).text).toContain('>For the desk</h1>')
  })

  test('has room for 200 pieces, and a customer for 20 lists', async () => {
    const visitor = await aCustomer()
    const list = await aList(visitor, 'Everything')
    await shop.database.query(
      `WITH made AS (
         INSERT INTO products (slug, name, summary, category_id, status, published_at, updated_at)
         SELECT 'filler-' || n, 'Filler ' || n, '', (SELECT min(id) FROM categories), 'published', now(), now()
           FROM generate_series(1, 200) n RETURNING id)
       INSERT INTO wishes (wishlist_id, product_id) SELECT $1, id FROM made`,
      [idIn(list)],
    )
    const full = await visitor.post('/wishes', { product: fluorite })
    expect(full.status).toBe(409)
    expect(full.text).toContain('“Everything” has room for 200 pieces.')
    for (let count = 2; count <= 20; count += 1) await aList(visitor, `List ${count}`)
    const twentyFirst = await visitor.post('/account/wishlists', { name: 'One more' })
    expect(twentyFirst.status).toBe(409)
    expect(twentyFirst.text).toContain('There is room for 20 wishlists.')
  })
})

describe('a shared wishlist', () => {
  test('is seen by whoever has the link, read only, without the owner’s address, until it is private again', async () => {
    const owner = await aCustomer('Florence Bascom')
    const list = await aList(owner, 'Birthday')
    await owner.post('/wishes', { product: fluorite })
    await owner.post(`${list}/sharing`, { shared: 'yes' })
    const link = shareLink(await owner.get(list))
    expect(link).toMatch(/^\/wishlists\/[\w-]{32}$/)

    const friend = await new Visitor(shop.url, '203.0.113.250').get(link)
    expect(friend.status).toBe(200)
    expect(friend.text).toContain('What Florence would like to have: 1 piece.')
    expect(friend.text).toContain('href="/products/fluorite"')
    expect(friend.text).toContain('noindex')
    expect(friend.text).not.toContain(`customer-${customers}@example.com`)
    expect(friend.text).not.toContain('Bascom')
    expect(friend.text).not.toContain('/account/wishlists/')

    await owner.post(`${list}/sharing`, { shared: 'no' })
    expect((await new Visitor(shop.url).get(link)).status).toBe(404)
    await owner.post(`${list}/sharing`, { shared: 'yes' })
    expect(shareLink(await owner.get(list))).not.toBe(link)
  })

  test('cannot be guessed', async () => {
    expect((await new Visitor(shop.url).get('/wishlists/1')).status).toBe(404)
    expect((await new Visitor(shop.url).get('/wishlists/null')).status).toBe(404)
  })
})
