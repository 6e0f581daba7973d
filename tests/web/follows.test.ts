import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { type KeptMail, OutboxFolderMailer } from '../../src/gateways/outbox-folder.mailer.ts'
import { createServices, type Services } from '../../src/services.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { Visitor } from '../support/visitor.ts'

const HOUR = 3_600_000

let shop: TestShop
let watcher: Services
let ahead = 0
let fluorite: string
let lastAddress = 0

beforeAll(async () => {
  shop = await aShop('demo')
  fluorite = await idOf('products', 'fluorite')
  watcher = aProcess(() => ahead)
})

afterAll(async () => {
  await watcher.close()
  await shop[Symbol.asyncDispose]()
})

/** Everybody comes from an address of their own. */
const aVisitor = () => new Visitor(shop.url, `198.51.100.${++lastAddress}`)

async function idOf(table: 'products' | 'categories', slug: string): Promise<string> {
  const [row] = await shop.database.query<{ id: number }>(`SELECT id FROM ${table} WHERE slug = $1`, [slug])
  return String(row?.id)
}

/** Another process of the shop, with a clock of its own. */
function aProcess(milliseconds: () => number = () => 0): Services {
  return createServices({
    config: readConfig({ NODE_ENV: 'test', DATA_DIR: shop.folder }),
    databaseUrl: shop.database.url,
    sessionSecrets: ['nobody looks at this'],
    stripe: { secretKey: 'sk_test_nobody', webhookSecrets: ['nobody'] },
    log: pino({ level: 'silent' }),
    clock: () => new Date(Date.now() + milliseconds()),
    searchMissed: () => {},
  })
}

/** Runs the job as every minute does, in a process that has run it before; possibly at another time. */
async function tell(milliseconds = 0): Promise<void> {
  ahead = milliseconds
  await watcher.followNews.tell()
}

/** The mails to an address, the oldest first, when no more are about to go out. */
async function mailsTo(address: string): Promise<KeptMail[]> {
  await expect
    .poll(
      () =>
        shop.database.query("SELECT 1 FROM graphile_worker.jobs WHERE task_identifier LIKE 'mail-follow%'"),
      {
        timeout: 15_000,
      },
    )
    .toEqual([])
  const outbox = new OutboxFolderMailer(join(shop.folder, 'mails'), 'shop@example.com')
  return (await outbox.mails()).filter(({ to }) => to === address).reverse()
}

/** The path of the first link in a mail that ends in this way. */
function linkIn(mail: KeptMail | undefined, purpose: 'confirmation' | 'end'): string {
  return (
    new RegExp(`http://localhost:\\d+(/follows/\\d+/${purpose}\\?key=[\\w-]+)`).exec(mail?.text ?? '')?.[1] ??
    ''
  )
}

/** A guest who has confirmed. */
async function aFollower(email: string, what: Record<string, string>): Promise<Visitor> {
  const visitor = aVisitor()
  await visitor.post('/follows', { ...what, email })
  const link = linkIn((await mailsTo(email)).at(-1), 'confirmation')
  await visitor.get(link)
  await visitor.post(link, {})
  // Whoever has just begun is looked at in any case.
  await shop.database.query("UPDATE follows SET confirmed_at = now() - interval '1 day' WHERE email = $1", [
    email,
  ])
  return visitor
}

async function aCustomer(email: string): Promise<Visitor> {
  const visitor = aVisitor()
  await visitor.post('/register', { name: 'Mary Anning', email, password: 'ammonites and belemnites' })
  return visitor
}

/** A product of its own for one test: one variant, ten euros, three in stock. */
async function aProduct(
  slug: string,
  { publishedIn = '-1 day', category = 'halides' } = {},
): Promise<string> {
  const [row] = await shop.database.query<{ id: number }>(
    `WITH made AS (
       INSERT INTO products (slug, name, summary, category_id, status, published_at, updated_at)
       SELECT $1, initcap($1), 'A test piece', id, 'published', now() + $2::interval, now() FROM categories WHERE slug = $3
       RETURNING id),
     sold AS (INSERT INTO variants (product_id, sku, price, grams) SELECT id, upper($1), 1000, 10 FROM made RETURNING id),
     stocked AS (INSERT INTO stock_levels (variant_id, on_hand) SELECT id, 3 FROM sold)
     SELECT id FROM made`,
    [slug, publishedIn, category],
  )
  return String(row?.id)
}

const price = (product: string, amount: number) =>
  shop.database.query('UPDATE variants SET price = $2 WHERE product_id = $1', [product, amount])

const stock = (product: string, onHand: number, onHold = 0) =>
  shop.database.query(
    'UPDATE stock_levels SET on_hand = $2, on_hold = $3 WHERE variant_id IN (SELECT id FROM variants WHERE product_id = $1)',
    [product, onHand, onHold],
  )

const subjects = async (address: string) => (await mailsTo(address)).slice(1).map(({ subject }) => subject)

describe('a guest who follows', () => {
  test('is asked by mail first, and follows only once they press the button behind its link', async () => {
    const visitor = aVisitor()
    const asked = await visitor.post('/follows', { product: fluorite, email: 'ada@example.com' })
    expect(asked.location).toBe('/products/fluorite')
    expect((await visitor.follow(asked)).text).toContain(
      'If ada@example.com does not follow Fluorite yet, we have sent',
    )

    const [mail] = await mailsTo('ada@example.com')
    expect(mail?.subject).toBe('Please confirm: Fluorite')
    const link = linkIn(mail, 'confirmation')
    const scanner = await new Visitor(shop.url, '192.0.2.1').get(link)
    expect(scanner.text).toContain('Follow Fluorite?')
    const confirmed = "SELECT confirmed_at FROM follows WHERE email = 'ada@example.com'"
    expect(await shop.database.query(confirmed)).toEqual([{ confirmed_at: null }])

    const pressed = await visitor.follow(await visitor.post(link, {}))
    expect(pressed.text).toContain('You follow Fluorite')
    expect((await shop.database.query(confirmed))[0]?.confirmed_at).toBeInstanceOf(Date)
    expect((await visitor.post(link, {})).status).toBe(303)
  })

  test('learns nothing about others: the answer is the same for every address', async () => {
    await aFollower('known@example.com', { product: fluorite })
    const answers = await Promise.all(
      ['known@example.com', 'unknown@example.com'].map(async (email) => {
        const visitor = aVisitor()
        const page = await visitor.follow(await visitor.post('/follows', { product: fluorite, email }))
        return /class="notice__text">([^<]*)/.exec(page.text)?.[1]?.replace(email, '…')
      }),
    )
    expect(answers[0]).toContain('If … does not follow Fluorite yet')
    expect(answers[0]).toBe(answers[1])
    expect(await mailsTo('known@example.com')).toHaveLength(1)
  })

  test('sees the form again when the address is not one, with what they typed', async () => {
    const page = await aVisitor().post('/follows', { product: fluorite, email: 'ada at example' })
    expect(page.status).toBe(422)
    expect(page.text).toContain('Enter an email address in the form name@example.com.')
    expect(page.text).toContain('value="ada at example"')
    expect((await aVisitor().post('/follows', { product: fluorite, email: '' })).status).toBe(422)
    expect((await aVisitor().post('/follows', { email: 'ada@example.com' })).status).toBe(422)
    expect((await aVisitor().post('/follows', { product: '999999', email: 'ada@example.com' })).status).toBe(
      404,
    )
  })

  test('with a link that was tampered with finds nothing', async () => {
    const visitor = aVisitor()
    await visitor.post('/follows', { product: fluorite, email: 'tampered@example.com' })
    const [mail] = await mailsTo('tampered@example.com')
    const link = linkIn(mail, 'confirmation')
    const end = linkIn(mail, 'end')
    const [, id = ''] = /follows\/(\d+)/.exec(link) ?? []
    const forged = [
      link.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
      link.replace(`/${id}/`, `/${Number(id) + 1}/`),
      link.replace(/\?.*/, ''),
      link.replace('confirmation', 'end'),
      end.replace('/end', '/confirmation'),
    ]
    for (const path of forged) {
      expect((await visitor.get(path)).status).toBe(404)
      expect((await visitor.post(path, {})).status).toBe(404)
    }
    expect(
      await shop.database.query("SELECT 1 FROM follows WHERE email = 'tampered@example.com'"),
    ).toHaveLength(1)
  })

  test('is forgotten if they do not confirm within 7 days', async () => {
    await aVisitor().post('/follows', { product: fluorite, email: 'silent@example.com' })
    const link = linkIn((await mailsTo('silent@example.com'))[0], 'confirmation')
    for (const [days, left] of [
      [6, 1],
      [8, 0],
    ] as const) {
      const services = aProcess(() => days * 24 * HOUR)
      await services.follows.forgetUnconfirmed()
      await services.close()
      expect(
        await shop.database.query("SELECT 1 FROM follows WHERE email = 'silent@example.com'"),
      ).toHaveLength(left)
    }
    expect((await aVisitor().get(link)).text).toContain('Links like this work for 7 days')
  })
})

describe('a stranger’s address', () => {
  test('gets one mail a day for one thing, and five for all, however many ask at once', async () => {
    const products = await Promise.all(Array.from({ length: 8 }, (_, index) => aProduct(`bomb-${index}`)))
    await Promise.all(
      [...products, ...products].map((product) =>
        aVisitor().post('/follows', { product, email: 'Victim@example.com' }),
      ),
    )
    await Promise.all(
      products.map((product) => aVisitor().post('/follows', { product, email: 'victim@example.com' })),
    )
    const mails = [...(await mailsTo('Victim@example.com')), ...(await mailsTo('victim@example.com'))]
    expect(mails).toHaveLength(5)
    expect(new Set(mails.map(({ subject }) => subject)).size).toBe(5)
  })

  test('gets no second mail after it was forgotten', async () => {
    await aVisitor().post('/follows', { product: fluorite, email: 'left@example.com' })
    const visitor = aVisitor()
    const end = linkIn((await mailsTo('left@example.com'))[0], 'end')
    await visitor.get(end)
    await visitor.post(end.replace('/end', '/endings'), {})
    await aVisitor().post('/follows', { product: fluorite, email: 'left@example.com' })
    expect(await mailsTo('left@example.com')).toHaveLength(1)
  })

  test('is not within reach of one visitor for ever', async () => {
    const visitor = aVisitor()
    const statuses = []
    for (let count = 0; count <= 20; count += 1)
      statuses.push(
        (await visitor.post('/follows', { product: fluorite, email: `n${count}@example.com` })).status,
      )
    expect(statuses).toEqual([...Array(20).fill(303), 429])
  })
})

describe('a customer', () => {
  test('follows at once with their own address, sees what they follow, and lets it go', async () => {
    const visitor = await aCustomer('mary@example.com')
    const page = await visitor.follow(await visitor.post('/follows', { product: fluorite, email: '' }))
    expect(page.text).toContain('You follow Fluorite now. We write to mary@example.com')
    await visitor.post('/follows', { words: '  green   fluorite ', email: '' })
    const following = await visitor.get('/account/following')
    expect(following.text).toContain('href="/products/fluorite"')
    expect(following.text).toContain('new pieces for “green fluorite”')

    const [row] = await shop.database.query<{ id: number }>(
      "SELECT id FROM follows WHERE email = 'mary@example.com' AND product_id IS NOT NULL",
    )
    const other = await aCustomer('other@example.com')
    await other.post(`/account/following/${row?.id}/removal`, {})
    expect((await visitor.get('/account/following')).text).toContain('href="/products/fluorite"')
    await visitor.post(`/account/following/${row?.id}/removal`, {})
    expect((await visitor.get('/account/following')).text).not.toContain('href="/products/fluorite"')
    expect((await mailsTo('mary@example.com')).map(({ subject }) => subject)).toEqual([])
  })

  test('is asked by mail like anybody for an address that is not theirs', async () => {
    const visitor = await aCustomer('charles@example.com')
    await visitor.post('/follows', { product: fluorite, email: 'emma@example.com' })
    expect(await mailsTo('emma@example.com')).toHaveLength(1)
    expect((await visitor.get('/account/following')).text).toContain('Nothing yet.')
  })

  test('who follows the same twenty times at once follows it once', async () => {
    const visitor = await aCustomer('twice@example.com')
    await visitor.get('/register')
    const answers = await Promise.all(
      Array.from({ length: 15 }, () => visitor.post('/follows', { product: fluorite, email: '' })),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]))
    expect(await shop.database.query("SELECT 1 FROM follows WHERE email = 'twice@example.com'")).toHaveLength(
      1,
    )
  })
})

describe('who follows a product', () => {
  test('is told of a lower price once, and of a higher one never', async () => {
    const product = await aProduct('barite-drop')
    await aFollower('drop@example.com', { product })
    await price(product, 1_500)
    await tell()
    expect(await subjects('drop@example.com')).toEqual([])

    await price(product, 1_200)
    await tell()
    await tell()
    expect(await subjects('drop@example.com')).toEqual(['Barite-Drop is now €12.00'])
    const mail = (await mailsTo('drop@example.com'))[1]
    for (const words of [mail?.html, mail?.text]) {
      expect(words).toContain('€15.00')
      expect(words).toMatch(/http:\/\/localhost:\d+\/products\/barite-drop/)
    }
  })

  test('is told once by two processes that look at the same time', async () => {
    const product = await aProduct('barite-race')
    await aFollower('race@example.com', { product })
    await price(product, 900)
    const processes = [aProcess(), aProcess()]
    const blocker = new pg.Client({ connectionString: shop.database.url })
    await blocker.connect()
    await blocker.query('BEGIN')
    await blocker.query("SELECT 1 FROM follows WHERE email = 'race@example.com' FOR UPDATE")
    const both = Promise.all(processes.map(({ followNews }) => followNews.tell()))
    // Both have looked now, and both want to tell.
    const waiting =
      "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    await expect
      .poll(async () => (await shop.database.query(waiting)).length, { timeout: 10_000 })
      .toBeGreaterThan(1)
    await blocker.query('COMMIT')
    await blocker.end()
    await both
    await Promise.all(processes.map((services) => services.close()))
    expect(await subjects('race@example.com')).toEqual(['Barite-Race is now €9.00'])
  })

  test('is told of a sale when it begins, with its name and its end', async () => {
    const product = await aProduct('barite-sale')
    await aFollower('sale@example.com', { product })
    await shop.database.query(
      `INSERT INTO sales (name, product_id, percent, starts_at, ends_at)
       VALUES ('Winter sale', $1, 30, now() + interval '10 minutes', '2099-12-24T12:00:00Z')`,
      [product],
    )
    await tell()
    expect(await subjects('sale@example.com')).toEqual([])
    await tell(HOUR / 4)
    expect(await subjects('sale@example.com')).toEqual(['Barite-Sale is in the sale, €7.00'])
    const mail = (await mailsTo('sale@example.com'))[1]
    for (const words of [mail?.html, mail?.text])
      expect(words).toContain('Winter sale, until 24 Dec 2099, 13:00 CET.')
  })

  test('is told that it is back in stock, but not that a cart was emptied', async () => {
    const product = await aProduct('barite-back')
    await aFollower('back@example.com', { product })
    await stock(product, 1, 1)
    await tell()
    await stock(product, 1)
    await tell()
    expect(await subjects('back@example.com')).toEqual([])

    await stock(product, 1, 1)
    await tell()
    await stock(product, 0)
    await tell()
    await stock(product, 2)
    await tell()
    await tell()
    expect(await subjects('back@example.com')).toEqual(['Barite-Back is back in stock'])
  })

  test('hears nothing before they confirm, nor while the shop does not show it', async () => {
    const product = await aProduct('barite-quiet')
    await aVisitor().post('/follows', { product, email: 'unconfirmed@example.com' })
    await aFollower('quiet@example.com', { product })
    await shop.database.query("UPDATE products SET status = 'archived' WHERE id = $1", [product])
    await price(product, 500)
    await tell()
    expect(await subjects('unconfirmed@example.com')).toEqual([])
    expect(await subjects('quiet@example.com')).toEqual([])
  })
})

describe('who follows a category or a search', () => {
  test('is told what came into the category and below it, once', async () => {
    await shop.database.query(
      "INSERT INTO categories (slug, name, parent_id) SELECT 'rare-halides', 'Rare halides', id FROM categories WHERE slug = 'halides'",
    )
    await aFollower('halides@example.com', { category: await idOf('categories', 'halides') })
    await aProduct('newcomer-below', { publishedIn: '1 minute', category: 'rare-halides' })
    await aProduct('newcomer-here', { publishedIn: '2 minutes' })
    await aProduct('elsewhere', { publishedIn: '1 minute', category: 'quartz' })
    await tell()
    expect(await subjects('halides@example.com')).toEqual([])
    await tell(HOUR)
    await tell(HOUR)
    expect(await subjects('halides@example.com')).toEqual(['2 new pieces in Halides'])
    const mail = (await mailsTo('halides@example.com'))[1]
    for (const words of [mail?.html, mail?.text]) {
      expect(words).toContain('Newcomer-Below')
      expect(words).toContain('Newcomer-Here')
      expect(words).not.toContain('Elsewhere')
    }
  })

  test('is told what the search finds among what is new', async () => {
    await aFollower('search@example.com', { words: 'phosgenite' })
    await aProduct('phosgenite', { publishedIn: '3 hours' })
    await aProduct('unlike-anything', { publishedIn: '3 hours' })
    await shop.database.query(
      "UPDATE products SET published_at = now() WHERE slug IN ('phosgenite', 'unlike-anything')",
    )
    await tell(HOUR)
    await tell(HOUR)
    expect(await subjects('search@example.com')).toEqual(['New: Phosgenite'])
  })
})

describe('every mail', () => {
  test('ends by one click in a mail program, without cookies and tokens, and without a redirect', async () => {
    await aFollower('click@example.com', { product: fluorite })
    const names = readdirSync(join(shop.folder, 'mails')).filter((name) => name.endsWith('.eml'))
    const sources = names.map((name) => readFileSync(join(shop.folder, 'mails', name), 'utf8'))
    const source =
      sources.find((text) => text.includes('To: click@example.com'))?.replace(/\r?\n[ \t]+/g, ' ') ?? ''
    expect(source).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click')
    const address = /^List-Unsubscribe: <http:\/\/localhost:\d+([^>]+)>/m.exec(source)?.[1] ?? ''
    expect((await new Visitor(shop.url).get(address)).text).toContain('No more mails about Fluorite?')
    const still = "SELECT 1 FROM follows WHERE email = 'click@example.com'"
    expect(await shop.database.query(still)).toHaveLength(1)

    const body = 'List-Unsubscribe=One-Click'
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const forged = await fetch(`${shop.url}${address.slice(0, -1)}`, { method: 'POST', body, headers })
    expect(forged.status).toBe(404)
    const clicked = await fetch(`${shop.url}${address}`, {
      method: 'POST',
      body,
      headers,
      redirect: 'manual',
    })
    expect(clicked.status).toBe(200)
    expect(clicked.headers.getSetCookie()).toEqual([])
    expect(await shop.database.query(still)).toEqual([])
    expect((await fetch(`${shop.url}${address}`, { method: 'POST', body, headers })).status).toBe(200)
    expect((await new Visitor(shop.url).get(address)).text).toContain('You get no more mails about this')
  })

  test('ends on a page, for this or for all that the address follows', async () => {
    const product = await aProduct('barite-end')
    const visitor = await aFollower('end@example.com', { product: fluorite })
    await aFollower('end@example.com', { product })
    await aFollower('end@example.com', { words: 'azurite' })
    const count = async () =>
      (await shop.database.query("SELECT 1 FROM follows WHERE email = 'end@example.com'")).length
    const [first, second] = (await mailsTo('end@example.com')).map((mail) => linkIn(mail, 'end'))

    await visitor.get(first ?? '')
    const ended = await visitor.follow(await visitor.post(first?.replace('/end', '/endings') ?? '', {}))
    expect(ended.text).toContain('You get no more mails about this')
    expect(await count()).toBe(2)
    await visitor.post(second?.replace('/end', '/endings') ?? '', { all: 'yes' })
    expect(await count()).toBe(0)
  })
})
