/** Codes are the same in any case: WELCOME10 is welcome10. */
export function sameCode(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
