import { describe, expect, test } from 'vitest'
import { CartLine } from '../../src/models/cart/cart-line.ts'
import { CartMemo } from '../../src/models/cart/cart-memo.ts'
import { isUnusualJump } from '../../src/models/cart/value-jump.ts'
import { PriceList } from '../../src/models/pricing/price-list.ts'
import { aSale, aVariant, eur, NOW } from './cast.ts'

const fluorite = aVariant({ listPrice: eur(1_000), quantityPrices: [{ fromQuantity: 3, price: eur(900) }] })
const prices = new PriceList([], NOW)
const onSale = new PriceList([aSale()], NOW)

describe('what a shopper has agreed to', () => {
  test('is the price at which they put something there, and that of more of it', () => {
    const memo = new CartMemo('cart')
    memo.agreeToMore(fluorite, prices, { before: 0, after: 1 })
    expect(memo.agreedPrice(fluorite.id)).toMatchObject({ amount: 1_000, reason: '' })
    memo.agreeToMore(fluorite, prices, { before: 1, after: 3 })
    expect(memo.agreedPrice(fluorite.id)).toMatchObject({ amount: 900, reason: 'From 3 pieces' })
  })

  test('is not a price that changed before they put more of it there', () => {
    const memo = new CartMemo('cart')
    memo.agreeToMore(fluorite, onSale, { before: 0, after: 1 })
    memo.agreeToMore(fluorite, prices, { before: 1, after: 2 })
    expect(memo.agreedPrice(fluorite.id)).toMatchObject({ amount: 800, reason: 'Autumn sale' })
  })

  test('is what a cart is worth to them', () => {
    const memo = new CartMemo('cart')
    memo.agree(1, { amount: eur(250), reason: '' })
    expect(memo.worth([new CartLine(1, 4), new CartLine(2, 9)], 'EUR')).toEqual(eur(1_000))
  })

  test('is forgotten with the line', () => {
    const memo = new CartMemo('cart')
    memo.agree(1, { amount: eur(250), reason: '' })
    memo.agree(2, { amount: eur(300), reason: '' })
    memo.keepOnly([2])
    expect([memo.agreedPrice(1), memo.agreedPrice(2)?.amount]).toEqual([null, 300])
  })
})

describe('what is remembered about a guest’s cart', () => {
  const guest = () => {
    const memo = new CartMemo('guest')
    memo.agree(1, { amount: eur(100), reason: 'as a guest' })
    memo.agree(2, { amount: eur(200), reason: 'as a guest' })
    memo.adjusted([{ variantId: 2, name: 'Azurite', from: 3, to: 1, because: 'fewer' }])
    memo.write('Please wrap it', true)
    memo.sendTo('FR')
    return memo
  }

  test('comes along to a customer’s that has none of it', () => {
    const memo = new CartMemo('customer')
    memo.join(guest())
    expect(memo.facts).toMatchObject({ note: 'Please wrap it', isGift: true, country: 'FR' })
    expect(memo.adjustments).toHaveLength(1)
  })

  test('does not overrule what the customer agreed to and wrote', () => {
    const memo = new CartMemo('customer')
    memo.agree(1, { amount: eur(90), reason: 'as a customer' })
    memo.write('Ring twice', false)
    memo.sendTo('DE')
    memo.join(guest())
    expect(memo.agreedPrice(1)?.reason).toBe('as a customer')
    expect(memo.agreedPrice(2)?.reason).toBe('as a guest')
    // Where they look from now is where they want it.
    expect([memo.note, memo.country]).toEqual(['Ring twice', 'FR'])
  })
})

test('a cart that has become an order is remembered for its country alone', () => {
  const memo = new CartMemo('cart')
  memo.agree(1, { amount: eur(100), reason: '' })
  memo.write('A note', true)
  memo.mayUndo({ key: 'key', before: {}, joined: [] })
  memo.sendTo('FR')
  const ordered = { number: 'LM-1', mark: 'a', lines: [] }
  memo.becameOrder(ordered)
  expect(memo.facts).toEqual({
    agreed: {},
    adjustments: [],
    undo: null,
    note: '',
    isGift: false,
    country: 'FR',
    ordered,
  })
})

test('what can be undone can be undone until it is forgotten', () => {
  const memo = new CartMemo('cart')
  memo.mayUndo({ key: 'first', before: {}, joined: [] })
  memo.mayUndo({ key: 'second', before: {}, joined: [] })
  expect(memo.undo?.key).toBe('second')
  memo.forgetUndo()
  expect(memo.undo).toBeNull()
})

test.each([
  [0, 500_000, true],
  [0, 499_999, false],
  [50_000, 500_000, true],
  [50_001, 500_000, false],
  [600_000, 700_000, false],
  [700_000, 0, false],
])('a cart that goes from %i to %i cents is worth a look: %s', (before, after, unusual) => {
  expect(isUnusualJump(eur(before), eur(after))).toBe(unusual)
})
