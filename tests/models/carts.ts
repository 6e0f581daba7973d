import fc from 'fast-check'
import { Cart, type CartContents, MOST_COUPONS, MOST_LINES, MOST_SAVED } from '../../src/models/cart/cart.ts'
import { CartLine, MOST_UNITS_PER_LINE } from '../../src/models/cart/cart-line.ts'

/** So few that two carts often have some in common. */
export const fewVariants = fc.integer({ min: 1, max: 40 })

export const anyVariant = fc.integer({ min: 1, max: 2_147_483_647 })

export const quantities = fc.integer({ min: 1, max: MOST_UNITS_PER_LINE })

export function lines(
  variants: fc.Arbitrary<number> = fewVariants,
  { most = 20, units = quantities }: { most?: number; units?: fc.Arbitrary<number> } = {},
): fc.Arbitrary<CartLine[]> {
  return fc
    .uniqueArray(fc.tuple(variants, units), { selector: ([id]) => id, maxLength: most })
    .map((pairs) => pairs.map(([variantId, quantity]) => new CartLine(variantId, quantity)))
}

export const codes = fc.uniqueArray(
  fc.string({ minLength: 1, maxLength: 60, unit: 'binary' }).filter((code) => code.length <= 60),
  { maxLength: MOST_COUPONS, selector: (code) => code.toLowerCase() },
)

/** Any cart that the limits allow, full ones among them. */
export const anyCart: fc.Arbitrary<Cart> = fc
  .record({
    id: fc.uuid(),
    lines: lines(anyVariant, { most: MOST_LINES }),
    saved: lines(anyVariant, { most: MOST_SAVED }),
    coupons: codes,
    done: fc.array(fc.stringMatching(/^[\w-]{8}$/), { maxLength: 16 }),
  })
  .map(({ id, ...contents }) => new Cart(id, contents))

export const contentsOf = ({ lines, saved, coupons, done }: Cart): CartContents => ({
  lines,
  saved,
  coupons,
  done,
})

export const aCart = (pairs: readonly (readonly [variantId: number, quantity: number])[] = []) =>
  new Cart('cart', { lines: pairs.map(([variantId, quantity]) => new CartLine(variantId, quantity)) })
