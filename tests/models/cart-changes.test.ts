import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Cart } from '../../src/models/cart/cart.ts'
import { CartChanges } from '../../src/models/cart/cart-changes.ts'
import { type Adjustment, CartMemo } from '../../src/models/cart/cart-memo.ts'
import { adjust, type Shelf, shortages } from '../../src/models/cart/stock-check.ts'
import { StockLevel } from '../../src/models/inventory/stock-level.ts'
import { lines } from './carts.ts'
import { aQuote, aSale, aTariff, aVariant, eur } from './cast.ts'

const fluorite = aVariant({ listPrice: eur(1_000) })

/** Changes of one fluorite that was agreed to at a price, when it costs ten euros or is on sale. */
function changesSince(agreed: { amount: number; currency?: string; reason?: string }, isOnSale = false) {
  const memo = new CartMemo('cart', {
    ...new CartMemo('cart').facts,
    agreed: { [fluorite.id]: { currency: 'EUR', reason: '', ...agreed } },
  })
  return new CartChanges(aQuote([[fluorite, 1]], aTariff({ sales: isOnSale ? [aSale()] : [] })).lines, memo)
}

const sentences = ({ all }: CartChanges) => all.map(({ sentence }) => sentence)

describe('a shopper is told that', () => {
  test.each([
    ['the price went up', { amount: 900 }, false, 'Fluorite now costs €10.00 instead of €9.00.'],
    ['the price went down', { amount: 1_100 }, false, 'Fluorite now costs €10.00 instead of €11.00.'],
    ['a sale has begun', { amount: 1_000 }, true, 'Fluorite now costs €8.00 instead of €10.00: Autumn sale.'],
    [
      'a sale has ended',
      { amount: 800, reason: 'Autumn sale' },
      false,
      'Fluorite now costs €10.00 instead of €8.00: “Autumn sale” no longer applies.',
    ],
    [
      'the same sale takes less off',
      { amount: 700, reason: 'Autumn sale' },
      true,
      'Fluorite now costs €8.00 instead of €7.00.',
    ],
  ])('%s', (_what, agreed, isOnSale, sentence) => {
    expect(sentences(changesSince(agreed, isOnSale))).toEqual([sentence])
  })

  test.each<[Adjustment['because'], string]>([
    ['fewer', 'There are only 2 left of Azurite; you wanted 5.'],
    ['sold', 'Azurite was sold in the meantime. We keep it under “Saved for later”, in case it comes back.'],
    ['withdrawn', 'Azurite is no longer offered. We have taken it out of your cart.'],
  ])('something is %s', (because, sentence) => {
    const memo = new CartMemo('cart')
    memo.adjusted([{ variantId: 7, name: 'Azurite', from: 5, to: 2, because }])
    const changes = new CartChanges([], memo)
    expect(sentences(changes)).toEqual([sentence])
    expect(changes.of(7)).toHaveLength(1)
    expect(changes.of(8)).toEqual([])
  })

  test('nothing, when all is as they agreed to, or was agreed to in another currency or never', () => {
    expect(changesSince({ amount: 1_000 }).none).toBe(true)
    expect(changesSince({ amount: 900, currency: 'USD' }).none).toBe(true)
    expect(new CartChanges(aQuote([[fluorite, 1]]).lines, new CartMemo('cart')).none).toBe(true)
  })

  test('what left the cart before what costs something else', () => {
    const memo = new CartMemo('cart')
    memo.agree(fluorite.id, { amount: eur(900), reason: '' })
    memo.adjusted([{ variantId: 7, name: 'Azurite', from: 5, to: 0, because: 'sold' }])
    const changes = new CartChanges(aQuote([[fluorite, 1]]).lines, memo)
    expect(changes.all.map(({ variantId }) => variantId)).toEqual([7, fluorite.id])
  })
})

test('what is accepted stands for just these changes', () => {
  const of = (amount: number) => changesSince({ amount }).fingerprint
  expect(of(900)).toBe(of(900))
  expect(of(900)).not.toBe(of(901))
})

describe('a cart that is adjusted', () => {
  const units = fc.integer({ min: 0, max: 30 })
  const entry = fc.record({
    onHand: units,
    onHold: units,
    ownHold: units,
    tracked: fc.boolean(),
    isKnown: fc.boolean(),
    isOffered: fc.boolean(),
  })
  const situations = fc
    .record({
      wanted: lines(undefined, { units: fc.integer({ min: 1, max: 30 }) }),
      saved: lines(undefined, { most: 5 }),
    })
    .chain(({ wanted, saved }) =>
      fc.record({
        wanted: fc.constant(wanted),
        saved: fc.constant(saved),
        entries: fc.array(entry, { minLength: wanted.length, maxLength: wanted.length }),
      }),
    )
    .map(({ wanted, saved, entries }) => {
      const ids = new Set(wanted.map(({ variantId }) => variantId))
      const cart = new Cart('cart', {
        lines: wanted,
        saved: saved.filter(({ variantId }) => !ids.has(variantId)),
      })
      const shelf: Shelf = {
        variants: new Map(
          wanted.flatMap(({ variantId }, index) =>
            entries[index]?.isKnown
              ? [[variantId, aVariant({ id: variantId, onSale: entries[index].isOffered })]]
              : [],
          ),
        ),
        levels: new Map(
          wanted.map(({ variantId }, index) => {
            const { onHand = 0, onHold = 0, ownHold = 0, tracked = true } = entries[index] ?? {}
            const held = Math.min(onHold, onHand)
            const facts = { variantId, onHand, onHold: held, ownHold: Math.min(ownHold, held), tracked }
            return [variantId, new StockLevel(facts)]
          }),
        ),
      }
      return { cart, shelf }
    })

  test('asks for no more than there is, nor for more than was wanted', () => {
    fc.assert(
      fc.property(situations, ({ cart, shelf }) => {
        const before = new Map(cart.lines.map(({ variantId, quantity }) => [variantId, quantity]))
        adjust(cart, shortages(cart, shelf))
        for (const { variantId, quantity } of cart.lines) {
          const level = shelf.levels.get(variantId)
          expect(shelf.variants.get(variantId)?.onSale).toBe(true)
          expect(quantity).toBeLessThanOrEqual(before.get(variantId) ?? 0)
          // What lies in other carts may come back.
          if (!level?.isHeldByOthers) expect(level?.available).toBeGreaterThanOrEqual(quantity)
        }
      }),
    )
  })

  test('needs no adjusting again, and every line that was touched is told of', () => {
    fc.assert(
      fc.property(situations, ({ cart, shelf }) => {
        const before = new Map(cart.lines.map(({ variantId, quantity }) => [variantId, quantity]))
        const adjustments = shortages(cart, shelf)
        adjust(cart, adjustments)
        expect(shortages(cart, shelf)).toEqual([])
        const touched = [...before].filter(([id, quantity]) => cart.quantityOf(id) !== quantity)
        expect(adjustments.map(({ variantId, from, to }) => [variantId, from, to])).toEqual(
          touched.map(([id, quantity]) => [id, quantity, cart.quantityOf(id)]),
        )
      }),
    )
  })

  test('keeps for later what was sold, with its units, and nothing that was withdrawn', () => {
    const cart = new Cart('cart')
    for (const [id, quantity] of [
      [1, 2],
      [2, 3],
    ] as const)
      cart.add(id, quantity)
    adjust(
      cart,
      shortages(cart, {
        variants: new Map([
          [1, aVariant({ id: 1 })],
          [2, aVariant({ id: 2, onSale: false })],
        ]),
        levels: new Map([[1, new StockLevel({ variantId: 1, onHand: 0, onHold: 0 })]]),
      }),
    )
    expect(cart.lines).toEqual([])
    expect(cart.saved).toMatchObject([{ variantId: 1, quantity: 2 }])
  })
})
