import { z } from 'zod'
import { type Cart, type CartContents, MOST_COUPONS, MOST_LINES, MOST_SAVED } from '../models/cart/cart.ts'
import { CartLine, MOST_UNITS_PER_LINE } from '../models/cart/cart-line.ts'

/** Between parts, lines, and a variant and its quantity: cookies and addresses take all three as they are. */
const PART = '!'
const LINE = '~'
const UNITS = '.'
const VERSION = '2'

/** Base 36, which is short: 2147483647 is zik0zj. */
const LINES = /^(?:[1-9a-z][0-9a-z]{0,5}\.[1-9a-z][0-9a-z]{0,2}(?:~(?!$)|$))*$/
const LARGEST_ID = 2_147_483_647

type Kept = CartContents & { readonly id: string }

/** Carts of version 1 were JSON; they live for 30 days and are still read. */
const firstVersion = z.object({
  v: z.literal(1),
  id: z.uuid(),
  lines: z
    .array(z.tuple([z.number().int().positive(), z.number().int().min(1).max(MOST_UNITS_PER_LINE)]))
    .max(MOST_LINES),
  coupons: z.array(z.string().max(60)).transform((codes) => codes.slice(0, MOST_COUPONS)),
})

/** A cart in few letters: ids and quantities only, all in characters that a cookie takes as they are. */
export function cartText(cart: Cart): string {
  return [
    VERSION,
    cart.id,
    linesText(cart.lines),
    linesText(cart.saved),
    cart.coupons.map((code) => Buffer.from(code).toString('base64url')).join(LINE),
    cart.done.join(LINE),
  ].join(PART)
}

/** @returns null unless it is a cart as we write it */
export function cartIn(text: unknown): Kept | null {
  if (typeof text !== 'string') return null
  const [version, id, wanted, kept, codes, done] = text.split(PART)
  if (version !== VERSION) return firstVersionIn(text)
  const lines = linesIn(wanted)
  const saved = linesIn(kept, MOST_SAVED)
  if (!z.uuid().safeParse(id).success || id === undefined || !lines || !saved) return null
  const coupons = listIn(codes).map((code) => Buffer.from(code, 'base64url').toString())
  return { id, lines, saved, coupons: coupons.slice(0, MOST_COUPONS), done: listIn(done) }
}

/** As in a cookie, or in the address of a cart that somebody shares. */
export function linesText(lines: readonly CartLine[]): string {
  return lines
    .map(({ variantId, quantity }) => variantId.toString(36) + UNITS + quantity.toString(36))
    .join(LINE)
}

/** @returns null unless it is a list of at most so many lines as we write it */
export function linesIn(text: unknown, most = MOST_LINES): readonly CartLine[] | null {
  if (typeof text !== 'string' || !LINES.test(text)) return null
  const pairs = listIn(text).map((line) => line.split(UNITS).map((number) => Number.parseInt(number, 36)))
  const isOurs = ([id = 0, units = 0]: number[]) => id <= LARGEST_ID && units <= MOST_UNITS_PER_LINE
  if (pairs.length > most || !pairs.every(isOurs)) return null
  return pairs.map(([variantId = 0, quantity = 0]) => new CartLine(variantId, quantity))
}

function listIn(text: string | undefined): string[] {
  return text ? text.split(LINE) : []
}

function firstVersionIn(text: string): Kept | null {
  const kept = firstVersion.safeParse(decoded(text)).data
  if (!kept) return null
  return { ...kept, lines: kept.lines.map(([variantId, quantity]) => new CartLine(variantId, quantity)) }
}

function decoded(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return null
  }
}
