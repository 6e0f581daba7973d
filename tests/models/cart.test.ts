import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Cart, MOST_LINES } from '../../src/models/cart/cart.ts'
import { CartLine } from '../../src/models/cart/cart-line.ts'
import { CartMemo } from '../../src/models/cart/cart-memo.ts'
import { PricedCart } from '../../src/models/cart/priced-cart.ts'
import { CartFull, QuantityRefused } from '../../src/models/errors.ts'
import { StockLevel } from '../../src/models/inventory/stock-level.ts'
import { aQuote, aVariant } from './cast.ts'

const aCart = (lines: readonly (readonly [number, number])[] = []) =>
  new Cart('cart', { lines: lines.map(([variantId, quantity]) => new CartLine(variantId, quantity)) })

describe('a cart', () => {
  test('adds up what is added twice', () => {
    const cart = aCart()
    cart.add(1, 2)
    cart.add(1, 3)
    expect(cart.quantityOf(1)).toBe(5)
    expect(cart.units).toBe(5)
  })

  test.each([0, -1, 1.5, 10_000, Number.NaN])('refuses to add %d units', (quantity) => {
    expect(() => aCart().add(1, quantity)).toThrow(QuantityRefused)
  })

  test('a quantity of zero removes the line', () => {
    const cart = aCart([[1, 2]])
    cart.setQuantity(1, 0)
    expect(cart.isEmpty).toBe(true)
  })

  test('holds a hundred different specimens and says so at the next', () => {
    const cart = aCart(Array.from({ length: MOST_LINES }, (_, index) => [index + 1, 1] as const))
    expect(() => cart.add(500, 1)).toThrow(CartFull)
    expect(() => cart.add(1, 1)).not.toThrow()
  })

  test('knows a coupon in any spelling', () => {
    const cart = aCart()
    cart.redeem('WELCOME10')
    cart.redeem('welcome10')
    expect(cart.coupons).toEqual(['WELCOME10'])
    cart.withdraw('Welcome10')
    expect(cart.coupons).toEqual([])
  })

  test('merging loses no unit, up to the limit of a line', () => {
    const lines = fc.uniqueArray(
      fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 9_999 })),
      {
        selector: ([id]) => id,
        maxLength: 20,
      },
    )
    fc.assert(
      fc.property(lines, lines, (mine, guests) => {
        const cart = aCart(mine)
        cart.merge(aCart(guests))
        for (const id of [...mine, ...guests].map(([variantId]) => variantId)) {
          const wanted = [...mine, ...guests]
            .filter(([other]) => other === id)
            .reduce((sum, [, units]) => sum + units, 0)
          expect(cart.quantityOf(id)).toBe(Math.min(wanted, 9_999))
        }
      }),
    )
  })
})

describe('a priced cart', () => {
  const variant = aVariant()
  const priced = (quantity: number, level: StockLevel, sold = variant) =>
    new PricedCart(
      aCart([[sold.id, quantity]]),
      new CartMemo('cart'),
      aQuote([[sold, quantity]]),
      new Map([[sold.id, level]]),
      [],
    )
  const level = (onHand: number, onHold = 0, ownHold = 0) =>
    new StockLevel({ variantId: variant.id, onHand, onHold, ownHold })

  test('is buyable when there is enough, the own hold included', () => {
    expect(priced(2, level(2, 2, 2)).isBuyable).toBe(true)
  })

  test.each([
    ['sold', level(0), 'Fluorite was sold in the meantime. Please remove it.'],
    ['held by others', level(1, 1), 'Fluorite is in another shopper’s cart right now.'],
    ['too few', level(5, 2, 1), 'Only 4 of Fluorite left. Please lower the quantity.'],
  ])('names what is wrong: %s', (_what, stock, sentence) => {
    expect(priced(5, stock).problems).toEqual([sentence])
    expect(priced(5, stock).isBuyable).toBe(false)
  })

  test('names what is no longer offered', () => {
    const withdrawn = aVariant({ onSale: false })
    expect(priced(1, level(9), withdrawn).problems[0]).toContain('no longer offered')
  })
})

test.each([
  [0, 0, 0, 'Sold out', 'gone'],
  [2, 2, 0, 'In another shopper’s cart right now', 'gone'],
  [1, 0, 0, 'The only one', 'few'],
  [4, 3, 0, 'Only 1 left', 'few'],
  [3, 0, 0, 'Only 3 left', 'few'],
  [9, 1, 0, '8 in stock', 'plenty'],
  [1, 1, 1, 'The only one', 'few'],
])('%i on hand, %i on hold, %i of it mine: “%s”', (onHand, onHold, ownHold, label, mood) => {
  const level = new StockLevel({ variantId: 1, onHand, onHold, ownHold })
  expect([level.label, level.mood]).toEqual([label, mood])
})
