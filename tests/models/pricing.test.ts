import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { somewhereIn } from '../../src/models/pricing/destination.ts'
import { PriceList } from '../../src/models/pricing/price-list.ts'
import { Promotion } from '../../src/models/pricing/promotion.ts'
import {
  FixedOffOrder,
  PercentOffOrder,
  PercentOffShipping,
} from '../../src/models/pricing/promotion-actions.ts'
import { ItemsTotalAtLeast, QuantityAtLeast } from '../../src/models/pricing/promotion-rules.ts'
import { addWorkingDays } from '../../src/models/pricing/shipping.ts'
import { TaxTable } from '../../src/models/pricing/tax.ts'
import { aMethod, aQuote, aRate, aSale, aTariff, aVariant, claim, eur, NOW } from './cast.ts'

type PromotionFacts = ConstructorParameters<typeof Promotion>[0]

function aPromotion(
  facts: Partial<PromotionFacts> = {},
  rules: ConstructorParameters<typeof Promotion>[1] = [],
  actions: ConstructorParameters<typeof Promotion>[2] = [new PercentOffOrder(10)],
): Promotion {
  const window = { startsAt: null, endsAt: null }
  return new Promotion(
    { id: 1, name: 'Ten off', priority: 0, exclusive: false, window, needsCoupon: false, ...facts },
    rules,
    actions,
  )
}

describe('what a unit costs', () => {
  test('a running sale lowers the list price and says why and until when', () => {
    const price = new PriceList([aSale()], NOW).unitPrice(aVariant())
    expect(price.amount).toEqual(eur(800))
    expect(price.reason).toBe('Autumn sale')
    expect(price.endsAt).toEqual(new Date('2026-12-01T00:00:00Z'))
  })

  test('a sale counts from its first moment and not at its last', () => {
    const sale = aSale({ startsAt: NOW, endsAt: new Date(NOW.getTime() + 1_000) })
    expect(new PriceList([sale], NOW).unitPrice(aVariant()).amount).toEqual(eur(800))
    expect(new PriceList([sale], sale.endsAt).unitPrice(aVariant()).amount).toEqual(eur(1_000))
  })

  test('of several sales the lowest result counts, and never below the floor price', () => {
    const sales = [aSale(), aSale({ reduction: { price: eur(500) } })]
    expect(new PriceList(sales, NOW).unitPrice(aVariant()).amount).toEqual(eur(500))
    expect(new PriceList(sales, NOW).unitPrice(aVariant({ floorPrice: eur(700) })).amount).toEqual(eur(700))
  })

  test('a sale reaches only its product or its category', () => {
    const variant = aVariant({ productId: 7, categoryIds: [3, 4] })
    const amounts = (sale: Parameters<typeof aSale>[0]) =>
      new PriceList([aSale(sale)], NOW).unitPrice(variant).amount.amount
    expect(amounts({ productId: 7 })).toBe(800)
    expect(amounts({ productId: 8 })).toBe(1_000)
    expect(amounts({ categoryId: 4 })).toBe(800)
    expect(amounts({ categoryId: 5 })).toBe(1_000)
  })

  test('the lower of sale and quantity price is the unit price', () => {
    const variant = aVariant({ quantityPrices: [{ fromQuantity: 3, price: eur(750) }] })
    const prices = new PriceList([aSale()], NOW)
    expect(prices.unitPrice(variant, 2).amount).toEqual(eur(800))
    expect(prices.unitPrice(variant, 3).amount).toEqual(eur(750))
  })
})

describe('promotions', () => {
  test('ten per cent off three specimens are spread so that the lines add up', () => {
    const items = [
      aVariant({ listPrice: eur(999) }),
      aVariant({ listPrice: eur(500) }),
      aVariant({ listPrice: eur(1) }),
    ]
    const quote = aQuote(
      items.map((variant) => [variant, 1] as const),
      aTariff({ promotions: [aPromotion()] }),
    )
    expect(quote.discountTotal).toEqual(eur(150))
    expect(quote.lines.map((line) => line.discount.amount)).toEqual([100, 50, 0])
  })

  test('no unit falls below its floor price; the others carry what it cannot take', () => {
    const fixed = aPromotion({}, [], [new FixedOffOrder(eur(600))])
    const quote = aQuote(
      [
        [aVariant({ listPrice: eur(1_000), floorPrice: eur(950) }), 1],
        [aVariant({ listPrice: eur(1_000) }), 1],
      ],
      aTariff({ promotions: [fixed] }),
    )
    expect(quote.lines.map((line) => line.total.amount)).toEqual([950, 450])
  })

  test('a discount larger than the items makes them free, never negative', () => {
    const quote = aQuote(
      [[aVariant(), 2]],
      aTariff({ promotions: [aPromotion({}, [], [new FixedOffOrder(eur(9_999))])] }),
    )
    expect(quote.itemsTotal.minus(quote.discountTotal)).toEqual(eur(0))
    expect(quote.total).toEqual(quote.shippingTotal)
  })

  test('a later promotion sees the total already lowered by an earlier one', () => {
    const first = aPromotion({ id: 1, name: 'First', priority: 9 }, [], [new FixedOffOrder(eur(600))])
    const second = aPromotion({ id: 2, name: 'Second' }, [new ItemsTotalAtLeast(eur(1_500))])
    const quote = aQuote([[aVariant(), 2]], aTariff({ promotions: [second, first] }))
    expect(quote.discounts.map(({ name }) => name)).toEqual(['First'])
  })

  test('an eligible exclusive promotion wins alone, an ineligible one does not matter', () => {
    const ordinary = aPromotion({ id: 1, name: 'Ordinary', priority: 9 })
    const exclusive = (rules: ConstructorParameters<typeof Promotion>[1]) =>
      aPromotion({ id: 2, name: 'Exclusive', exclusive: true }, rules)
    const names = (promotion: Promotion) =>
      aQuote([[aVariant(), 1]], aTariff({ promotions: [ordinary, promotion] })).discounts.map(
        ({ name }) => name,
      )
    expect(names(exclusive([]))).toEqual(['Exclusive'])
    expect(names(exclusive([new QuantityAtLeast(5)]))).toEqual(['Ordinary'])
  })

  test('two codes of one promotion count once', () => {
    const promotion = aPromotion()
    const quote = aQuote([[aVariant(), 1]], aTariff(), [claim('A', promotion), claim('B', promotion)])
    expect(quote.discountTotal).toEqual(eur(100))
    expect(quote.refusedCoupons).toEqual([{ code: 'B', sentence: '“Ten off” counts already.' }])
  })

  test('each refused coupon has its own sentence', () => {
    const far = aPromotion({}, [new ItemsTotalAtLeast(eur(5_000))])
    const over = aPromotion({ name: 'Spring', window: { startsAt: null, endsAt: new Date('2026-06-01') } })
    const quote = aQuote([[aVariant(), 1]], aTariff(), [
      claim('FAR', far),
      claim('GONE', over),
      claim('USED', aPromotion(), true),
      claim('WHAT', null),
    ])
    expect(Object.fromEntries(quote.refusedCoupons.map(({ code, sentence }) => [code, sentence]))).toEqual({
      FAR: 'Add €40.00 more to reach €50.00.',
      GONE: '“Spring” has ended.',
      USED: 'The coupon “USED” has been used up.',
      WHAT: 'We do not know a coupon “WHAT”.',
    })
    expect(quote.discountTotal.isZero).toBe(true)
  })
})

describe('shipping', () => {
  test('goes by weight, and is free above a total', () => {
    const methods = [aMethod({ freeAbove: eur(5_000) })]
    const shipping = (quantity: number) =>
      aQuote([[aVariant(), quantity]], aTariff({ methods })).shippingTotal.amount
    expect(shipping(1)).toBe(490)
    expect(shipping(11)).toBe(0)
    expect(aQuote([[aVariant({ grams: 1_001 }), 1]], aTariff({ methods })).shippingTotal.amount).toBe(990)
  })

  test('a parcel that is too heavy for a method is not offered it', () => {
    const methods = [aMethod({ tiers: [{ upToGrams: 500, price: eur(100) }] })]
    expect(aQuote([[aVariant({ grams: 501 }), 1]], aTariff({ methods })).shipping).toBeNull()
  })

  test('a promotion on shipping lowers it', () => {
    const promotions = [aPromotion({}, [], [new PercentOffShipping(50)])]
    expect(aQuote([[aVariant(), 1]], aTariff({ promotions })).shippingTotal).toEqual(eur(245))
  })

  test.each([
    ['a Friday before the cut-off', '2026-11-20T12:59:00Z', '2026-11-24', '2026-11-25'],
    ['a Friday after the cut-off', '2026-11-20T13:00:00Z', '2026-11-25', '2026-11-26'],
    ['a Saturday', '2026-11-21T09:00:00Z', '2026-11-25', '2026-11-26'],
    ['the eve of a holiday', '2026-12-23T10:00:00Z', '2026-12-29', '2026-12-30'],
  ])('what is ordered on %s arrives on working days', (_when, now, from, to) => {
    const calendar = { holidays: ['2026-12-24', '2026-12-25'], cutOffHour: 13 }
    const promise = aMethod().promise(new Date(now), calendar)
    expect([promise.from, promise.to].map((day) => day.toISOString().slice(0, 10))).toEqual([from, to])
  })

  test('working days skip week-ends', () => {
    const monday = addWorkingDays(new Date('2026-11-20T10:00:00Z'), 1, { holidays: [], cutOffHour: 0 })
    expect(monday.toISOString()).toBe('2026-11-23T00:00:00.000Z')
  })
})

describe('tax', () => {
  test('is contained in prices that include it, and added to those that do not', () => {
    const included = aQuote([[aVariant({ listPrice: eur(1_190) }), 1]])
    expect(included.taxIncluded.amount).toBe(190 + 78) // 78.2 of 4.90 shipping
    expect(included.total).toEqual(eur(1_190 + 490))

    const taxes = new TaxTable([aRate(), aRate({ category: 'shipping' })], false)
    const added = aQuote([[aVariant({ listPrice: eur(1_000) }), 1]], aTariff({ taxes }))
    expect(added.taxAdded.amount).toBe(190 + 93) // 93.1 of 4.90 shipping
    expect(added.total).toEqual(eur(1_000 + 490 + 283))
  })

  test('is rounded per line, so that two lines may differ from one line of two', () => {
    const taxes = new TaxTable([aRate({ basisPoints: 1_000 })], false)
    const tariff = aTariff({ taxes, methods: [aMethod({ tiers: [{ upToGrams: null, price: eur(0) }] })] })
    const price = { listPrice: eur(105) }
    expect(
      aQuote(
        [
          [aVariant(price), 1],
          [aVariant(price), 1],
        ],
        tariff,
      ).taxAdded.amount,
    ).toBe(22)
    expect(aQuote([[aVariant(price), 2]], tariff).taxAdded.amount).toBe(21)
  })

  test('a rate counts from its first day, and one that names the country wins', () => {
    const table = new TaxTable(
      [
        aRate({ basisPoints: 1_600, validFrom: new Date('2020-07-01'), validTo: new Date('2021-01-01') }),
        aRate({ validFrom: new Date('2021-01-01') }),
        aRate({ basisPoints: 2_000, countries: ['FR'] }),
      ],
      true,
    )
    expect(table.rate(somewhereIn('DE'), 'standard', new Date('2020-12-31')).basisPoints).toBe(1_600)
    expect(table.rate(somewhereIn('DE'), 'standard', new Date('2021-01-01')).basisPoints).toBe(1_900)
    expect(table.rate(somewhereIn('FR'), 'standard', NOW).basisPoints).toBe(2_000)
    expect(table.rate(somewhereIn('FR'), 'books', NOW).basisPoints).toBe(0)
  })
})

test('whatever is in the cart: lines − discounts + shipping + added tax are the total, and nothing is negative', () => {
  const anItem = fc.record({
    price: fc.integer({ min: 0, max: 500_000 }),
    floor: fc.option(fc.integer({ min: 0, max: 100 })),
    quantity: fc.integer({ min: 1, max: 40 }),
  })
  fc.assert(
    fc.property(
      fc.array(anItem, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 100 }),
      fc.integer({ min: 0, max: 1_000_000 }),
      fc.boolean(),
      (items, percent, off, included) => {
        const taxes = new TaxTable([aRate(), aRate({ category: 'shipping' })], included)
        const promotions = [
          aPromotion({ id: 1, name: 'Percent' }, [], [new PercentOffOrder(percent)]),
          aPromotion({ id: 2, name: 'Fixed' }, [], [new FixedOffOrder(eur(off))]),
        ]
        const quote = aQuote(
          items.map(({ price, floor, quantity }) => [
            aVariant({
              listPrice: eur(price),
              floorPrice: floor === null ? null : eur(Math.min(floor, price)),
            }),
            quantity,
          ]),
          aTariff({ taxes, promotions }),
        )
        const lines = quote.lines.reduce((sum, line) => sum + line.total.amount, 0)
        expect(lines + quote.shippingTotal.amount + quote.taxAdded.amount).toBe(quote.total.amount)
        for (const line of quote.lines) {
          expect(line.discount.amount).toBeGreaterThanOrEqual(0)
          expect(line.total.amount).toBeGreaterThanOrEqual(
            (line.variant.floorPrice?.amount ?? 0) * line.quantity,
          )
        }
        expect(quote.discounts.reduce((sum, { amount }) => sum + amount.amount, 0)).toBe(
          quote.discountTotal.amount,
        )
      },
    ),
  )
})
