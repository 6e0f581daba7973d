import { hidden, type Page, type Visitor } from './visitor.ts'

export const ADDRESS = {
  email: 'ada@example.com',
  name: 'Ada Lovelace',
  line1: 'St James’s Square 12',
  postcode: '10115',
  city: 'Berlin',
  country: 'DE',
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
