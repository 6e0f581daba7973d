import type { CheckoutSession } from '../resources/checkout-session.ts'

interface Notice {
  readonly status: number
  readonly title: string
  readonly text: string
  readonly link: { readonly href: string; readonly text: string } | null
}

/** What someone reads who comes to a session that is no longer open. Nothing is charged again. */
export function noticeFor(session: CheckoutSession, method: string): Notice {
  return session.status === 'complete' ? alreadyPaid(session, method) : expired(session)
}

export const unknownSession: Notice = {
  status: 404,
  title: 'There is no such payment page',
  text: 'The address may be incomplete. Go back to the shop and start the payment again.',
  link: null,
}

export const mishap: Notice = {
  status: 500,
  title: 'Something went wrong',
  text: 'Nothing was changed. Please go back and try again.',
  link: null,
}

function alreadyPaid({ record, returnUrl }: CheckoutSession, method: string): Notice {
  return {
    status: method === 'POST' ? 409 : 200,
    title: record.paymentStatus === 'paid' ? 'This order is already paid' : 'This payment is under way',
    text: 'You have done everything. Your card was not charged again.',
    link: { href: returnUrl, text: 'Continue to your order' },
  }
}

function expired({ record: { cancelUrl } }: CheckoutSession): Notice {
  return {
    status: 410,
    title: 'This payment page has expired',
    text: 'Nothing was charged. Go back to the shop to start the payment again.',
    link: cancelUrl === null ? null : { href: cancelUrl, text: 'Back to the shop' },
  }
}
