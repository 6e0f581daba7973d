import type { CardNumber } from './card-number.ts'
import { type Decline, declines } from './decline.ts'

/** What becomes of a payment by a card. */
export type Course =
  | { readonly kind: 'succeeds' }
  | { readonly kind: 'is_declined'; readonly decline: Decline }
  | { readonly kind: 'asks_the_bank'; readonly then: Course }
  | { readonly kind: 'succeeds_late' }
  | { readonly kind: 'fails_late'; readonly decline: Decline }

export interface TestCard {
  readonly name: string
  readonly number: string
  readonly label: string
  readonly course: Course
  /** A refund of its payments stays `pending` at first. */
  readonly refundsLate?: boolean
}

const succeeds: Course = { kind: 'succeeds' }
const isDeclined = (decline: Decline): Course => ({ kind: 'is_declined', decline })
const asksTheBank = (then: Course): Course => ({ kind: 'asks_the_bank', then })

/**
 * The cards of https://docs.stripe.com/testing that the stand-in knows. Stripe has no card that is decided late
 * (it shows that with bank debits), so the two late ones are the stand-in's own.
 */
export const testCards: readonly TestCard[] = [
  { name: 'visa', number: '4242424242424242', label: 'Pays', course: succeeds },
  { name: 'mastercard', number: '5555555555554444', label: 'Pays (Mastercard)', course: succeeds },
  { name: 'amex', number: '378282246310005', label: 'Pays (American Express)', course: succeeds },
  {
    name: 'generic_decline',
    number: '4000000000000002',
    label: 'Declined',
    course: isDeclined(declines.generic),
  },
  {
    name: 'insufficient_funds',
    number: '4000000000009995',
    label: 'Declined: insufficient funds',
    course: isDeclined(declines.insufficientFunds),
  },
  {
    name: 'lost_card',
    number: '4000000000009987',
    label: 'Declined: lost card',
    course: isDeclined(declines.lostCard),
  },
  {
    name: 'expired_card',
    number: '4000000000000069',
    label: 'Declined: expired card',
    course: isDeclined(declines.expired),
  },
  {
    name: 'incorrect_cvc',
    number: '4000000000000127',
    label: 'Declined: wrong security code',
    course: isDeclined(declines.incorrectCvc),
  },
  {
    name: 'processing_error',
    number: '4000000000000119',
    label: 'Declined: processing error',
    course: isDeclined(declines.processingError),
  },
  {
    name: 'authentication',
    number: '4000002500003155',
    label: 'Bank asks (3-D Secure)',
    course: asksTheBank(succeeds),
  },
  {
    name: 'authentication_always',
    number: '4000002760003184',
    label: 'Bank always asks (3-D Secure)',
    course: asksTheBank(succeeds),
  },
  {
    name: 'authentication_then_decline',
    number: '4000008260003178',
    label: 'Bank asks, then insufficient funds',
    course: asksTheBank(isDeclined(declines.insufficientFunds)),
  },
  { name: 'late_success', number: '4000000000006009', label: 'Pays late', course: { kind: 'succeeds_late' } },
  {
    name: 'late_failure',
    number: '4000000000006017',
    label: 'Fails late',
    course: { kind: 'fails_late', decline: declines.generic },
  },
  {
    name: 'late_refund',
    number: '4000000000007726',
    label: 'Pays; refunds stay pending for a while',
    course: succeeds,
    refundsLate: true,
  },
]

const NOT_A_TEST_CARD = { name: 'not_a_test_card', course: isDeclined(declines.notATestCard) } as const

/** The name under which a payment remembers its card; the number itself is never kept. */
export function nameOf(number: CardNumber): string {
  return testCards.find((card) => card.number === number.digits)?.name ?? NOT_A_TEST_CARD.name
}

export function testCardNamed(name: string): TestCard | undefined {
  return testCards.find((card) => card.name === name)
}

export function courseOf(name: string): Course {
  return (testCardNamed(name) ?? NOT_A_TEST_CARD).course
}
