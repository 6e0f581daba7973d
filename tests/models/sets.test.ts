import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CartMemo } from '../../src/models/cart/cart-memo.ts'
import { PricedCart } from '../../src/models/cart/priced-cart.ts'
import { adjust, shortages } from '../../src/models/cart/stock-check.ts'
import { separately } from '../../src/models/catalog/set-part.ts'
import { LiveState } from '../../src/models/inventory/live-state.ts'
import { StockLevel } from '../../src/models/inventory/stock-level.ts'
import { Stockroom } from '../../src/models/inventory/stockroom.ts'
import { Order } from '../../src/models/orders/order.ts'
import { PriceList } from '../../src/models/pricing/price-list.ts'
import { aCart } from './carts.ts'
import { aQuote, aSale, aVariant, eur, NOW } from './cast.ts'

const LATER = new Date('2026-11-21T10:30:00Z')
const HELD = 'In another shopper’s cart right now'
const SOONER = new Date('2026-11-21T10:20:00Z')

/** A set of two of one mineral and one of another. */
const [BOX, QUARTZ, TOPAZ, PAPER] = [90, 1, 2, 3]
const contents = new Map([
  [
    BOX,
    [
      { variantId: QUARTZ, quantity: 2 },
      { variantId: TOPAZ, quantity: 1 },
    ],
  ],
])

type Figures = readonly [onHand: number, onHold: number, ownHold?: number]

const level = (variantId: number, [onHand, onHold, ownHold]: Figures) =>
  new StockLevel({ variantId, onHand, onHold, ownHold })

const aRoom = (quartz: Figures, topaz: Figures) =>
  new Stockroom(
    new Map([
      [QUARTZ, level(QUARTZ, quartz)],
      [TOPAZ, level(TOPAZ, topaz)],
    ]),
    contents,
  )

describe('of a set of two quartzes and a topaz', () => {
  test.each<[string, Figures, Figures, { available: number; label: string }]>([
    ['as many as both suffice for', [9, 0], [4, 0], { available: 4, label: '4 in stock' }],
    ['the scarcer one decides', [9, 0], [2, 0], { available: 2, label: 'Only 2 left' }],
    ['what is left over makes no set', [5, 0], [9, 0], { available: 2, label: 'Only 2 left' }],
    ['one quartz too few', [1, 0], [9, 0], { available: 0, label: 'Sold out' }],
    ['no topaz', [9, 0], [0, 0], { available: 0, label: 'Sold out' }],
    ['what others hold may come back', [9, 8], [9, 0], { available: 0, label: HELD }],
    ['others hold all but one', [4, 2], [9, 0], { available: 1, label: 'Only 1 left' }],
    ['there was only ever one', [3, 0], [1, 0], { available: 1, label: 'The only one' }],
    ['what the shopper holds is theirs', [4, 4, 4], [2, 2, 2], { available: 2, label: 'Only 2 left' }],
    ['of one part only', [4, 4, 2], [2, 0], { available: 1, label: 'Only 1 left' }],
  ])('%s', (_what, quartz, topaz, expected) => {
    expect(aRoom(quartz, topaz).of(BOX)).toMatchObject(expected)
  })

  test('what never runs out does not count, and a set of nothing else never runs out', () => {
    const endless = new StockLevel({ variantId: PAPER, onHand: 0, onHold: 0, tracked: false })
    const parts = [{ level: endless, quantity: 3 }]
    expect(StockLevel.ofSet(BOX, parts)).toMatchObject({ available: Number.POSITIVE_INFINITY })
    const mixed = [...parts, { level: level(TOPAZ, [2, 1]), quantity: 1 }]
    expect(StockLevel.ofSet(BOX, mixed)).toMatchObject({ available: 1, tracked: true })
  })

  test('the shopper who holds some of a part sees other figures than everybody else', () => {
    expect(aRoom([9, 1, 1], [9, 0]).of(BOX).ownHold).toBeGreaterThan(0)
    expect(aRoom([9, 1, 0], [9, 0]).of(BOX).ownHold).toBe(0)
  })
})

describe('a cart with a set and its parts beside it', () => {
  test.each<[string, lines: [number, number][], Record<number, number>]>([
    [
      'the set comes first',
      [
        [BOX, 1],
        [QUARTZ, 2],
      ],
      { [BOX]: 2, [QUARTZ]: 3 },
    ],
    [
      'the part comes first',
      [
        [QUARTZ, 2],
        [BOX, 1],
      ],
      { [QUARTZ]: 5, [BOX]: 1 },
    ],
    [
      'both take it all',
      [
        [QUARTZ, 4],
        [BOX, 1],
      ],
      { [QUARTZ]: 5, [BOX]: 0 },
    ],
    [
      'more is wanted than there is',
      [
        [BOX, 3],
        [QUARTZ, 1],
      ],
      { [BOX]: 2, [QUARTZ]: 0 },
    ],
  ])('has for each line what the lines before it leave of five quartzes: %s', (_what, lines, available) => {
    const levels = aRoom([5, 0], [9, 0]).inTurn(aCart(lines).lines)
    expect(Object.fromEntries([...levels].map(([id, { available }]) => [id, available]))).toEqual(available)
  })

  test('can be had as a whole exactly when the added-up parts can', () => {
    const units = fc.integer({ min: 0, max: 12 })
    const wanted = fc.uniqueArray(
      fc.tuple(fc.constantFrom(BOX, QUARTZ, TOPAZ), fc.integer({ min: 1, max: 5 })),
      { selector: ([id]) => id, minLength: 1 },
    )
    fc.assert(
      fc.property(wanted, units, units, units, (lines, quartz, topaz, held) => {
        const room = aRoom([quartz + held, held], [topaz, 0])
        const cart = aCart(lines)
        const levels = room.inTurn(cart.lines)
        const coversAll = cart.lines.every((line) => levels.get(line.variantId)?.covers(line.quantity))
        const parts = room.parts(cart.lines)
        expect(coversAll).toBe(parts.every((part) => room.of(part.variantId).covers(part.quantity)))
      }),
    )
  })

  test('takes parts in the order of their ids, each once, however many lines want them', () => {
    expect(
      aRoom([9, 0], [9, 0]).parts(
        aCart([
          [TOPAZ, 1],
          [BOX, 3],
          [QUARTZ, 2],
        ]).lines,
      ),
    ).toMatchObject([
      { variantId: QUARTZ, quantity: 8 },
      { variantId: TOPAZ, quantity: 4 },
    ])
  })

  test('leaves to a line what the others do not take', () => {
    const { lines } = aCart([
      [QUARTZ, 3],
      [BOX, 1],
    ])
    expect(aRoom([6, 0], [9, 0]).leftBy(lines, BOX).available).toBe(1)
    expect(aRoom([6, 0], [9, 0]).leftBy(lines, QUARTZ).available).toBe(4)
  })

  test('but what is only kept for later takes nothing away from each other', () => {
    const levels = aRoom([2, 0], [9, 0]).apart(
      aCart([
        [QUARTZ, 2],
        [BOX, 1],
      ]).lines,
    )
    expect([levels.get(QUARTZ)?.available, levels.get(BOX)?.available]).toEqual([2, 1])
  })

  test('is made what can be had when stock ran out: the line that stands first is served first', () => {
    const variants = new Map(
      [BOX, QUARTZ].map((id) => [id, aVariant({ id, productName: id === BOX ? 'Box' : 'Quartz' })]),
    )
    const cart = aCart([
      [BOX, 2],
      [QUARTZ, 3],
    ])
    const room = aRoom([5, 0], [9, 0])
    const found = shortages(cart, { variants, levels: room.inTurn(cart.lines) })
    expect(found).toMatchObject([{ name: 'Quartz', from: 3, to: 1, because: 'fewer' }])
    adjust(cart, found)
    expect(shortages(cart, { variants, levels: room.inTurn(cart.lines) })).toEqual([])

    const scarce = aRoom([4, 0], [9, 0])
    const gone = shortages(cart, { variants, levels: scarce.inTurn(cart.lines) })
    expect(gone).toMatchObject([{ name: 'Quartz', to: 0, because: 'sold' }])
  })
})

describe('a set in a cart is set aside', () => {
  const hold = (variantId: number, quantity: number, expiresAt = LATER) => ({
    ...{ variantId, quantity, expiresAt },
    firstHeld: NOW,
  })
  const room = aRoom([9, 0], [9, 0])

  test.each<[string, [number, number][], ReturnType<typeof hold>[], Record<number, Date>]>([
    ['with all its parts', [[BOX, 1]], [hold(QUARTZ, 2), hold(TOPAZ, 1)], { [BOX]: LATER }],
    ['as long as its first part', [[BOX, 1]], [hold(QUARTZ, 2, SOONER), hold(TOPAZ, 1)], { [BOX]: SOONER }],
    ['not with too few of one', [[BOX, 1]], [hold(QUARTZ, 1), hold(TOPAZ, 1)], {}],
    ['not without one', [[BOX, 1]], [hold(QUARTZ, 2)], {}],
    [
      'beside its part',
      [
        [BOX, 1],
        [QUARTZ, 1],
      ],
      [hold(QUARTZ, 3), hold(TOPAZ, 1)],
      { [BOX]: LATER, [QUARTZ]: LATER },
    ],
    [
      'and its part is not, where the hold does not suffice for both',
      [
        [BOX, 1],
        [QUARTZ, 2],
      ],
      [hold(QUARTZ, 3), hold(TOPAZ, 1)],
      { [BOX]: LATER },
    ],
  ])('%s', (_what, lines, holds, until) => {
    const held = room.heldFor(aCart(lines).lines, holds)
    expect(Object.fromEntries(held.map(({ variantId, expiresAt }) => [variantId, expiresAt]))).toEqual(until)
  })

  test('and says so on its line', () => {
    const cart = aCart([[BOX, 1]])
    const held = room.heldFor(cart.lines, [hold(QUARTZ, 2, SOONER), hold(TOPAZ, 1)])
    const memo = new CartMemo('cart')
    const priced = new PricedCart(
      cart,
      memo,
      aQuote([[aVariant({ id: BOX }), 1]]),
      room.inTurn(cart.lines),
      held,
    )
    expect(priced.lines).toMatchObject([{ heldUntil: SOONER, isHoldable: false, problem: null }])
  })
})

describe('what a set costs', () => {
  const part = (price: number, quantity: number) => ({
    variant: aVariant({ listPrice: eur(price) }),
    quantity,
  })
  const prices = new PriceList([], NOW)

  test.each<[string, number, [price: number, quantity: number][], number | null]>([
    [
      'less than its parts',
      3_900,
      [
        [2_000, 1],
        [1_500, 2],
      ],
      5_000,
    ],
    [
      'as much',
      5_000,
      [
        [2_000, 1],
        [1_500, 2],
      ],
      null,
    ],
    [
      'more',
      5_100,
      [
        [2_000, 1],
        [1_500, 2],
      ],
      null,
    ],
    ['a single piece has nothing to compare', 5_100, [], null],
  ])('%s', (_what, listPrice, parts, expected) => {
    const set = aVariant({
      listPrice: eur(listPrice),
      parts: parts.map(([price, count]) => part(price, count)),
    })
    expect(separately(set, prices)?.amount ?? null).toBe(expected)
  })

  test('is compared with what several of a part cost, and with the sale of this moment', () => {
    const tiered = aVariant({
      listPrice: eur(1_000),
      quantityPrices: [{ fromQuantity: 3, price: eur(900) }],
    })
    const set = aVariant({ listPrice: eur(2_500), parts: [{ variant: tiered, quantity: 3 }] })
    expect(separately(set, prices)).toEqual(eur(2_700))
    const sale = aSale({ productId: tiered.productId, reduction: { percent: 20 } })
    expect(separately(set, new PriceList([sale], NOW))).toBeNull()
  })
})

test('an order freezes what its sets contained, and takes that from the shelves', () => {
  const [quartz, topaz] = [aVariant({ productName: 'Quartz' }), aVariant({ productName: 'Topaz' })]
  const box = aVariant({
    productName: 'Box',
    parts: [
      { variant: quartz, quantity: 2 },
      { variant: topaz, quantity: 1 },
    ],
  })
  const address = { name: 'Ada', line1: 'A', line2: '', postcode: '1', city: 'B', region: '', country: 'DE' }
  const buyer = {
    userId: null,
    email: 'ada@x.org',
    note: '',
    isGift: false,
    address: { ...address, phone: '' },
  }
  const order = Order.place(
    'LM-1',
    buyer,
    aQuote([
      [box, 3],
      [quartz, 1],
    ]),
    NOW,
  )
  expect(order.lines[0]?.parts).toMatchObject([
    { productName: 'Quartz', sku: quartz.sku, quantity: 2 },
    { productName: 'Topaz', sku: topaz.sku, quantity: 1 },
  ])
  expect(order.lines[1]?.parts).toEqual([])
  expect(order.demands).toMatchObject([
    { variantId: quartz.id, quantity: 7 },
    { variantId: topaz.id, quantity: 3 },
  ])
})

test('a page learns the stock of a set from that of its parts, and who sees another', () => {
  const live = new LiveState(7, '1:9:0:1:90*2,91*1,95 2:4:2:1:90*1 3:5:0:1')
  expect([...live.levels].map(([id, { available }]) => [id, available])).toEqual([
    [1, 9],
    [2, 2],
    [3, 5],
    [90, 2],
    [91, 9],
  ])
  expect([...live.concerned].sort((a, b) => a - b)).toEqual([1, 2, 3, 90, 91, 95])
})
