import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Cart, MOST_COUPONS, MOST_LINES, MOST_SAVED } from '../../src/models/cart/cart.ts'
import { CartFull, QuantityRefused } from '../../src/models/errors.ts'
import { aCart, contentsOf, fewVariants, lines } from './carts.ts'

const coupons = fc.uniqueArray(fc.constantFrom('WELCOME10', 'SPRING', 'FRIENDS'))

/** Contents of a cart: what is in it and what is kept for later have nothing in common, and there is room for more. */
const contents = fc
  .record({ lines: lines(fewVariants, { most: 12 }), saved: lines(fewVariants, { most: 12 }), coupons })
  .map(({ lines: wanted, saved, coupons }) => {
    const inIt = new Set(wanted.map(({ variantId }) => variantId))
    return { lines: wanted, saved: saved.filter(({ variantId }) => !inIt.has(variantId)), coupons }
  })

const verbs = {
  add: (cart: Cart, id: number, units: number) => cart.add(id, units),
  change: (cart: Cart, id: number, units: number) => cart.setQuantity(id, units),
  remove: (cart: Cart, id: number) => cart.remove(id),
  'save for later': (cart: Cart, id: number) => cart.saveForLater(id),
  'take up': (cart: Cart, id: number) => cart.takeUp(id),
  'forget saved': (cart: Cart, id: number) => cart.forgetSaved(id),
  empty: (cart: Cart) => cart.empty(),
} as const

type Verb = keyof typeof verbs

const undoable = fc.constantFrom<Verb>('remove', 'save for later', 'forget saved', 'empty')

const idsOf = (all: Cart['lines']) => all.map(({ variantId }) => variantId)
const sorted = (all: Cart['lines']) => [...all].sort((a, b) => a.variantId - b.variantId)

describe('taking back', () => {
  test('a removal, a saving or an emptying brings every unit and coupon back', () => {
    fc.assert(
      fc.property(contents, undoable, fewVariants, (before, verb, id) => {
        const cart = new Cart('cart', before)
        verbs[verb](cart, id, 1)
        cart.goBackTo(before, [])
        expect(cart.lines).toEqual(before.lines)
        expect(sorted(cart.saved)).toEqual(sorted(before.saved))
        expect([...cart.coupons].sort()).toEqual([...before.coupons].sort())
      }),
    )
  })

  test('an emptying keeps what was put there since', () => {
    const cart = aCart([[1, 2]])
    const before = contentsOf(cart)
    cart.empty()
    cart.add(7, 3)
    cart.goBackTo(before, [])
    expect(cart.lines).toMatchObject([
      { variantId: 1, quantity: 2 },
      { variantId: 7, quantity: 3 },
    ])
  })

  test('a merging leaves the cart as it was, and what had joined is kept for later', () => {
    fc.assert(
      fc.property(contents, contents, (before, collected) => {
        const cart = new Cart('cart', before)
        const guest = new Cart('guest', collected)
        cart.merge(guest)
        cart.goBackTo(before, idsOf(guest.lines))
        expect(cart.lines).toEqual(before.lines)
        const found = new Set([...idsOf(cart.lines), ...idsOf(cart.saved)])
        for (const id of [...idsOf(before.saved), ...idsOf(guest.lines)].slice(0, MOST_SAVED))
          expect(found).toContain(id)
        for (const line of before.saved) expect(cart.saved).toContainEqual(line)
      }),
    )
  })
})

describe('what is kept for later', () => {
  test('comes back with its units, up to what a line may have', () => {
    const cart = aCart([[1, 9_000]])
    cart.saveForLater(1)
    expect([cart.units, cart.saved[0]?.quantity]).toEqual([0, 9_000])
    cart.add(1, 5)
    expect(cart.saved).toEqual([])
    cart.saveForLater(1)
    cart.takeUp(1)
    expect([cart.quantityOf(1), cart.saved.length]).toEqual([5, 0])
  })

  test('is what was kept last, once there is too much of it', () => {
    const cart = new Cart('cart')
    for (let id = 1; id <= MOST_SAVED + 2; id += 1) {
      cart.add(id, 1)
      cart.saveForLater(id)
    }
    expect(idsOf(cart.saved)).toEqual(Array.from({ length: MOST_SAVED }, (_, index) => index + 3))
  })

  test('does not come back into a full cart, and is not lost', () => {
    const cart = new Cart('cart')
    cart.add(999, 2)
    cart.saveForLater(999)
    for (let id = 1; id <= MOST_LINES; id += 1) cart.add(id, 1)
    expect(() => cart.takeUp(999)).toThrow(CartFull)
    expect(cart.saved).toMatchObject([{ variantId: 999, quantity: 2 }])
  })

  test('is never in the cart as well, whatever is done and whoever signs in', () => {
    const step = fc.oneof(
      fc.record({
        verb: fc.constantFrom(...(Object.keys(verbs) as Verb[])),
        id: fewVariants,
        units: fc.nat(12_000),
      }),
      fc.record({ guest: contents }),
    )
    fc.assert(
      fc.property(contents, fc.array(step, { maxLength: 25 }), (before, steps) => {
        const cart = new Cart('cart', before)
        for (const done of steps)
          if ('guest' in done) cart.merge(new Cart('guest', done.guest))
          else
            try {
              verbs[done.verb](cart, done.id, done.units)
            } catch (refused) {
              expect(refused).toBeInstanceOf(QuantityRefused)
            }
        const wanted = new Set(idsOf(cart.lines))
        expect(idsOf(cart.saved).filter((id) => wanted.has(id))).toEqual([])
        expect(cart.lines.length).toBeLessThanOrEqual(MOST_LINES)
        expect(cart.saved.length).toBeLessThanOrEqual(MOST_SAVED)
        expect(cart.coupons.length).toBeLessThanOrEqual(MOST_COUPONS)
        expect(cart.units).toBe(cart.lines.reduce((sum, { quantity }) => sum + quantity, 0))
      }),
    )
  })
})

describe('an action', () => {
  test('is known by its name for a while', () => {
    const cart = new Cart('cart')
    for (let action = 1; action <= 17; action += 1) cart.markDone(`action ${action}`)
    expect(cart.hasDone('action 17')).toBe(true)
    expect(cart.hasDone('action 2')).toBe(true)
    expect(cart.hasDone('action 1')).toBe(false)
  })
})
