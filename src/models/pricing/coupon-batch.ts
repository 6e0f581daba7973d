/** Without letters and digits that are read for one another: 32 of them, five bits each. */
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const LENGTH = 12
const GROUP = 4

/**
 * Codes that cannot be guessed: 'SPRING-7K3M-9QXD-2FHW' is one of 2⁶⁰.
 *
 * @param prefix may be empty
 * @param chance as many random bytes as it is asked for
 */
export function couponCodes(
  count: number,
  prefix: string,
  chance: (bytes: number) => Uint8Array,
): readonly string[] {
  return Array.from({ length: count }, () => {
    // 256 is a multiple of 32: every letter is equally likely.
    const letters = [...chance(LENGTH)].map((byte) => LETTERS[byte % LETTERS.length]).join('')
    const groups = letters.match(new RegExp(`.{${GROUP}}`, 'g')) ?? []
    return [...(prefix ? [prefix] : []), ...groups].join('-')
  })
}
