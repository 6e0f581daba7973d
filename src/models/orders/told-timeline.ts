import type { Order, TimelineEntry } from './order.ts'

/** An entry of the timeline as its buyer reads it. */
export interface ToldEntry {
  readonly at: Date
  readonly who: string
  readonly what: string
  readonly why: string
}

/** What the shop calls otherwise among its own people. */
const OTHERWISE: Readonly<Record<string, Pick<ToldEntry, 'what' | 'why'>>> = {
  'Came back to change the order': { what: 'Opened again to change something', why: '' },
  'Payment does not match the order': {
    what: 'We are checking a payment',
    why: 'It is not the amount of this order; we write to you.',
  },
}

/** Who, when, what and why in the words of its buyer: nobody's address or name but “you” and “the shop”. */
export function toldTimeline({ timeline, email }: Order, gateways: readonly string[]): readonly ToldEntry[] {
  const who = ({ actor }: TimelineEntry) => {
    if (actor === email) return 'you'
    return gateways.includes(actor) ? 'the payment provider' : 'the shop'
  }
  return timeline.map((entry) => {
    const { at, what, why } = entry
    return { at, who: who(entry), what, why, ...OTHERWISE[what] }
  })
}
