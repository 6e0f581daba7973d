import { hidden, type Page, type Visitor } from './visitor.ts'

export const ADDRESS = {
  email: 'ada@example.com',
  name: 'Ada Lovelace',
  line1: 'St James’s Square 12',
  postcode: '10115',
  city: 'Berlin',
  country: 'DE',
}

const POSTCODES: Readonly<Record<string, string>> = {
  AT: '1010',
  CH: '8001',
  FR: '75001',
  HU: '1051',
  JP: '154-0023',
}

/** The same address elsewhere: what its country cannot mean would be refused. */
export function addressIn(country: string): typeof ADDRESS & { region: string } {
  return {
    ...ADDRESS,
    country,
    postcode: POSTCODES[country] ?? ADDRESS.postcode,
    region: country === 'JP' ? '13' : '',
  }
}

/** Goes from a filled cart to the review page. */
export async function toReview(visitor: Visitor, address: Record<string, string> = ADDRESS): Promise<Page> {
  const delivery = await visitor.follow(await visitor.post('/checkout/address', address))
  const method = /name="method"[^>]*? value="(\d+)"/.exec(delivery.text)?.[1] ?? ''
  return visitor.follow(await visitor.post('/checkout/delivery', { method }))
}

/** Presses the button of a review page. */
export function place(visitor: Visitor, review: Page): Promise<Page> {
  return visitor.post('/orders', { checkout: hidden(review, 'checkout'), agreed: hidden(review, 'agreed') })
}

/** Pays on the stand-in's page and comes back. */
export async function pay(visitor: Visitor, placed: Page, card = 'visa'): Promise<Page> {
  const page = placed.location ?? ''
  await visitor.get(page)
  return visitor.follow(await visitor.post(page, { test_card: card }))
}
