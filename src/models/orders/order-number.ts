const PREFIX = 'LM-'
const TYPED = /^#?(?:LM)?-?(\d{1,9})$/

/** The number of an order as somebody types it: ' #lm 1001' is LM-1001. Null when it can be none. */
export function orderNumberIn(text: string): string | null {
  const [, digits] = TYPED.exec(text.replace(/\s/g, '').toUpperCase()) ?? []
  return digits ? PREFIX + Number(digits) : null
}
