import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADDRESS, pay, place, toReview } from '../support/purchase.ts'
import { aShop, OWNER, type TestShop } from '../support/test-shop.ts'
import { hidden, type Page, Visitor } from '../support/visitor.ts'

let shop: TestShop
let lastAddress = 0

/** Nobody has said anything yet: the demo's customers would be counted, and stand before those of a test. */
beforeAll(async () => {
  shop = await aShop('demo')
  await shop.database.query('DELETE FROM reviews')
  await shop.database.query('UPDATE products SET rating_count = 0, rating_sum = 0')
})

afterAll(() => shop[Symbol.asyncDispose]())

const aVisitor = () => new Visitor(shop.url, `198.51.100.${(++lastAddress % 250) + 1}`)

/** Signed in, with an account of their own. */
async function aCustomer(name = 'Ada Lovelace'): Promise<Visitor & { readonly email: string }> {
  const email = `customer${++lastAddress}@example.com`
  const visitor = aVisitor()
  await visitor.post('/register', { name, email, password: 'a long test password' })
  return Object.assign(visitor, { email })
}

async function aModerator(): Promise<Visitor> {
  const visitor = aVisitor()
  await visitor.get('/backoffice')
  await visitor.post('/backoffice/sign-in', OWNER)
  return visitor
}

const words = (given: Record<string, string> = {}) => ({
  stars: '4',
  title: 'Deep green',
  text: 'Even at dusk.',
  author: 'Ada L.',
  ...given,
})

function withPhotos(
  files: readonly (readonly [string, Uint8Array<ArrayBuffer>])[],
  given: Record<string, string> = {},
) {
  const form = new FormData()
  for (const [name, value] of Object.entries(words(given))) form.set(name, value)
  for (const [name, bytes] of files) form.append('photos', new File([bytes], name))
  return form
}

async function theReview(email: string) {
  const [row] = await shop.database.query<{
    id: number
    state: string
    verified: boolean
    stars: number
    helpful: number
    text: string
    reply: string
  }>('SELECT r.* FROM reviews r JOIN users u ON u.id = user_id WHERE email = $1', [email])
  if (!row) throw new Error(`${email} has written nothing`)
  return row
}

/** What the moderator's form says they have seen. */
async function seen(moderator: Visitor, id: number): Promise<string> {
  return hidden(await moderator.get(`/backoffice/reviews/${id}`), 'seen')
}

async function decide(moderator: Visitor, id: number, decision: string): Promise<Page> {
  return moderator.post(`/backoffice/reviews/${id}/decisions`, { decision, seen: await seen(moderator, id) })
}

/** A published review, by a customer of its own. */
async function published(slug: string, given: Record<string, string> = {}) {
  const customer = await aCustomer()
  await customer.post(`/products/${slug}/reviews`, words(given))
  const { id } = await theReview(customer.email)
  await decide(await aModerator(), id, 'publish')
  return { customer, id }
}

async function ratingOf(slug: string) {
  const [row] = await shop.database.query(
    `SELECT rating_count, rating_sum,
            (SELECT count(*)::int FROM reviews r WHERE r.product_id = p.id AND state = 'published') AS counted,
            (SELECT coalesce(sum(stars), 0)::int FROM reviews r WHERE r.product_id = p.id AND state = 'published') AS summed
       FROM products p WHERE slug = $1`,
    [slug],
  )
  return row
}

async function photosOf(email: string): Promise<string[]> {
  const rows = await shop.database.query<{ key: string }>(
    `SELECT key FROM review_photos JOIN reviews r ON r.id = review_id JOIN users u ON u.id = r.user_id
      WHERE email = $1 ORDER BY position`,
    [email],
  )
  return rows.map(({ key }) => key)
}

/** A camera's picture: lying on its side, and with the place where it was taken. */
function aPhoto(width = 1_200, height = 800): Promise<Uint8Array<ArrayBuffer>> {
  return sharp({ create: { width, height, channels: 3, background: '#3a7' } })
    .withMetadata({ orientation: 6 })
    .withExifMerge({ IFD0: { Copyright: 'SECRET-PLACE' } })
    .jpeg()
    .toBuffer()
    .then((bytes) => new Uint8Array(bytes))
}

describe('writing a review', () => {
  test('a guest is led to sign in, and back to the form', async () => {
    const page = await aVisitor().get('/products/fluorite/reviews/new')
    expect(page.location).toBe('/sign-in?next=%2Fproducts%2Ffluorite%2Freviews%2Fnew')
  })

  test('waits until it is read, and is then on the page of the product', async () => {
    const customer = await aCustomer()
    const form = await customer.get('/products/azurite/reviews/new')
    expect(form.text).toContain('value="Ada L."')
    const sent = await customer.post('/products/azurite/reviews', words({ title: 'Blue beyond words' }))
    expect(sent.location).toBe('/account/reviews')
    expect((await customer.follow(sent)).text).toContain('Waiting to be read')
    expect((await aVisitor().get('/products/azurite')).text).not.toContain('Blue beyond words')

    const moderator = await aModerator()
    expect((await moderator.get('/backoffice/reviews')).text).toContain('Blue beyond words')
    const { id } = await theReview(customer.email)
    expect((await decide(moderator, id, 'publish')).status).toBe(303)
    expect((await aVisitor().get('/products/azurite')).text).toContain('Blue beyond words')
    expect((await customer.get('/account/reviews')).text).toContain('Published')
    expect(await ratingOf('azurite')).toEqual({ rating_count: 1, rating_sum: 4, counted: 1, summed: 4 })
  })

  test('is found in the account, in the same place as its other pages', async () => {
    const customer = await aCustomer()
    expect((await customer.get('/account/reviews')).text).toContain(
      'href="/account/reviews" aria-current="page">Reviews',
    )
    const orders = (await customer.get('/account/orders')).text
    expect(orders.match(/href="\/account\/reviews"/g)).toHaveLength(1)
  })

  test('twice about the same product changes the one there is, which waits again and no longer counts', async () => {
    const { customer } = await published('malachite', { stars: '5' })
    expect((await customer.get('/products/malachite/reviews/new')).text).toContain('Change your review')
    await customer.post('/products/malachite/reviews', words({ stars: '2', text: 'It has faded.' }))
    expect(await theReview(customer.email)).toMatchObject({
      state: 'waiting',
      stars: 2,
      text: 'It has faded.',
    })
    expect(await ratingOf('malachite')).toMatchObject({ rating_count: 0, rating_sum: 0 })
  })

  test('sent twice at once is one review', async () => {
    const customer = await aCustomer()
    const sent = await Promise.all([1, 2, 3].map(() => customer.post('/products/fluorite/reviews', words())))
    expect(sent.map(({ status }) => status)).toEqual([303, 303, 303])
    const rows = await shop.database.query(
      'SELECT 1 FROM reviews JOIN users u ON u.id = user_id WHERE email = $1',
      [customer.email],
    )
    expect(rows).toHaveLength(1)
  })

  test('can be taken back by its author, and by nobody else', async () => {
    const { customer, id } = await published('galena', { stars: '3' })
    const stranger = await aCustomer()
    expect((await stranger.post(`/account/reviews/${id}/deletion`, {})).status).toBe(404)
    expect(await ratingOf('galena')).toMatchObject({ rating_count: 1, rating_sum: 3 })
    expect((await customer.post(`/account/reviews/${id}/deletion`, {})).status).toBe(303)
    expect(await ratingOf('galena')).toMatchObject({ rating_count: 0, rating_sum: 0, counted: 0 })
  })

  test.each<[Record<string, string>, string]>([
    [{ stars: '' }, 'Choose how many stars you give.'],
    [{ stars: '6' }, 'Choose how many stars you give.'],
    [{ title: '   ' }, 'Sum it up in one line.'],
    [{ title: 'x'.repeat(121) }, 'The headline has 121 characters; please shorten it to 120.'],
    [{ text: 'y'.repeat(4_312) }, 'Your review has 4,312 characters; please shorten it to 4,000.'],
    [{ author: '\u0007' }, 'Enter the name to show.'],
  ])('with a mistake is shown again with everything that was typed: %#', async (mistake, sentence) => {
    const customer = await aCustomer()
    const page = await customer.post(
      '/products/fluorite/reviews',
      words({ text: 'Kept word for word', ...mistake }),
    )
    expect(page.status).toBe(422)
    expect(page.text).toContain('<title>Error: ')
    expect(page.text).toContain(sentence)
    expect(page.text).toContain(mistake.text ?? 'Kept word for word')
  })

  test('whose author was signed out meanwhile stays on the page', async () => {
    const page = await aVisitor().post('/products/fluorite/reviews', words({ text: 'An hour of work' }))
    expect(page.status).toBe(422)
    expect(page.text).toContain('You are signed out by now.')
    expect(page.text).toContain('An hour of work')
  })

  test('of a product that is not there, or not yet, is a 404', async () => {
    await shop.database.query(
      "UPDATE products SET published_at = now() + interval '1 day' WHERE slug = 'beryl'",
    )
    const customer = await aCustomer()
    for (const slug of ['unobtainium', 'beryl'])
      for (const path of ['reviews', 'reviews/new', 'questions', 'questions/new'])
        expect((await customer.get(`/products/${slug}/${path}`)).status, `${slug}/${path}`).toBe(404)
    expect((await customer.post('/products/beryl/reviews', words())).status).toBe(404)
  })

  test('cannot bring markup, control characters or turned text onto the page', async () => {
    const hostile = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
    const { customer, id } = await published('quartz', {
      title: hostile,
      author: `${hostile.slice(0, 40)}\u202e`,
      text: `${hostile}\u0000\u0007\r\nNext\u202eline`,
    })
    const page = await aVisitor().get('/products/quartz')
    expect(page.text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    for (const shown of [
      page,
      await customer.get('/account/reviews'),
      await (await aModerator()).get(`/backoffice/reviews/${id}`),
    ]) {
      expect(shown.text).not.toContain('<script>alert')
      expect(shown.text).not.toContain('<img src=x')
    }
    expect((await theReview(customer.email)).text).toBe(`${hostile}\nNextline`)
  })
})

describe('the badge of a verified buyer', () => {
  test('is for whoever paid for the product with this account, not for whoever only put it in the cart', async () => {
    const buyer = await aCustomer()
    const [row] = await shop.database.query<{ id: number }>(
      "SELECT id FROM variants WHERE sku = 'FLUO-TN-GREE'",
    )
    await buyer.post('/cart/lines', { variant: String(row?.id) })
    await buyer.post('/products/fluorite/reviews', words())
    expect((await theReview(buyer.email)).verified).toBe(false)

    await pay(buyer, await place(buyer, await toReview(buyer, { ...ADDRESS, email: buyer.email })))
    const { id } = await theReview(buyer.email)
    await decide(await aModerator(), id, 'publish')
    expect((await theReview(buyer.email)).verified).toBe(true)
    expect((await aVisitor().get('/products/fluorite')).text).toContain('Verified buyer')

    await shop.database.query("UPDATE orders SET state = 'refunded' WHERE email = $1", [buyer.email])
    await buyer.post('/products/fluorite/reviews', words())
    expect((await theReview(buyer.email)).verified).toBe(false)
  })
})

describe('photos', () => {
  test('are made anew: upright, without what the camera noted, in every width, none larger than it came', async () => {
    const customer = await aCustomer()
    const sent = await customer.post(
      '/products/fluorite/reviews',
      withPhotos([
        ['crystal.jpg', await aPhoto()],
        ['small.jpg', await aPhoto(300, 200)],
      ]),
    )
    expect(sent.status).toBe(303)
    const [large = '', small = ''] = await photosOf(customer.email)
    expect(large).toMatch(/^review-[0-9a-f-]{36}$/)

    const stored = await sharp(readFileSync(`${shop.folder}/images/${large}-640.webp`)).metadata()
    expect(stored).toMatchObject({ format: 'webp', width: 640, height: 960 })
    expect(stored.exif).toBeUndefined()
    expect(stored.orientation).toBeUndefined()
    for (const width of [160, 320, 640, 960])
      expect(readFileSync(`${shop.folder}/images/${large}-${width}.webp`).includes('SECRET')).toBe(false)
    expect(await sharp(`${shop.folder}/images/${small}-960.webp`).metadata()).toMatchObject({ width: 200 })

    const { id } = await theReview(customer.email)
    expect((await aVisitor().get('/products/fluorite')).text).not.toContain(large)
    await decide(await aModerator(), id, 'publish')
    expect((await aVisitor().get('/products/fluorite/reviews?withPhotos=1')).text).toContain(large)
    expect((await aVisitor().get(`/images/${large}-640.webp`)).status).toBe(200)
  })

  test('that are taken away leave the disk, as do all of a review that is deleted', async () => {
    const customer = await aCustomer()
    const [first, second] = [await aPhoto(200, 200), await aPhoto(220, 220)]
    await customer.post(
      '/products/fluorite/reviews',
      withPhotos([
        ['1.jpg', first],
        ['2.jpg', second],
      ]),
    )
    const [gone = '', kept = ''] = await photosOf(customer.email)
    await customer.post('/products/fluorite/reviews', withPhotos([['3.jpg', first]], { removed: gone }))
    const now = await photosOf(customer.email)
    expect(now).toHaveLength(2)
    expect(now).toContain(kept)
    expect((await aVisitor().get(`/images/${gone}-640.webp`)).status).toBe(404)

    const { id } = await theReview(customer.email)
    await customer.post(`/account/reviews/${id}/deletion`, {})
    for (const key of now) expect((await aVisitor().get(`/images/${key}-640.webp`)).status).toBe(404)
  })

  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))
  test.each<[string, () => Promise<Uint8Array<ArrayBuffer>>, RegExp]>([
    ['a text', async () => bytes('no picture at all'), /no picture that we can read/],
    ['an SVG', async () => bytes('<svg xmlns="http://www.w3.org/2000/svg"/>'), /no picture that we can read/],
    ['half a JPEG', async () => (await aPhoto()).slice(0, 2_000), /no picture that we can read/],
    [
      'a bomb of 100 million pixels',
      async () =>
        new Uint8Array(
          await sharp({ create: { width: 10_000, height: 10_000, channels: 3, background: '#000' } })
            .png({ compressionLevel: 9 })
            .toBuffer(),
        ),
      /no picture that we can read/,
    ],
    ['a file of 11 MB', async () => new Uint8Array(11 * 1_048_576), /is larger than 10 MB/],
  ])('%s is refused, and the words stay on the page', async (_, make, sentence) => {
    const customer = await aCustomer()
    const form = withPhotos([['thing.jpg', await make()]], { text: 'Written with care' })
    const page = await customer.post('/products/fluorite/reviews', form)
    expect(page.status).toBe(422)
    expect(page.text).toMatch(sentence)
    expect(page.text).toContain('Written with care')
    await expect(theReview(customer.email)).rejects.toThrow()
  })

  test('are four at most', async () => {
    const customer = await aCustomer()
    const photo = await aPhoto(40, 40)
    const five = Array.from({ length: 5 }, (_, index) => [`${index}.jpg`, photo] as const)
    const page = await customer.post('/products/fluorite/reviews', withPhotos(five))
    expect(page.status).toBe(422)
    expect(page.text).toContain('Choose at most 4 photos.')
  })

  test('are only read as far as the limit, and hardly at all from a guest', async () => {
    const customer = await aCustomer()
    const heavy = new Uint8Array(9 * 1_048_576)
    const tooMuch = withPhotos(Array.from({ length: 5 }, () => ['x.jpg', heavy] as const))
    expect((await customer.post('/products/fluorite/reviews', tooMuch)).status).toBe(413)
    const guests = withPhotos([['x.jpg', new Uint8Array(400_000)]])
    expect((await aVisitor().post('/products/fluorite/reviews', guests)).status).toBe(413)
  })

  test('need the token of the form like everything else', async () => {
    const customer = await aCustomer()
    const form = withPhotos([])
    form.set('_csrf', 'forged')
    expect((await customer.post('/products/fluorite/reviews', form)).status).toBe(403)
    await expect(theReview(customer.email)).rejects.toThrow()
  })

  test('in a form that is cut off or has a thousand parts are refused', async () => {
    const customer = await aCustomer()
    const send = (body: string) =>
      customer.post('/products/fluorite/reviews', new FormData()).then(async () =>
        fetch(`${shop.url}/products/fluorite/reviews`, {
          method: 'POST',
          headers: { 'content-type': 'multipart/form-data; boundary=x', 'x-forwarded-for': '203.0.113.77' },
          body,
        }),
      )
    expect((await send('--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nhalf')).status).toBe(400)
    const part = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'
    expect((await send(`${part.repeat(1_000)}--x--\r\n`)).status).toBe(413)
  })
})

describe('moderating', () => {
  test('two who publish the same review at once publish it once', async () => {
    const customer = await aCustomer()
    await customer.post('/products/hematite/reviews', words({ stars: '5' }))
    const { id } = await theReview(customer.email)
    const moderators = await Promise.all(Array.from({ length: 6 }, aModerator))
    const sight = await seen(await aModerator(), id)
    const answers = await Promise.all(
      moderators.map((moderator) =>
        moderator.post(`/backoffice/reviews/${id}/decisions`, { decision: 'publish', seen: sight }),
      ),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409, 409, 409, 409, 409])
    expect(await ratingOf('hematite')).toEqual({ rating_count: 1, rating_sum: 5, counted: 1, summed: 5 })
  })

  test('what a colleague has decided is not overwritten by whoever looks at an older page', async () => {
    const customer = await aCustomer()
    await customer.post('/products/pyrite/reviews', words())
    const { id } = await theReview(customer.email)
    const [quick, slow] = [await aModerator(), await aModerator()]
    const old = await seen(slow, id)
    await decide(quick, id, 'publish')
    const page = await slow.post(`/backoffice/reviews/${id}/decisions`, { decision: 'reject', seen: old })
    expect(page.status).toBe(409)
    expect(page.text).toContain('Nothing was overwritten')
    expect((await theReview(customer.email)).state).toBe('published')
  })

  test('words that changed after the moderator read them are not published unread; their reply is not lost', async () => {
    const customer = await aCustomer()
    await customer.post('/products/pyrite/reviews', words())
    const { id } = await theReview(customer.email)
    const moderator = await aModerator()
    const old = await seen(moderator, id)
    await customer.post('/products/pyrite/reviews', words({ text: 'Buy at my shop instead' }))
    const decision = await moderator.post(`/backoffice/reviews/${id}/decisions`, {
      decision: 'publish',
      seen: old,
    })
    expect(decision.status).toBe(409)
    const reply = await moderator.post(`/backoffice/reviews/${id}/reply`, { text: 'So glad', seen: old })
    expect(reply.status).toBe(409)
    expect(reply.text).toContain('So glad')
    expect(await theReview(customer.email)).toMatchObject({ state: 'waiting', reply: '' })
  })

  test('the reply of the shop stands below the review, until it is taken back', async () => {
    const { id } = await published('calcite')
    const moderator = await aModerator()
    const send = async (text: string) =>
      moderator.post(`/backoffice/reviews/${id}/reply`, { text, seen: await seen(moderator, id) })
    expect((await send('Thank you, Ada.')).status).toBe(303)
    expect((await aVisitor().get('/products/calcite')).text).toMatch(
      /Answer from Lodestone Minerals[\s\S]*Thank you, Ada\./,
    )
    await send('  ')
    expect((await aVisitor().get('/products/calcite')).text).not.toContain('Thank you, Ada.')
  })

  test('the back office says how much waits, and shows nothing to a customer', async () => {
    const customer = await aCustomer()
    await customer.post('/products/topaz/reviews', words())
    const [{ waiting } = { waiting: 0 }] = await shop.database.query<{ waiting: number }>(
      "SELECT count(*)::int AS waiting FROM reviews WHERE state = 'waiting'",
    )
    expect((await (await aModerator()).get('/backoffice/orders')).text).toContain(
      `>${waiting}<span class="visually-hidden"> waiting</span>`,
    )
    expect((await customer.get('/backoffice/reviews')).location).toBe('/backoffice')
    const { id } = await theReview(customer.email)
    await customer.post(`/backoffice/reviews/${id}/decisions`, { decision: 'publish', seen: 'x' })
    expect((await theReview(customer.email)).state).toBe('waiting')
  })
})

describe('votes', () => {
  test('are counted as often as they are cast, also when ten presses come at once, and are taken back by a second press', async () => {
    const { customer: author, id } = await published('rhodochrosite')
    const back = '/products/rhodochrosite'
    const reader = await aCustomer()
    await Promise.all(Array.from({ length: 10 }, () => reader.post(`/reviews/${id}/votes`, { back })))
    const votes = async () => {
      const [row] = await shop.database.query(
        'SELECT helpful, (SELECT count(*)::int FROM review_votes WHERE review_id = r.id) AS cast FROM reviews r WHERE id = $1',
        [id],
      )
      return row
    }
    const after = await votes()
    expect(after?.helpful).toBe(after?.cast)

    const others = await Promise.all(Array.from({ length: 4 }, () => aCustomer()))
    await Promise.all(others.map((other) => other.post(`/reviews/${id}/votes`, { back })))
    const before = Number((await votes())?.helpful)
    const [other] = others
    const page = await other?.post(`/reviews/${id}/votes`, { back })
    expect(page?.location).toBe(`${back}#review-${id}`)
    expect(await votes()).toEqual({ helpful: before - 1, cast: before - 1 })
    expect((await author.post(`/reviews/${id}/votes`, { back })).status).toBe(409)
  })

  test('of a guest lead to the sign-in and back to the page, never to another site', async () => {
    const { id } = await published('opal')
    const guest = aVisitor()
    const page = await guest.post(`/reviews/${id}/votes`, { back: '/products/opal/reviews?stars=4' })
    expect(page.location).toBe('/sign-in?next=%2Fproducts%2Fopal%2Freviews%3Fstars%3D4')
    const elsewhere = await guest.post(`/reviews/${id}/votes`, { back: '//evil.example' })
    expect(elsewhere.location).toBe('/sign-in?next=%2F')
  })

  test('are not for what is not published', async () => {
    const customer = await aCustomer()
    await customer.post('/products/fluorite/reviews', words())
    const { id } = await theReview(customer.email)
    expect((await (await aCustomer()).post(`/reviews/${id}/votes`, { back: '/' })).status).toBe(404)
  })
})

describe('the reviews of a product', () => {
  const SLUG = 'labradorite'
  /** 27 published ones, some verified, some helpful, and one of each other state. */
  beforeAll(async () => {
    await shop.database.query(
      `WITH writers AS (
         INSERT INTO users (email, name, password_hash)
         SELECT 'writer' || n || '@example.com', 'Writer ' || n, 'x' FROM generate_series(1, 29) n RETURNING id, email)
       INSERT INTO reviews (product_id, user_id, author, stars, title, text, verified, state, helpful, created_at)
       SELECT (SELECT id FROM products WHERE slug = $1), w.id, 'Writer', 1 + (n * n) % 5, 'Title ' || n, 'Text', n % 3 = 0,
              (CASE n WHEN 28 THEN 'waiting' WHEN 29 THEN 'rejected' ELSE 'published' END)::moderation_state,
              n % 7, now() - n * interval '1 day'
         FROM writers w, LATERAL (SELECT substring(email FROM '\\d+')::int AS n) numbered`,
      [SLUG],
    )
    await shop.database.query(
      `UPDATE products p SET (rating_count, rating_sum) =
         (SELECT count(*), sum(stars) FROM reviews r WHERE r.product_id = p.id AND state = 'published') WHERE slug = $1`,
      [SLUG],
    )
  })

  const rows = (where: string) =>
    shop.database.query<{ id: number; stars: number; helpful: number }>(
      `SELECT r.id, stars, helpful FROM reviews r JOIN products p ON p.id = product_id
        WHERE slug = $1 AND state = 'published' AND ${where}`,
      [SLUG],
    )

  const shownOn = (page: Page) => [...page.text.matchAll(/id="review-(\d+)"/g)].map(([, id]) => Number(id))

  async function allOf(query: string): Promise<number[]> {
    const shown: number[] = []
    for (let page = 1; page < 10; page += 1) {
      const answer = await aVisitor().get(`/products/${SLUG}/reviews?${query}&page=${page}`)
      if (answer.status === 404) break
      shown.push(...shownOn(answer))
    }
    return shown
  }

  test('are counted on the page of the product as the database counts them', async () => {
    const page = await aVisitor().get(`/products/${SLUG}`)
    const [sums] = await shop.database.query<{ count: number; average: string }>(
      `SELECT count(*)::int AS count, round(avg(stars), 1)::text AS average FROM reviews r JOIN products p ON p.id = product_id
        WHERE slug = $1 AND state = 'published'`,
      [SLUG],
    )
    expect(page.text).toContain(`${sums?.average} out of 5, ${sums?.count} reviews`)
    for (const stars of [1, 2, 3, 4, 5]) {
      const count = (await rows(`stars = ${stars}`)).length
      expect(page.text).toContain(`data-stars="${stars}">${count}<`)
      expect(page.text.includes(`/products/${SLUG}/reviews?stars=${stars}"`)).toBe(count > 0)
    }
    expect(shownOn(page)).toHaveLength(5)
    expect(await ratingOf(SLUG)).toMatchObject({ rating_count: sums?.count, counted: sums?.count })
  })

  test.each([
    ['', 'true'],
    ['stars=5', 'stars = 5'],
    ['verifiedOnly=1', 'verified'],
    ['stars=2&verifiedOnly=1', 'stars = 2 AND verified'],
    ['withPhotos=1', 'EXISTS (SELECT 1 FROM review_photos ph WHERE ph.review_id = r.id)'],
  ])('filtered by “%s” are exactly those, over all pages, each once', async (query, where) => {
    const expected = (await rows(where)).map(({ id }) => id)
    const shown = await allOf(query)
    expect(shown.toSorted((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b))
  })

  test('are sorted as asked', async () => {
    const known = new Map((await rows('true')).map((row) => [row.id, row]))
    const sorted = async (sort: string) => (await allOf(`sort=${sort}`)).map((id) => known.get(id))
    const helpful = (await sorted('helpful')).map((row) => Number(row?.helpful))
    expect(helpful).toEqual(helpful.toSorted((a, b) => b - a))
    const lowest = (await sorted('lowest')).map((row) => Number(row?.stars))
    expect(lowest).toEqual(lowest.toSorted((a, b) => a - b))
    const highest = (await sorted('highest')).map((row) => Number(row?.stars))
    expect(highest).toEqual(highest.toSorted((a, b) => b - a))
  })

  test('have pages: none beyond the last, and only the whole list is for search engines', async () => {
    expect((await aVisitor().get(`/products/${SLUG}/reviews?page=4`)).status).toBe(404)
    expect((await aVisitor().get(`/products/${SLUG}/reviews`)).text).toContain('rel="canonical"')
    for (const query of ['stars=4', 'withPhotos=1', 'sort=newest'])
      expect((await aVisitor().get(`/products/${SLUG}/reviews?${query}`)).text).toContain('content="noindex"')
  })

  test('show all when a filter makes no sense, and a way back when nothing fits', async () => {
    expect((await aVisitor().get(`/products/${SLUG}/reviews?stars=9&sort=x&page=-1`)).status).toBe(200)
    expect((await aVisitor().get(`/products/${SLUG}/reviews?withPhotos=1`)).text).toContain(
      'No review is like that.',
    )
  })

  test('invite the first when there are none', async () => {
    for (const path of ['/products/cinnabar', '/products/cinnabar/reviews'])
      expect((await aVisitor().get(path)).text).toContain('Nobody has written about this piece yet.')
  })

  test('are the same for everybody who looks, on the page of the product', async () => {
    const sectionOf = (page: Page) =>
      /<section class="reviews"[\s\S]*<\/main>/
        .exec(page.text)?.[0]
        .replace(/name="_csrf" value="[^"]*"/g, '')
    const guest = sectionOf(await aVisitor().get(`/products/${SLUG}`))
    expect(guest).toContain('Title')
    expect(sectionOf(await (await aCustomer()).get(`/products/${SLUG}`))).toBe(guest)
  })
})

test('a review outlives the account of its author, without the name; the rating stays what it was', async () => {
  const product = '/products/rhodochrosite'
  const author = await aCustomer('Grace Hopper')
  const photos: [string, Uint8Array<ArrayBuffer>][] = [['stone.jpg', await aPhoto()]]
  await author.post(`${product}/reviews`, withPhotos(photos, { author: 'Grace H.' }))
  const { id } = await theReview(author.email)
  await decide(await aModerator(), id, 'publish')
  const rating = async () =>
    shop.database.query("SELECT rating_count, rating_sum FROM products WHERE slug = 'rhodochrosite'")
  const before = await rating()
  expect((await aVisitor().get(product)).text).toContain('Grace H.')

  await shop.database.query('DELETE FROM users WHERE email = $1', [author.email])

  expect(await rating()).toEqual(before)
  for (const path of [product, `${product}/reviews`]) {
    const { text } = await aVisitor().get(path)
    expect(text).toContain('A former customer')
    expect(text).toContain('photographed by a former customer')
    expect(text).not.toContain('Grace H.')
  }
  const moderator = await aModerator()
  await decide(moderator, id, 'reject')
  await decide(moderator, id, 'publish')
  expect(await rating()).toEqual(before)
})

describe('questions', () => {
  async function waitingQuestion(text: string): Promise<number> {
    const [row] = await shop.database.query<{ id: number }>('SELECT id FROM questions WHERE text = $1', [
      text,
    ])
    return Number(row?.id)
  }

  test('wait to be read, as do the answers of customers; those of the shop are on the page at once', async () => {
    const asker = await aCustomer()
    const question = 'Does it fade in the sun?'
    const sent = await asker.post('/products/fluorite/questions', { text: question, author: 'Ada L.' })
    expect(sent.status).toBe(303)
    expect((await aVisitor().get('/products/fluorite')).text).not.toContain(question)
    const id = await waitingQuestion(question)
    expect((await asker.get(`/questions/${id}/answers/new`)).status).toBe(404)

    const moderator = await aModerator()
    expect((await moderator.get('/backoffice/questions')).text).toContain(question)
    await moderator.post(`/backoffice/questions/${id}/decisions`, { decision: 'publish', seen: 'waiting' })
    expect((await aVisitor().get('/products/fluorite')).text).toContain(question)

    const other = await aCustomer('Grace Hopper')
    await other.post(`/questions/${id}/answers`, { text: 'Mine has not.', author: 'Grace H.' })
    await moderator.post(`/backoffice/questions/${id}/answers`, { text: 'Slowly: keep it in the shade.' })
    const page = await aVisitor().get('/products/fluorite/questions')
    expect(page.text).toContain('Answer from Lodestone Minerals')
    expect(page.text).toContain('Slowly: keep it in the shade.')
    expect(page.text).not.toContain('Mine has not.')

    const [answer] = await shop.database.query<{ id: number }>(
      "SELECT id FROM answers WHERE text = 'Mine has not.'",
    )
    await moderator.post(`/backoffice/answers/${answer?.id}/decisions`, {
      decision: 'publish',
      seen: 'waiting',
    })
    expect((await aVisitor().get('/products/fluorite/questions')).text).toContain('Mine has not.')
  })

  test('that a colleague has decided about are left as they are', async () => {
    const asker = await aCustomer()
    await asker.post('/products/fluorite/questions', { text: 'Is it real?', author: 'Ada L.' })
    const id = await waitingQuestion('Is it real?')
    const moderator = await aModerator()
    const decision = (given: string) =>
      moderator.post(`/backoffice/questions/${id}/decisions`, { decision: given, seen: 'waiting' })
    const answers = await Promise.all([decision('publish'), decision('reject')])
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409])
  })

  test('with nothing in them are shown again', async () => {
    const page = await (await aCustomer()).post('/products/fluorite/questions', { text: ' ', author: 'Ada' })
    expect(page.status).toBe(422)
    expect(page.text).toContain('Write your question.')
  })

  test('need a customer', async () => {
    expect((await aVisitor().get('/products/fluorite/questions/new')).location).toContain('/sign-in')
    const page = await aVisitor().post('/products/fluorite/questions', { text: 'Kept?', author: 'Ada' })
    expect(page.status).toBe(422)
    expect(page.text).toContain('Kept?')
  })
})

test('nobody writes faster than a person: the 21st review from one address within ten minutes is refused', async () => {
  const visitor = new Visitor(shop.url, '203.0.113.250')
  const statuses: number[] = []
  for (let tries = 0; tries < 21; tries += 1)
    statuses.push((await visitor.post('/products/fluorite/reviews', words())).status)
  expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 422))
  expect(statuses[20]).toBe(429)
})
