/** Groups of four digits that name an IPv6 network; the other four are its owner's to choose. */
const NETWORK_GROUPS = 4

/**
 * What one visitor cannot change at will: an IPv4 address, or the first half of an IPv6 address, because every home and
 * every rented server has 2^64 of them.
 */
export function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address
  const [before = '', after] = address.split('::')
  const first = before === '' ? [] : before.split(':')
  const last = after ? after.split(':') : []
  const skipped = after === undefined ? [] : Array(8 - first.length - last.length).fill('0')
  return [...first, ...skipped, ...last].slice(0, NETWORK_GROUPS).join(':')
}
