import { randomFillSync } from 'node:crypto'

/** Asking the system costs some microseconds however little is asked for, so it is asked for much at a time. */
const store = Buffer.alloc(3 * 4_096)
let used = store.length

/** Unguessable characters of base64url. @param length a multiple of 4 */
export function randomText(length: number): string {
  const bytes = (length / 4) * 3
  if (used + bytes > store.length) {
    randomFillSync(store)
    used = 0
  }
  used += bytes
  return store.toString('base64url', used - bytes, used)
}
