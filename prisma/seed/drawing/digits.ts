/** The digits 0 to 9, five rows of three cells each. */
const GLYPHS: readonly (readonly string[])[] = [
  ['###', '# #', '# #', '# #', '###'],
  [' # ', '## ', ' # ', ' # ', '###'],
  ['###', '  #', '###', '#  ', '###'],
  ['###', '  #', ' ##', '  #', '###'],
  ['# #', '# #', '###', '  #', '  #'],
  ['###', '#  ', '###', '  #', '###'],
  ['###', '#  ', '###', '# #', '###'],
  ['###', '  #', ' # ', ' # ', ' # '],
  ['###', '# #', '###', '# #', '###'],
  ['###', '# #', '###', '  #', '###'],
]

/** Width of a digit and the gap after it, in cells. */
const ADVANCE = 4

/** Whether a whole number, centred at x = 0 with its top at y = 0 (in cells, y downward), has ink at (x, y). */
export function inkedDigit(number: number, x: number, y: number): boolean {
  const digits = String(number)
  const along = x + (digits.length * ADVANCE - 1) / 2
  const place = Math.floor(along / ADVANCE)
  const row = GLYPHS[Number(digits[place] ?? -1)]?.[Math.floor(y)]
  return row?.[Math.floor(along - place * ADVANCE)] === '#'
}
