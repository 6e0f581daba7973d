import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cartIn, cartText, linesIn, linesText } from '../../src/controllers/cart-text.ts'
import { Cart, MOST_COUPONS, MOST_LINES, MOST_SAVED } from '../../src/models/cart/cart.ts'
import { CartLine, MOST_UNITS_PER_LINE } from '../../src/models/cart/cart-line.ts'
import { anyCart, anyVariant, contentsOf, lines } from '../models/carts.ts'

/** What browsers keep for a name and its value is 4,096 bytes. */
const MOST_BYTES = 4_000

/** As a cookie, with a signature that grows as much as any can when it is encoded. */
const sent = (cart: Cart) => encodeURIComponent(`s:${cartText(cart)}.${'/'.repeat(43)}`)

describe('a cart in a cookie', () => {
  test('comes back as it was', () => {
    fc.assert(
      fc.property(anyCart, (cart) => {
        const kept = cartIn(cartText(cart))
        expect(kept?.id).toBe(cart.id)
        expect(kept && contentsOf(new Cart(kept.id, kept))).toEqual(contentsOf(cart))
      }),
    )
  })

  test('fits, signed and encoded, even if it is as full as can be', () => {
    const longest = (index: number) => new CartLine(2_147_483_647 - index, MOST_UNITS_PER_LINE)
    const full = new Cart('8b3f1d1e-8f0e-4e0e-9b44-0c1f5d2f7c11', {
      lines: Array.from({ length: MOST_LINES }, (_, index) => longest(index)),
      saved: Array.from({ length: MOST_SAVED }, (_, index) => longest(1_000 + index)),
      coupons: Array.from({ length: MOST_COUPONS }, (_, index) => `${index}`.padEnd(60, '晶')),
      done: Array.from({ length: 16 }, () => 'AAAAAAAA'),
    })
    expect(full.lines).toHaveLength(MOST_LINES)
    expect(Buffer.byteLength(sent(full))).toBeLessThanOrEqual(MOST_BYTES)
    fc.assert(
      fc.property(anyCart, (cart) => {
        expect(Buffer.byteLength(sent(cart))).toBeLessThanOrEqual(MOST_BYTES)
      }),
    )
  })

  test('needs no encoding, which would make it longer', () => {
    fc.assert(
      fc.property(anyCart, (cart) => {
        expect(encodeURIComponent(cartText(cart))).toBe(cartText(cart))
      }),
    )
  })

  test('is no cart if it is anything else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.string({ unit: 'binary' })), (garbage) => {
        expect(cartIn(garbage)).toBeNull()
      }),
    )
  })

  test.each([
    ['3!8b3f1d1e-8f0e-4e0e-9b44-0c1f5d2f7c11!1.1!!!'],
    ['2!not-an-id!1.1!!!'],
    ['2!8b3f1d1e-8f0e-4e0e-9b44-0c1f5d2f7c11!1.0!!!'],
    ['2!8b3f1d1e-8f0e-4e0e-9b44-0c1f5d2f7c11!1.1~!!!'],
    ['2!8b3f1d1e-8f0e-4e0e-9b44-0c1f5d2f7c11'],
    [`2!8b3f1d1e-8f0e-4e0e-9b44-0c1f5d2f7c11!!${Array(31).fill('1.1').join('~')}!!`],
  ])('is no cart: %s', (text) => {
    expect(cartIn(text)).toBeNull()
  })

  test('of the first version is still read', () => {
    const text = Buffer.from(
      JSON.stringify({
        v: 1,
        id: '8b3f1d1e-8f0e-4e0e-9b44-0c1f5d2f7c11',
        lines: [
          [7, 2],
          [9, 1],
        ],
        coupons: ['WELCOME10'],
      }),
    ).toString('base64url')
    expect(cartIn(text)).toMatchObject({
      id: '8b3f1d1e-8f0e-4e0e-9b44-0c1f5d2f7c11',
      lines: [
        { variantId: 7, quantity: 2 },
        { variantId: 9, quantity: 1 },
      ],
      coupons: ['WELCOME10'],
    })
  })
})

describe('lines in an address', () => {
  test('come back as they were, and stand there as they are', () => {
    fc.assert(
      fc.property(lines(anyVariant, { most: MOST_LINES }), (all) => {
        const text = linesText(all)
        expect(linesIn(text)).toEqual(all)
        expect(new URL(`https://shop.example/?items=${text}`).searchParams.get('items')).toBe(text)
      }),
    )
  })

  test('are lines only as we write them', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'019az.~!A-') }), (text) => {
        const read = linesIn(text)
        if (read) expect(linesText(read)).toBe(text)
      }),
    )
  })
})
