import type Stripe from 'stripe'

export interface Seen {
  readonly status: number
  readonly html: string
  readonly location: string | null
}

/** Someone who pays with forms alone, without JavaScript. */
export class Shopper {
  async open({ url }: Stripe.Checkout.Session, path = ''): Promise<Seen> {
    return seen(await fetch(`${url}${path}`, { redirect: 'manual' }))
  }

  /** Types a card with a good expiry, security code and name, unless told otherwise. */
  async pay(
    session: Stripe.Checkout.Session,
    number: string,
    others: Record<string, string> = {},
  ): Promise<Seen> {
    return this.send(session, { number, expiry: '12/34', cvc: '123', name: 'Mia Muster', ...others })
  }

  /** Tells the bank what she thinks of the payment. */
  async answerBank(session: Stripe.Checkout.Session, answer: 'confirmed' | 'refused'): Promise<Seen> {
    return this.send(session, { answer }, '/authentication')
  }

  async send({ url }: Stripe.Checkout.Session, fields: Record<string, string>, path = ''): Promise<Seen> {
    const body = new URLSearchParams(fields)
    return seen(await fetch(`${url}${path}`, { method: 'POST', body, redirect: 'manual' }))
  }
}

async function seen(response: Response): Promise<Seen> {
  return { status: response.status, html: await response.text(), location: response.headers.get('location') }
}
