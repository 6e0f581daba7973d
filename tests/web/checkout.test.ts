import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OutboxFolderMailer } from '../../src/gateways/outbox-folder.mailer.ts'
import { stock, variantOf } from '../support/cart.ts'
import { formValues } from '../support/form-values.ts'
import { ADDRESS, pay, place, toReview } from '../support/purchase.ts'
import { aShop, OWNER, type TestShop } from '../support/test-shop.ts'
import { hidden, type Page, Visitor } from '../support/visitor.ts'

const PASSWORD = 'ammonites and belemnites'
const INVOICE = {
  billing: 'other',
  billingCountry: 'FR',
  billingName: 'Émilie du Châtelet',
  billingCompany: 'Physique SARL',
  billingLine1: 'Rue Saint-Louis 2',
  billingPostcode: '75004',
  billingCity: 'Paris',
}

let shop: TestShop
let fluorite: string
let lastAddress = 0

beforeAll(async () => {
  shop = await aShop('demo', { LOG_LEVEL: 'silent' })
  fluorite = await variantOf(shop, 'FLUO-TN-GREE')
  await stock(shop, fluorite, 5_000)
})

afterAll(() => shop[Symbol.asyncDispose]())

const aVisitor = () => new Visitor(shop.url, `198.51.100.${++lastAddress}`)

async function aGuest(): Promise<Visitor> {
  const guest = aVisitor()
  await guest.post('/cart/lines', { variant: fluorite })
  return guest
}

async function aCustomer(email: string): Promise<Visitor> {
  const customer = aVisitor()
  await customer.post('/register', { name: 'Mary Anning', email, password: PASSWORD })
  await customer.post('/cart/lines', { variant: fluorite })
  return customer
}

/** The sentence under a field and the one in the summary. */
function said({ text }: Page, field: string): { inSummary: string; atField: string } {
  const words = (pattern: RegExp) => pattern.exec(text)?.[1] ?? ''
  return {
    inSummary: words(new RegExp(`<a href="#field-${field}">([^<]*)</a>`)),
    atField: words(new RegExp(`id="error-${field}">([^<]*)<`)),
  }
}

describe('a field that is wrong', () => {
  const cases: readonly [string, Record<string, string>, RegExp][] = [
    ['email', { email: 'ada@' }, /^Enter an email address in the form/],
    ['country', { country: '' }, /^Choose the country the parcel goes to\.$/],
    ['country', { country: 'KP' }, /^We do not deliver/],
    ['name', { name: ' \u00a0 ' }, /^Enter the full name/],
    ['line1', { line1: '' }, /^Enter the street/],
    ['line2', { line2: 'x'.repeat(121) }, /^Use at most 120 characters/],
    ['company', { company: 'x'.repeat(121) }, /^Use at most 120 characters/],
    [
      'postcode',
      { postcode: '1011' },
      /^Enter the postcode as it is written in Germany, for example \d{5}\.$/,
    ],
    ['city', { city: '' }, /^Enter the town or city\.$/],
    ['region', { country: 'US', postcode: '12207', region: '' }, /^Choose the state\.$/],
    ['postcode', { country: 'US', postcode: 'SW1', region: 'NY' }, /^Enter the ZIP code as it is written/],
    ['phone', { phone: 'call me' }, /^Enter a phone number/],
    ['vatNumber', { vatNumber: 'DE136695977' }, /^This VAT number has a mistake/],
    ['billingCountry', { ...INVOICE, billingCountry: '' }, /^Choose the country the invoice goes to\.$/],
    ['billingName', { ...INVOICE, billingName: '' }, /^Enter the name that the invoice/],
    ['billingLine1', { ...INVOICE, billingLine1: '' }, /^Invoice: Enter the street/],
    ['billingLine2', { ...INVOICE, billingLine2: 'x'.repeat(121) }, /^Invoice: Use at most/],
    ['billingCompany', { ...INVOICE, billingCompany: 'x'.repeat(121) }, /^Invoice: Use at most/],
    [
      'billingPostcode',
      { ...INVOICE, billingPostcode: 'ABC' },
      /^Invoice: Enter the postcode as it is written in France/,
    ],
    ['billingCity', { ...INVOICE, billingCity: '' }, /^Invoice: Enter the town/],
    [
      'billingRegion',
      { ...INVOICE, billingCountry: 'US', billingPostcode: '12207' },
      /^Invoice: Choose the state/,
    ],
  ]

  test.each(cases)(
    '%s: is said above and beside it in the same words (%o)',
    async (field, wrong, sentence) => {
      const guest = await aGuest()
      const page = await guest.post('/checkout/address', { ...ADDRESS, ...wrong })
      expect(page.status).toBe(422)
      expect(page.text).toContain('<title>Error: ')
      expect(page.text).toMatch(/role="alert" tabindex="-1" data-error-summary/)
      const { inSummary, atField } = said(page, field)
      expect(inSummary).toMatch(sentence)
      expect(atField).toBe(inSummary)
      const input = new RegExp(`<(?:input|select)[^>]* id="field-${field}"[^>]*>`).exec(page.text)?.[0]
      expect(input).toContain('aria-invalid="true"')
      expect(input).toMatch(new RegExp(`aria-describedby="[^"]*\\berror-${field}\\b`))
      expect(formValues(page)).toMatchObject({
        ...ADDRESS,
        ...wrong,
        country: wrong.country === 'KP' ? '' : (wrong.country ?? 'DE'),
      })
    },
  )

  test('of the delivery is said there, too', async () => {
    const guest = await aGuest()
    await guest.post('/checkout/address', ADDRESS)
    const page = await guest.post('/checkout/delivery', { method: 'x' })
    expect(page.status).toBe(422)
    expect(said(page, 'method')).toEqual({
      inSummary: 'Choose how we shall send it.',
      atField: 'Choose how we shall send it.',
    })
  })
})

describe('the address form', () => {
  const tokens: readonly [string, string, string, string?][] = [
    ['email', 'email', 'email', 'email'],
    ['country', 'shipping country', 'select'],
    ['name', 'shipping name', 'text'],
    ['line1', 'shipping address-line1', 'text'],
    ['line2', 'shipping address-line2', 'text'],
    ['company', 'shipping organization', 'text'],
    ['city', 'shipping address-level2', 'text'],
    ['region', 'shipping address-level1', 'select'],
    ['postcode', 'shipping postal-code', 'text'],
    ['phone', 'shipping tel', 'tel', 'tel'],
    ['billingCountry', 'billing country', 'select'],
    ['billingName', 'billing name', 'text'],
    ['billingLine1', 'billing address-line1', 'text'],
    ['billingLine2', 'billing address-line2', 'text'],
    ['billingCompany', 'billing organization', 'text'],
    ['billingPostcode', 'billing postal-code', 'text', 'numeric'],
    ['billingCity', 'billing address-level2', 'text'],
  ]

  test('tells browsers what each field is for', async () => {
    const guest = await aGuest()
    await guest.post('/checkout/address', { country: 'US', billingCountry: 'FR', update: 'delivery' })
    const { text } = await guest.get('/checkout/address')
    for (const [field, token, type, inputmode] of tokens) {
      const tag = new RegExp(`<(input|select)[^>]* id="field-${field}"[^>]*>`).exec(text)
      expect(tag?.[0], field).toContain(`autocomplete="${token}"`)
      if (type === 'select') expect(tag?.[1], field).toBe('select')
      else expect(tag?.[0], field).toContain(`type="${type}"`)
      if (inputmode) expect(tag?.[0], field).toContain(`inputmode="${inputmode}"`)
      expect(text, field).toContain(`<label class="field__label" for="field-${field}">`)
    }
    expect(text).not.toContain('placeholder=')
  })

  test('shows the fields of another country without a script, and keeps what was typed', async () => {
    const guest = await aGuest()
    const typed = { ...ADDRESS, country: 'US', postcode: '12207', update: 'delivery' }
    const page = await guest.follow(await guest.post('/checkout/address', typed))
    expect(page.status).toBe(200)
    expect(page.text).toContain('ZIP code')
    expect(page.text).toContain('<option value="NY">New York</option>')
    expect(formValues(page)).toMatchObject({ ...ADDRESS, country: 'US', postcode: '12207' })
    const back = await guest.follow(
      await guest.post('/checkout/address', { country: 'DE', update: 'delivery' }),
    )
    expect(formValues(back)).toMatchObject({ name: ADDRESS.name, city: ADDRESS.city })
  })

  test('offers a sign-in after the way that needs none, and asks for one name and no telephone', async () => {
    const { text } = await (await aGuest()).get('/checkout/address')
    expect(text.indexOf('You do not need an account')).toBeLessThan(
      text.indexOf('/sign-in?next=/checkout/address'),
    )
    expect(text).not.toMatch(/first.?name|last.?name/i)
    expect(text).toMatch(/for="field-phone">Phone <span[^>]*>\(optional\)/)
    expect(text).toMatch(/<details class="more">\s*<summary[^>]*>Add apartment or company/)
    expect(text).toMatch(/name="billing" value="other" data-billing>/)
  })

  test.each([
    ['O’Connor', { name: "  Sinéad   O'Connor " }, 'Sinéad O&#39;Connor'],
    ['a name of the world', { name: 'Nguyễn Thị Minh Khai' }, 'Nguyễn Thị Minh Khai'],
    ['letters in two pieces', { name: 'Nguye\u0302\u0303n' }, 'Nguyễn'],
    ['pasted blanks', { line1: '\u200b12\u00a0 Main\tStreet\u2003' }, '12 Main Street'],
    ['sw1a1aa', { country: 'GB', city: 'London', postcode: 'sw1a1aa' }, 'SW1A 1AA'],
    ['a postcode with a hyphen', { postcode: 'D-10115' }, '10115 Berlin'],
    ['blanks in a mail address', { email: ' mailto:ada @example.com ' }, '>ada@example.com<'],
    ['a VAT number in pieces', { vatNumber: 'de 136 695-976' }, 'VAT number DE136695976'],
  ])('forgives %s', async (_what, typed, written) => {
    const guest = await aGuest()
    expect((await toReview(guest, { ...ADDRESS, ...typed })).text).toContain(written)
    // What was typed stands in its field as it was typed.
    expect(formValues(await guest.get('/checkout/address'))).toMatchObject(typed)
  })
})

describe('an invoice to somebody else', () => {
  test('is frozen in the order, and shown at the review, on the order page, in the mail and in the back office', async () => {
    const guest = await aGuest()
    const email = 'invoice@example.com'
    const again = await toReview(guest, { ...ADDRESS, email, ...INVOICE, vatNumber: 'DE136695976' })
    const lines = ['Physique SARL', 'Émilie du Châtelet', 'Rue Saint-Louis 2', '75004 Paris', 'France']
    const everywhere = [...lines, 'DE136695976']
    for (const words of everywhere) expect(again.text).toContain(words)
    const confirmation = await pay(guest, await place(guest, again))
    const [row] = await shop.database.query<{ number: string; billing: Record<string, string> }>(
      'SELECT number, billing FROM orders WHERE email = $1',
      [email],
    )
    expect(row?.billing).toMatchObject({ name: INVOICE.billingName, country: 'FR', vatNumber: 'DE136695976' })

    const href = /href="(\/orders\/[^"?]+\?key=[^"]+)"/.exec(confirmation.text)?.[1] ?? ''
    const owner = aVisitor()
    await owner.get('/backoffice')
    await owner.post('/backoffice/sign-in', OWNER)
    const pages = [await guest.get(href), await owner.get(`/backoffice/orders/${row?.number}`)]
    const mail = await mailTo(email)
    for (const text of [...pages.map((page) => page.text), mail.html, mail.text])
      for (const words of everywhere) expect(text).toContain(words)
  })

  test('is not mentioned where it goes where the parcel goes', async () => {
    const review = await toReview(await aGuest(), { ...ADDRESS, ...INVOICE, billing: '' })
    expect(review.text).toContain('Is everything right?')
    expect(review.text).not.toContain('Invoice to')
  })
})

async function mailTo(address: string) {
  const outbox = new OutboxFolderMailer(`${shop.folder}/mails`, 'shop@example.com')
  for (let tries = 0; tries < 150; tries += 1) {
    const mail = (await outbox.mails()).find(({ to }) => to === address)
    if (mail) return mail
    await sleep(100)
  }
  throw new Error(`No mail to ${address} came.`)
}

describe('the steps', () => {
  test('cannot be skipped, by no page and by no form', async () => {
    const guest = await aGuest()
    expect((await guest.get('/checkout')).location).toBe('/checkout/address')
    for (const step of ['/checkout/delivery', '/checkout/review'])
      expect((await guest.get(step)).location).toBe('/checkout/address')
    expect((await guest.post('/checkout/delivery', { method: '1' })).location).toBe('/checkout/address')
    const nowhere = { checkout: '00000000-0000-4000-8000-000000000000', agreed: 'x' }
    expect((await guest.post('/orders', nowhere)).location).toBe('/cart')

    await guest.post('/checkout/address', ADDRESS)
    expect((await guest.get('/checkout')).location).toBe('/checkout/delivery')
    expect((await guest.get('/checkout/review')).location).toBe('/checkout/delivery')
  })

  test('are not walked again by whoever has answered everything, nor by whoever changes one thing at the end', async () => {
    const guest = await aGuest()
    const review = await toReview(guest)
    expect((await guest.get('/checkout')).location).toBe('/checkout/review')
    expect(review.text).toContain('href="/checkout/address?return=review"')
    const form = await guest.get('/checkout/address?return=review')
    expect(form.text).toContain('Continue to review')
    const changed = { ...formValues(form), name: 'Augusta King' }
    const answer = await guest.post('/checkout/address', changed)
    expect(answer.location).toBe('/checkout/review')
    expect((await guest.follow(answer)).text).toMatch(/Augusta King[\s\S]*Pay €28\.40/)
  })

  test('do not believe a form that names prices of its own', async () => {
    const guest = await aGuest()
    const forged = { total: '1', price: '0', discount: '100', shipping: '0', country: 'DE' }
    await guest.post('/checkout/address', { ...ADDRESS, email: 'forger@example.com', ...forged })
    const [, method = ''] =
      /name="method"[^>]*? value="(\d+)"/.exec((await guest.get('/checkout/delivery')).text) ?? []
    const review = await guest.follow(await guest.post('/checkout/delivery', { method, ...forged }))
    const fields = { checkout: hidden(review, 'checkout'), agreed: hidden(review, 'agreed') }
    expect((await guest.post('/orders', { ...fields, agreed: 'forged', ...forged })).status).toBe(409)
    expect((await guest.post('/orders', { ...fields, ...forged })).status).toBe(303)
    const rows = await shop.database.query("SELECT total FROM orders WHERE email = 'forger@example.com'")
    expect(rows).toEqual([{ total: 2_840 }])
  })
})

describe('what the shop changes between two steps', () => {
  const PRICE = 'UPDATE shipping_methods SET tiers = $1::jsonb WHERE id = $2'
  const tiers = (price: number) => JSON.stringify([{ upToGrams: null, price }])

  async function withPrice<Result>(id: string, price: number, work: () => Promise<Result>): Promise<Result> {
    const [before] = await shop.database.query<{ tiers: unknown }>(
      'SELECT tiers FROM shipping_methods WHERE id = $1',
      [id],
    )
    await shop.database.query(PRICE, [tiers(price), id])
    try {
      return await work()
    } finally {
      await shop.database.query(PRICE, [JSON.stringify(before?.tiers), id])
    }
  }

  const methodOn = ({ text }: Page) => /name="method"[^>]*? value="(\d+)"[^>]* checked/.exec(text)?.[1] ?? ''

  test('is said when the form comes back, and the form must be sent once more', async () => {
    const guest = await aGuest()
    const delivery = await guest.follow(await guest.post('/checkout/address', ADDRESS))
    const method = methodOn(delivery)
    await withPrice(method, 777, async () => {
      const stale = await guest.post('/checkout/delivery', { ...formValues(delivery), method })
      expect(stale.status).toBe(409)
      expect(stale.text).toContain('Insured parcel now costs €7.77 instead of €4.90.')
      expect(stale.text).toContain('The total is now €31.27.')
      const accepted = await guest.post('/checkout/delivery', { ...formValues(stale), method })
      expect(accepted.location).toBe('/checkout/review')
      expect((await guest.follow(accepted)).text).not.toContain('This has changed')
    })
  })

  test('is said on whatever page comes next, and accepted by going on', async () => {
    const guest = await aGuest()
    await toReview(guest)
    const method = methodOn(await guest.get('/checkout/delivery'))
    await withPrice(method, 990, async () => {
      for (const step of ['/checkout/address', '/checkout/delivery', '/checkout/review'])
        expect((await guest.get(step)).text).toContain('Insured parcel now costs €9.90 instead of €4.90.')
      const form = formValues(await guest.get('/checkout/address'))
      const next = await guest.follow(await guest.post('/checkout/address', form))
      expect(next.text).not.toContain('This has changed')
    })
  })

  test('at the address keeps what was typed meanwhile', async () => {
    const guest = await aGuest()
    await toReview(guest)
    const method = methodOn(await guest.get('/checkout/delivery'))
    const form = formValues(await guest.get('/checkout/address'))
    await withPrice(method, 990, async () => {
      const stale = await guest.post('/checkout/address', { ...form, name: 'Augusta King' })
      expect(stale.status).toBe(409)
      expect(stale.text).toContain('Insured parcel now costs €9.90 instead of €4.90.')
      expect(formValues(stale).name).toBe('Augusta King')
    })
  })

  test('also when a promotion ends or the tax is another', async () => {
    const guest = await aGuest()
    await guest.post('/cart/lines', { variant: fluorite, quantity: '2' })
    await guest.post('/cart/coupons', { code: 'welcome10' })
    await toReview(guest)
    await shop.database.query("UPDATE promotions SET ends_at = now() - interval '1 minute'")
    const ended = (await guest.get('/checkout/review')).text
    expect(ended).toContain('“Welcome: 10 % off” no longer applies.')
    await shop.database.query('UPDATE promotions SET ends_at = NULL')
    expect((await guest.get('/checkout/review')).text).not.toContain('This has changed')
    await shop.database.query("UPDATE tax_rates SET basis_points = 2000 WHERE countries = '{DE}'")
    expect((await guest.get('/checkout/review')).text).toContain('The tax is computed with another rate now.')
    await shop.database.query("UPDATE tax_rates SET basis_points = 1900 WHERE countries = '{DE}'")
  })

  test('does not mention what shoppers change themselves', async () => {
    const guest = await aGuest()
    await toReview(guest)
    await guest.post('/cart/lines', { variant: fluorite, quantity: '1' })
    expect((await guest.get('/checkout/review')).text).not.toContain('This has changed')
  })

  test('does not stop who has chosen another country while the page’s script kept the form', async () => {
    const guest = await aGuest()
    const page = formValues(await guest.get('/checkout/address'))
    const typed = { ...page, ...ADDRESS, country: 'FR', postcode: '75001', city: 'Paris' }
    await guest.post('/checkout/draft', typed)
    expect((await guest.post('/checkout/address', typed)).location).toBe('/checkout/delivery')
  })
})

describe('a shop that sells to customers with an account only', () => {
  test('leads guests through the registration at every step, and back, with everything they typed', async () => {
    const guest = await aGuest()
    const review = await toReview(guest, { ...ADDRESS, email: 'must@example.com' })
    await shop.database.query("INSERT INTO settings (key, value) VALUES ('accountRequired', 'true')")
    try {
      const turnedAway = await guest.post('/orders', {
        checkout: hidden(review, 'checkout'),
        agreed: hidden(review, 'agreed'),
      })
      expect(turnedAway.location).toBe('/sign-in?next=%2Fcheckout%2Freview')
      for (const step of ['/checkout/address', '/checkout/delivery', '/checkout/review'])
        expect((await guest.get(step)).location).toBe(`/sign-in?next=${encodeURIComponent(step)}`)
      const typed = await guest.post('/checkout/address', { ...ADDRESS, line1: 'Typed Street 7', city: '' })
      expect(typed.location).toBe('/sign-in?next=%2Fcheckout%2Faddress')

      const signIn = await guest.follow(typed)
      expect(signIn.text).toContain('Please sign in or create an account to order.')
      expect(signIn.text).toContain('/register?next=%2Fcheckout%2Faddress')
      const account = {
        name: 'Ada',
        email: 'must@example.com',
        password: PASSWORD,
        next: '/checkout/address',
      }
      const back = await guest.follow(await guest.post('/register', account))
      expect(formValues(back)).toMatchObject({ name: ADDRESS.name, line1: 'Typed Street 7', city: '' })
      const placed = await place(guest, await toReview(guest, ADDRESS))
      expect(placed.location).toContain('/stand-in/')
    } finally {
      await shop.database.query("DELETE FROM settings WHERE key = 'accountRequired'")
    }
  })

  test('is made so in the back office', async () => {
    const owner = aVisitor()
    await owner.get('/backoffice')
    await owner.post('/backoffice/sign-in', OWNER)
    const settings = formValues(await owner.get('/backoffice/settings'))
    expect(settings.accountRequired).toBeUndefined()
    await owner.post('/backoffice/settings', { ...settings, accountRequired: 'yes' })
    expect((await (await aGuest()).get('/checkout/address')).location).toContain('/sign-in')
    await owner.post('/backoffice/settings', settings)
    expect((await (await aGuest()).get('/checkout/address')).status).toBe(200)
  })
})

describe('an account after the order', () => {
  test('takes a password only, and does not bring the order along before the mail address is verified', async () => {
    const guest = await aGuest()
    const email = 'afterwards@example.com'
    const confirmation = await pay(guest, await place(guest, await toReview(guest, { ...ADDRESS, email })))
    const action = /action="([^"]*\/account\?key=[^"]*)"/.exec(confirmation.text)?.[1] ?? ''
    expect(confirmation.text).toContain(`value="${email}" autocomplete="username" readonly`)

    const short = await guest.post(action, { password: 'short' })
    expect(short.status).toBe(422)
    expect(said(short, 'password').inSummary).toBe('Choose a password of at least 10 characters.')
    const made = await guest.post(action, { password: PASSWORD, email: 'somebody.else@example.com' })
    expect(made.status).toBe(303)
    expect((await guest.follow(made)).text).toContain('Welcome, Ada.')
    expect((await guest.get('/account/orders')).text).toContain('No orders yet')
    const users = await shop.database.query('SELECT name FROM users WHERE email = $1', [email])
    expect(users).toEqual([{ name: 'Ada Lovelace' }])
    expect((await aVisitor().post(action, { password: PASSWORD })).status).toBe(422)
    expect((await aVisitor().post(action.split('?')[0] ?? '', { password: PASSWORD })).status).toBe(404)
  })
})

describe('an address book', () => {
  const OCKHAM = { label: 'At home', ...ADDRESS, line1: 'Ockham Park 1' }

  const idsOn = ({ text }: Page) =>
    [...text.matchAll(/href="\/account\/addresses\/(\d+)"/g)].map(([, id]) => id ?? '')

  test('is filled, changed and emptied, and has one default of each kind', async () => {
    const customer = await aCustomer('book@example.com')
    await customer.post('/account/addresses', OCKHAM)
    await customer.post('/account/addresses', { ...OCKHAM, label: 'At work', line1: 'Dorset Street 1' })
    const page = await customer.get('/account/addresses')
    const [home = '', work = ''] = idsOn(page)
    expect(page.text.match(/First for/g)).toHaveLength(2)
    await customer.post(`/account/addresses/${work}/default`, { purpose: 'delivery' })
    const defaults = await shop.database.query(
      'SELECT default_delivery AS d, default_billing AS b FROM addresses WHERE id = ANY($1) ORDER BY id',
      [[home, work]],
    )
    expect(defaults).toEqual([
      { d: false, b: true },
      { d: true, b: false },
    ])
    const wrong = await customer.post(`/account/addresses/${home}`, { ...OCKHAM, postcode: '1' })
    expect(wrong.status).toBe(422)
    expect(said(wrong, 'postcode').atField).toMatch(/^Enter the postcode as/)
    await customer.post(`/account/addresses/${home}`, { ...OCKHAM, city: 'Potsdam' })
    expect((await customer.get('/account/addresses')).text).toContain('10115 Potsdam')
    await customer.post(`/account/addresses/${home}/deletion`, {})
    expect(idsOn(await customer.get('/account/addresses'))).toEqual([work])
  })

  test('is nobody else’s', async () => {
    const owner = await aCustomer('mine@example.com')
    await owner.post('/account/addresses', OCKHAM)
    const [id = ''] = idsOn(await owner.get('/account/addresses'))
    const stranger = await aCustomer('stranger@example.com')
    expect((await stranger.get(`/account/addresses/${id}`)).status).toBe(404)
    for (const [path, fields] of [
      ['', OCKHAM],
      ['/deletion', {}],
      ['/default', { purpose: 'billing' }],
    ] as const)
      expect((await stranger.post(`/account/addresses/${id}${path}`, fields)).status).toBe(404)
    const page = await stranger.post('/checkout/address', { email: 's@example.com', savedAddress: id })
    expect(page.status).toBe(422)
    expect(page.text).not.toContain('Ockham')
    expect((await aVisitor().get(`/account/addresses/${id}`)).location).toContain('/sign-in')
  })

  test('is chosen from in the checkout, and what was typed instead is not lost', async () => {
    const customer = await aCustomer('chooses@example.com')
    await customer.post('/account/addresses', OCKHAM)
    const form = formValues(await customer.get('/checkout/address'))
    expect(form.savedAddress).toMatch(/^\d+$/)
    const typed = { ...form, line1: 'Half a street' }
    const review = await toReview(customer, typed)
    expect(review.text).toContain('Ockham Park 1')
    expect(review.text).not.toContain('Half a street')
    expect(formValues(await customer.get('/checkout/address'))).toMatchObject({ line1: 'Half a street' })
  })

  test('takes a new address from the checkout, once, even if it is sent twice', async () => {
    const customer = await aCustomer('keeps@example.com')
    const form = { ...ADDRESS, save: 'yes', savedAddress: 'another' }
    const answers = await Promise.all([1, 2].map(() => customer.post('/checkout/address', form)))
    expect(answers.map(({ location }) => location)).toEqual(['/checkout/delivery', '/checkout/delivery'])
    expect(idsOn(await customer.get('/account/addresses'))).toHaveLength(1)
  })
})
