import { CardNumber } from '../cards/card-number.ts'
import { type TestCard, testCards } from '../cards/test-cards.ts'

const AT_HAND: ReadonlySet<string> = new Set(['visa', 'generic_decline', 'authentication'])

/** The test cards as the payment page offers them: a few at hand, the others behind a fold. */
export function testCardList() {
  return {
    atHand: testCards.filter(({ name }) => AT_HAND.has(name)).map(offer),
    others: testCards.filter(({ name }) => !AT_HAND.has(name)).map(offer),
  }
}

function offer({ name, number, label }: TestCard) {
  return { name, label, number: new CardNumber(number).spaced }
}
