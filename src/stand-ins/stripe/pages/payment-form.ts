import { z } from 'zod'
import type { Card, Payer } from '../cards/card.ts'
import { CardNumber } from '../cards/card-number.ts'
import { Expiry } from '../cards/expiry.ts'
import { nameOf, type TestCard, testCardNamed } from '../cards/test-cards.ts'

/** The choice of no test card: the fields of the form hold the card. */
export const TYPED = 'typed'

// A field that is missing or came twice counts as left empty.
const field = z.string().trim().max(300).catch('')

const paymentFields = z.object({
  test_card: field,
  email: field,
  number: field,
  expiry: field,
  cvc: field,
  name: field,
})

type Fields = z.infer<typeof paymentFields>
export type Mistakes = Partial<Record<keyof Fields, string>>

/** What the shopper sent from the payment page. */
export class PaymentForm {
  readonly #fields: Fields
  readonly #sessionEmail: string | null
  readonly #now: Date
  readonly #testCard: TestCard | undefined
  readonly #number: CardNumber
  readonly #expiry: Expiry

  constructor(body: unknown, sessionEmail: string | null, now: Date) {
    this.#fields = paymentFields.parse(body ?? {})
    this.#sessionEmail = sessionEmail
    this.#now = now
    this.#testCard = testCardNamed(this.#fields.test_card)
    this.#number = new CardNumber(this.#testCard?.number ?? this.#fields.number)
    this.#expiry = this.#testCard ? Expiry.yearsAfter(now, 3) : new Expiry(this.#fields.expiry)
  }

  /** What may be shown again: everything but the security code. */
  get kept() {
    const { email, number, expiry, name } = this.#fields
    return { test_card: this.#testCard?.name ?? TYPED, email, number, expiry, name }
  }

  /** What is wrong, by field; empty when the form can be used. */
  get mistakes(): Mistakes {
    const mistakes = { email: this.#emailMistake(), ...(this.#testCard ? {} : this.#typedMistakes()) }
    return Object.fromEntries(Object.entries(mistakes).filter(([, mistake]) => mistake !== undefined))
  }

  get card(): Card {
    return {
      testCard: nameOf(this.#number),
      brand: this.#number.brand,
      last4: this.#number.last4,
      expiryMonth: this.#expiry.month,
      expiryYear: this.#expiry.year,
    }
  }

  get payer(): Payer {
    return { name: this.#fields.name || 'Test Shopper', email: this.#sessionEmail ?? this.#fields.email }
  }

  #typedMistakes(): Mistakes {
    return {
      number: this.#numberMistake(),
      expiry: this.#expiryMistake(),
      cvc: this.#cvcMistake(),
      name: this.#fields.name === '' ? 'Enter the name on the card.' : undefined,
    }
  }

  #emailMistake(): string | undefined {
    const email = this.#sessionEmail ?? this.#fields.email
    if (!z.email().safeParse(email).success) return 'Enter an email address, such as name@example.com.'
  }

  #numberMistake(): string | undefined {
    if (this.#fields.number === '') return 'Enter a card number.'
    if (!this.#number.isValid) return 'Your card number is invalid.'
  }

  #expiryMistake(): string | undefined {
    if (!this.#expiry.isComplete) return 'Enter the expiry date as month and year, such as 12/34.'
    if (this.#expiry.isPast(this.#now)) return 'Your card’s expiry date is in the past.'
  }

  #cvcMistake(): string | undefined {
    const { cvcLength } = this.#number
    const hasRightLength = /^\d+$/.test(this.#fields.cvc) && this.#fields.cvc.length === cvcLength
    if (!hasRightLength) return `Enter the security code: ${cvcLength} digits.`
  }
}
