import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Variant } from '../../src/models/catalog/variant.ts'
import { Money } from '../../src/models/money.ts'
import { Matching } from '../../src/models/pricing/matching.ts'
import { Promotion } from '../../src/models/pricing/promotion.ts'
import {
  type Action,
  BuyXGetY,
  FixedOffOrder,
  FixedOffUnits,
  PercentOffOrder,
  PercentOffShipping,
  PercentOffUnits,
} from '../../src/models/pricing/promotion-actions.ts'
import {
  Contains,
  InGroup,
  ItemsTotalAtLeast,
  NthOrder,
  QuantityAtLeast,
  type Rule,
  ShipsTo,
} from '../../src/models/pricing/promotion-rules.ts'
import type { Quote } from '../../src/models/pricing/quote.ts'
import { aMethod, aQuote, aTariff, aVariant, claim, eur } from './cast.ts'

const ZEOLITES = 7
const zeolites = new Matching([], [{ id: ZEOLITES, name: 'Zeolites' }])
const azurite = aVariant({ productName: 'Azurite', listPrice: eur(2_000), categoryIds: [1] })
const azurites = new Matching([{ id: azurite.productId, name: 'Azurite' }], [])

let lastId = 0

function aPromotion(
  facts: Partial<Promotion>,
  rules: readonly Rule[],
  actions: readonly Action[],
): Promotion {
  lastId += 1
  const window = { startsAt: null, endsAt: null }
  return new Promotion(
    {
      id: lastId,
      name: `Promotion ${lastId}`,
      priority: 0,
      exclusive: false,
      window,
      needsCoupon: false,
      ...facts,
    },
    rules,
    actions,
  )
}

const acting = (...actions: Action[]) => aPromotion({}, [], actions)

const promoted = (items: readonly (readonly [Variant, number])[], ...promotions: Promotion[]) =>
  aQuote(items, aTariff({ promotions }))

/** [quantity, cents] of the units of each line. */
const unitsOf = ({ lines }: Quote) =>
  lines.map(({ units }) => units.map(({ quantity, price }) => [quantity, price.amount]))

const zeolite = (price: number, facts: Partial<Variant> = {}) =>
  aVariant({ listPrice: eur(price), categoryIds: [ZEOLITES, 1], ...facts })

describe('a rule refuses with a sentence of its own', () => {
  const items = [[zeolite(1_000), 2]] as const
  test.each<[string, Rule, string | null]>([
    // 2 × 10.00 = 20.00; 25.00 − 20.00 = 5.00
    ['items total, too little', new ItemsTotalAtLeast(eur(2_500)), 'Add €5.00 more to reach €25.00.'],
    ['items total, just enough', new ItemsTotalAtLeast(eur(2_000)), null],
    ['quantity, too few', new QuantityAtLeast(3), 'It takes 3 or more specimens.'],
    ['quantity, just enough', new QuantityAtLeast(2), null],
    ['a product that is not there', new Contains(azurites), 'It takes something from “Azurite”.'],
    ['a category, too few of it', new Contains(zeolites, 3), 'It takes 3 specimens from “Zeolites”.'],
    ['a category above that of the product', new Contains(new Matching([], [{ id: 1, name: 'All' }])), null],
    [
      'a group of somebody else',
      new InGroup({ id: 4, name: 'Museums' }),
      'It is for customers of the group “Museums”.',
    ],
    ['their group', new InGroup({ id: 5, name: 'Schools' }), null],
    [
      'the first order, and it is the third',
      new NthOrder(1),
      'It is for your first order; this is your third.',
    ],
    ['the third order', new NthOrder(3), null],
    ['the 22nd order', new NthOrder(22), 'It is for your 22nd order; this is your third.'],
    ['a parcel elsewhere', new ShipsTo(['AT', 'CH']), 'It is for parcels to Austria or Switzerland.'],
    ['a parcel there', new ShipsTo(['AT', 'DE']), null],
  ])('%s', (_what, rule, sentence) => {
    const coupon = claim('CODE', aPromotion({}, [rule], [new PercentOffOrder(10)]))
    const quote = aQuote(items, aTariff(), [coupon], { customer: { groupIds: [5], ordersBefore: 2 } })
    expect(quote.refusedCoupons.map((refused) => refused.sentence)).toEqual(sentence ? [sentence] : [])
    expect(quote.discountTotal.amount).toBe(sentence ? 0 : 200)
  })

  test('whoever has not said who they are is in no group, and on no order', () => {
    const refused = [new InGroup({ id: 5, name: 'Schools' }), new NthOrder(1)].map((rule) => {
      const coupon = claim('CODE', aPromotion({}, [rule], [new PercentOffOrder(10)]))
      return aQuote(items, aTariff(), [coupon]).refusedCoupons[0]?.sentence
    })
    expect(refused).toEqual(['It is for customers of the group “Schools”.', 'It is for your first order.'])
  })
})

describe('an action has a sentence where it has nothing to work on', () => {
  test.each<[string, Action, string]>([
    [
      'units that are not there',
      new PercentOffUnits(10, azurites),
      'Nothing in your cart is from “Azurite”.',
    ],
    [
      'amounts off units that are not there',
      new FixedOffUnits(eur(10), azurites),
      'Nothing in your cart is from “Azurite”.',
    ],
    [
      'too few to get one',
      new BuyXGetY({ buy: 2, get: 1, percent: 100 }, zeolites),
      'Add 1 more from “Zeolites”: it takes 3.',
    ],
    [
      'too few of anything',
      new BuyXGetY({ buy: 3, get: 1, percent: 100 }, Matching.everything),
      'Add 2 more: it takes 4.',
    ],
  ])('%s', (_what, action, sentence) => {
    const quote = aQuote([[zeolite(1_000), 2]], aTariff(), [claim('CODE', acting(action))])
    expect(quote.refusedCoupons).toEqual([{ code: 'CODE', sentence }])
    expect(quote.coupons).toEqual([])
  })

  test('a coupon that could take nothing off is not used up for nothing', () => {
    const quote = aQuote([[aVariant({ floorPrice: eur(1_000) }), 1]], aTariff(), [
      claim('CODE', acting(new PercentOffOrder(10))),
    ])
    expect(quote.coupons).toEqual([])
    expect(quote.refusedCoupons[0]?.sentence).toBe(
      'It takes nothing off: these prices are as low as they can be.',
    )
  })
})

describe('what comes off', () => {
  test.each<[string, Action, [quantity: number, cents: number][][], discount: number]>([
    // The cart: 3 × 10.00 and 1 × 25.00 = 55.00
    // 10 % of 55.00 = 5.50: 30.00/55.00 of it are 3.00, 25.00/55.00 are 2.50
    ['ten per cent off the order', new PercentOffOrder(10), [[[3, 900]], [[1, 2_250]]], 550],
    // 1.00 over 55.00: 18.18 each of three, 45.45: 18 + 18 + 18 + 45 = 99, and the cent to 45.45
    ['a euro off the order', new FixedOffOrder(eur(100)), [[[3, 982]], [[1, 2_454]]], 100],
    // 10 % of 30.00 = 3.00
    ['ten per cent off matching units', new PercentOffUnits(10, zeolites), [[[3, 900]], [[1, 2_500]]], 300],
    // 3 × 2.50
    [
      'two fifty off each matching unit',
      new FixedOffUnits(eur(250), zeolites),
      [[[3, 750]], [[1, 2_500]]],
      750,
    ],
    ['more than each costs', new FixedOffUnits(eur(9_999), zeolites), [[[3, 0]], [[1, 2_500]]], 3_000],
    // One of three free: the line's units now differ
    [
      'three for two',
      new BuyXGetY({ buy: 2, get: 1, percent: 100 }, zeolites),
      [
        [
          [2, 1_000],
          [1, 0],
        ],
        [[1, 2_500]],
      ],
      1_000,
    ],
    // Four in all, two sets of two: the two cheapest are free
    [
      'every second free',
      new BuyXGetY({ buy: 1, get: 1, percent: 100 }, Matching.everything),
      [
        [
          [1, 1_000],
          [2, 0],
        ],
        [[1, 2_500]],
      ],
      2_000,
    ],
    // Half of the cheapest one
    [
      'a fourth at half the price',
      new BuyXGetY({ buy: 3, get: 1, percent: 50 }, Matching.everything),
      [
        [
          [2, 1_000],
          [1, 500],
        ],
        [[1, 2_500]],
      ],
      500,
    ],
  ])('%s', (_what, action, units, discount) => {
    const quote = promoted(
      [
        [zeolite(1_000), 3],
        [aVariant({ listPrice: eur(2_500) }), 1],
      ],
      acting(action),
    )
    expect(unitsOf(quote)).toEqual(units)
    expect(quote.discountTotal.amount).toBe(discount)
    expect(quote.discounts.map(({ amount }) => amount.amount)).toEqual([discount])
  })

  test('a percentage off units is rounded once, not a unit at a time', () => {
    // 10 % of 3 × 0.05 = 1.5 cents, rounded to 2; rounded one by one it would be 3 × 1
    const quote = promoted([[zeolite(5), 3]], acting(new PercentOffUnits(10, zeolites)))
    expect(unitsOf(quote)).toEqual([
      [
        [1, 5],
        [2, 4],
      ],
    ])
  })

  test('a unit that is got for nothing still costs its floor price', () => {
    const bargain = new BuyXGetY({ buy: 1, get: 1, percent: 100 }, zeolites)
    const quote = promoted([[zeolite(1_000, { floorPrice: eur(600) }), 2]], acting(bargain))
    expect(unitsOf(quote)).toEqual([
      [
        [1, 1_000],
        [1, 600],
      ],
    ])
  })

  test('what a unit at its floor cannot give of its own percentage, the other matching units need not give', () => {
    // 20 % of 10.00 and 10.00 are 2.00 each; the first has room for 0.50
    const items = [
      [zeolite(1_000, { floorPrice: eur(950) }), 1],
      [zeolite(1_000), 1],
    ] as const
    expect(unitsOf(promoted(items, acting(new PercentOffUnits(20, zeolites))))).toEqual([
      [[1, 950]],
      [[1, 800]],
    ])
    // Off the order, they do: 4.00, of which 0.50 from the first
    expect(unitsOf(promoted(items, acting(new PercentOffOrder(20))))).toEqual([[[1, 950]], [[1, 650]]])
  })

  test('each works on what earlier ones have left', () => {
    // 100.00 − 20 % = 80.00, − 10 % of 80.00 = 72.00, − 12.00 = 60.00
    const quote = promoted(
      [[aVariant({ listPrice: eur(10_000) }), 1]],
      aPromotion({ priority: 1 }, [], [new FixedOffOrder(eur(1_200))]),
      aPromotion({ priority: 3 }, [], [new PercentOffOrder(20)]),
      aPromotion({ priority: 2 }, [], [new PercentOffOrder(10)]),
    )
    expect(quote.lines[0]?.reductions.map(({ amount }) => amount.amount)).toEqual([2_000, 800, 1_200])
    expect(quote.lines[0]?.total).toEqual(eur(6_000))
  })

  test('the cheapest units are those that are cheapest by then', () => {
    // 5.00 off each zeolite makes 12.00 a 7.00, which is below the 10.00 of the other
    const other = aVariant({ listPrice: eur(1_000) })
    const quote = promoted(
      [
        [zeolite(1_200), 1],
        [other, 1],
      ],
      aPromotion({ priority: 2 }, [], [new FixedOffUnits(eur(500), zeolites)]),
      aPromotion({ priority: 1 }, [], [new BuyXGetY({ buy: 1, get: 1, percent: 100 }, Matching.everything)]),
    )
    expect(unitsOf(quote)).toEqual([[[1, 0]], [[1, 1_000]]])
  })

  test('two promotions of one name are two figures', () => {
    const twins = [acting(new FixedOffOrder(eur(100))), acting(new FixedOffOrder(eur(200)))].map((_, index) =>
      aPromotion({ name: 'Twins' }, [], [new FixedOffOrder(eur(100 + 100 * index))]),
    )
    const quote = promoted([[aVariant(), 1]], ...twins)
    expect(quote.discounts.map(({ amount }) => amount.amount)).toEqual([100, 200])
  })

  test('of several exclusive ones the one with the highest priority wins, and the coupons are told so', () => {
    const best = aPromotion({ name: 'Best', exclusive: true, priority: 5 }, [], [new PercentOffOrder(5)])
    const other = aPromotion({ exclusive: true, priority: 4 }, [], [new PercentOffOrder(50)])
    const quote = aQuote([[aVariant(), 1]], aTariff({ promotions: [other, best] }), [
      claim('MORE', acting(new PercentOffOrder(10))),
    ])
    expect(quote.discounts).toEqual([{ name: 'Best', amount: eur(50) }])
    expect(quote.refusedCoupons).toEqual([{ code: 'MORE', sentence: 'It cannot be combined with “Best”.' }])
  })
})

describe('off the delivery', () => {
  test('each takes its part of what is left, and says so', () => {
    const quote = promoted(
      [[aVariant(), 1]],
      aPromotion({ name: 'Half', priority: 2 }, [], [new PercentOffShipping(50)]),
      aPromotion({ name: 'Tenth', priority: 1 }, [], [new PercentOffShipping(10)]),
    )
    // 4.90 − 2.45 = 2.45; 10 % of 2.45 = 0.245, rounded 0.25: 2.20
    expect(quote.shipping?.steps.map(({ because, price }) => [because, price.amount])).toEqual([
      ['Parcel, up to 1 kg', 490],
      ['Half', 245],
      ['Tenth', 220],
    ])
    expect(quote.shipping?.because).toBe('Half, Tenth')
    expect(quote.shippingTotal).toEqual(eur(220))
  })

  test('free delivery is free, and nothing more is said of it', () => {
    const free = acting(new PercentOffShipping(100))
    const quote = aQuote(
      [[aVariant({ listPrice: eur(9_000) }), 1]],
      aTariff({ promotions: [free], methods: [aMethod({ freeAbove: eur(5_000) })] }),
    )
    expect(quote.shipping?.because).toBe('Free from €50.00')
    expect(quote.shippingTotal.isZero).toBe(true)
  })
})

describe.each([
  ['JPY, which has no minor units', 'JPY', 1_000, 333, 'JP¥333'],
  ['KWD, which has three decimals', 'KWD', 12_345, 4_114, 'KWD 4.114'],
])('in %s', (_what, currency, price, third, said) => {
  test('a third off is whole minor units', () => {
    const money = (amount: number) => Money.of(amount, currency)
    const tiers = [{ upToGrams: null, price: money(0) }]
    // 33 % of 1000 = 330; here: 33⅓ cannot be said, so a fixed third
    const promotions = [acting(new FixedOffOrder(money(third)))]
    const tariff = aTariff({ currency, promotions, methods: [aMethod({ tiers })] })
    const quote = aQuote([[aVariant({ listPrice: money(price) }), 1]], tariff)
    expect(quote.discountTotal.format().replaceAll('\u00a0', ' ')).toBe(said)
    expect(quote.total).toEqual(money(price - third))
  })
})

describe('whatever is in the cart and whatever is promised', () => {
  const variant = fc
    .record({
      price: fc.integer({ min: 0, max: 50_000 }),
      floor: fc.option(fc.integer({ min: 0, max: 50_000 })),
      isZeolite: fc.boolean(),
    })
    .map(({ price, floor, isZeolite }) =>
      aVariant({
        listPrice: eur(price),
        floorPrice: floor === null ? null : eur(Math.min(floor, price)),
        categoryIds: isZeolite ? [ZEOLITES, 1] : [1],
      }),
    )
  const items = fc.array(fc.tuple(variant, fc.integer({ min: 1, max: 40 })), { minLength: 1, maxLength: 8 })
  const goods = fc.constantFrom(zeolites, Matching.everything)
  const percent = fc.integer({ min: 1, max: 100 })
  const action: fc.Arbitrary<Action> = fc.oneof(
    percent.map((value) => new PercentOffOrder(value)),
    fc.integer({ min: 0, max: 200_000 }).map((amount) => new FixedOffOrder(eur(amount))),
    fc.tuple(percent, goods).map((facts) => new PercentOffUnits(...facts)),
    fc
      .tuple(fc.integer({ min: 0, max: 5_000 }), goods)
      .map(([amount, of]) => new FixedOffUnits(eur(amount), of)),
    fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 }), percent, goods)
      .map(([buy, get, off, of]) => new BuyXGetY({ buy, get, percent: off }, of)),
    percent.map((value) => new PercentOffShipping(value)),
  )
  const rule: fc.Arbitrary<Rule> = fc.oneof(
    fc.integer({ min: 0, max: 200_000 }).map((amount) => new ItemsTotalAtLeast(eur(amount))),
    fc.integer({ min: 1, max: 20 }).map((least) => new QuantityAtLeast(least)),
    fc.constant(new Contains(zeolites)),
  )
  const promotions = fc.array(
    fc
      .tuple(
        fc.array(rule, { maxLength: 2 }),
        fc.array(action, { minLength: 1, maxLength: 2 }),
        fc.integer({ min: 0, max: 3 }),
      )
      .map(([rules, actions, priority]) => aPromotion({ priority }, rules, actions)),
    { maxLength: 6 },
  )

  test('units, reductions and lines add up, nothing is negative, and no unit is below its floor', () => {
    fc.assert(
      fc.property(items, promotions, (wanted, promised) => {
        const quote = promoted(wanted, ...promised)
        for (const line of quote.lines) {
          const floor = line.variant.floorPrice?.amount ?? 0
          expect(line.units.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(line.quantity)
          expect(line.units.reduce((sum, { quantity, price }) => sum + quantity * price.amount, 0)).toBe(
            line.total.amount,
          )
          for (const { price } of line.units) expect(price.amount).toBeGreaterThanOrEqual(floor)
          for (const { amount } of line.reductions) expect(amount.amount).toBeGreaterThan(0)
        }
        const discounts = quote.discounts.reduce((sum, { amount }) => sum + amount.amount, 0)
        expect(discounts).toBe(quote.discountTotal.amount)
        const { itemsTotal, discountTotal, shippingTotal, taxAdded, total } = quote
        expect(itemsTotal.minus(discountTotal).plus(shippingTotal).plus(taxAdded)).toEqual(total)
        expect(shippingTotal.amount).toBeGreaterThanOrEqual(0)
        expect(total.amount).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 300 },
    )
  })

  test('the order of lines changes neither the total nor what any line costs', () => {
    fc.assert(
      fc.property(items, promotions, fc.infiniteStream(fc.nat()), (wanted, promised, chance) => {
        const shuffled = wanted
          .map((item) => ({ item, at: chance.next().value }))
          .sort((a, b) => a.at - b.at)
          .map(({ item }) => item)
        const [one, other] = [promoted(wanted, ...promised), promoted(shuffled, ...promised)]
        expect(other.total).toEqual(one.total)
        expect(other.taxIncluded).toEqual(one.taxIncluded)
        const costs = ({ lines }: Quote) =>
          new Map(lines.map(({ variant, total }) => [variant.id, total.amount]))
        expect([...costs(other)].sort(([a], [b]) => a - b)).toEqual([...costs(one)].sort(([a], [b]) => a - b))
        expect(other.lines.map(({ variant }) => variant.id)).toEqual(shuffled.map(([{ id }]) => id))
      }),
      { numRuns: 300 },
    )
  })
})
