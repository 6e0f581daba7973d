import { describe, expect, test } from 'vitest'
import { Order } from '../../src/models/orders/order.ts'
import { Estimate } from '../../src/models/pricing/estimate.ts'
import { Matching } from '../../src/models/pricing/matching.ts'
import { PriceList } from '../../src/models/pricing/price-list.ts'
import { Promotion } from '../../src/models/pricing/promotion.ts'
import {
  BuyXGetY,
  FixedOffOrder,
  PercentOffOrder,
  PercentOffShipping,
} from '../../src/models/pricing/promotion-actions.ts'
import { ShippingMap } from '../../src/models/pricing/shipping.ts'
import { TaxTable } from '../../src/models/pricing/tax.ts'
import { aMethod, aQuote, aRate, aSale, aTariff, aVariant, eur, NOW } from './cast.ts'

const ARSENIC = 9
const to = (country: string, postcode = '', region = '') => ({ destination: { country, region, postcode } })

function aPromotion(id: number, actions: ConstructorParameters<typeof Promotion>[2]): Promotion {
  const window = { startsAt: null, endsAt: null }
  const facts = { id, name: `Promotion ${id}`, priority: 0, exclusive: false, window, needsCoupon: false }
  return new Promotion(facts, [], actions)
}

describe('the price for a group', () => {
  const variant = aVariant({ quantityPrices: [{ fromQuantity: 5, price: eur(700) }] })
  const forMuseums = [{ variantId: variant.id, group: 'Museums', price: eur(750) }]

  test.each([
    // list 10.00, group 7.50
    ['counts where it is the lowest', [], 1, 750, 'Price for Museums'],
    // sale 20 % off 10.00 = 8.00, group 7.50
    ['counts below a sale', [aSale()], 1, 750, 'Price for Museums'],
    // sale 50 % off 10.00 = 5.00
    ['does not count above a sale', [aSale({ reduction: { percent: 50 } })], 1, 500, 'Autumn sale'],
    // 7.00 from five on
    ['does not count above a quantity price', [], 5, 700, 'From 5 pieces'],
  ])('%s', (_what, sales, quantity, cents, reason) => {
    const price = new PriceList(sales, NOW, forMuseums).unitPrice(variant, quantity)
    expect([price.amount.amount, price.reason, price.list.amount]).toEqual([cents, reason, 1_000])
  })

  test('is nobody else’s, and of no other variant', () => {
    expect(new PriceList([], NOW).unitPrice(variant).amount).toEqual(eur(1_000))
    expect(new PriceList([], NOW, forMuseums).unitPrice(aVariant()).amount).toEqual(eur(1_000))
  })
})

describe('shipping', () => {
  const byTotal = [
    { fromTotal: eur(0), price: eur(690) },
    { fromTotal: eur(5_000), price: eur(390) },
    { fromTotal: eur(10_000), price: eur(0) },
  ]

  test.each([
    [4_999, 690, 'Parcel, orders from €0.00'],
    [5_000, 390, 'Parcel, orders from €50.00'],
    [10_000, 0, 'Parcel, orders from €100.00'],
  ])('by order total: %i cents cost %i', (total, cents, why) => {
    const tariff = aTariff({ methods: [aMethod({ tiers: byTotal })] })
    const { shipping } = aQuote([[aVariant({ listPrice: eur(total) }), 1]], tariff)
    expect([shipping?.price.amount, shipping?.steps[0]?.because]).toEqual([cents, why])
  })

  test('the total of a tier, or of free delivery, is the one after discounts', () => {
    // 100.00 − 0.01 = 99.99
    const promotions = [aPromotion(1, [new FixedOffOrder(eur(1))])]
    const quote = (methods: Parameters<typeof aTariff>[0]) =>
      aQuote([[aVariant({ listPrice: eur(10_000) }), 1]], aTariff({ promotions, ...methods })).shippingTotal
        .amount
    expect(quote({ methods: [aMethod({ tiers: byTotal })] })).toBe(390)
    expect(quote({ methods: [aMethod({ freeAbove: eur(10_000) })] })).toBe(490)
    expect(quote({ methods: [aMethod({ freeAbove: eur(9_999) })] })).toBe(0)
  })

  test('a flat price is the same for any parcel, up to what the method carries', () => {
    const tiers = [{ upToGrams: null, price: eur(500) }]
    const tariff = aTariff({ methods: [aMethod({ name: 'Van', tiers, heaviest: 31_500 })] })
    const quote = (grams: number) => aQuote([[aVariant({ grams }), 1]], tariff)
    expect(quote(31_500).shipping?.steps.map(({ because }) => because)).toEqual(['Van'])
    expect(quote(31_501).refusedMethods[0]?.sentence).toBe('“Van” takes up to 31.5 kg.')
    expect(new Estimate(quote(31_501)).refusal('Germany')).toBe(
      'This parcel weighs 31.501 kg. To Germany we can send up to 31.5 kg.',
    )
  })

  test('what a method cannot carry goes by another, and the refusal says why', () => {
    const realgar = aVariant({ productName: 'Realgar', categoryIds: [ARSENIC, 1] })
    const air = aMethod({ id: 1, name: 'Air', refusedCategories: [ARSENIC] })
    const road = aMethod({ id: 2, name: 'Road', tiers: [{ upToGrams: null, price: eur(1_900) }] })
    const both = aQuote(
      [
        [realgar, 1],
        [aVariant(), 1],
      ],
      aTariff({ methods: [air, road] }),
    )
    expect(both.shipping?.method.name).toBe('Road')
    expect(both.refusedMethods.map(({ sentence }) => sentence)).toEqual(['“Air” does not carry Realgar.'])

    const airOnly = aQuote([[realgar, 1]], aTariff({ methods: [air] }))
    expect(airOnly.shipping).toBeNull()
    expect(new Estimate(airOnly).refusal('Japan')).toBe(
      'Nobody who delivers to Japan for us carries Realgar. Please order without.',
    )
  })

  test('below the first tier of order totals a method is not offered, and says from when it is', () => {
    const tiers = [{ fromTotal: eur(5_000), price: eur(0) }]
    const quote = aQuote([[aVariant(), 1]], aTariff({ methods: [aMethod({ name: 'Courier', tiers })] }))
    expect(new Estimate(quote).refusal('Germany')).toBe('“Courier” is offered for orders from €50.00 on.')
  })

  test('goes by the zone that means the postcode, and costs what that zone says', () => {
    const shipping = new ShippingMap([
      { name: 'Germany', countries: ['DE'], methods: [aMethod({ id: 1 })] },
      {
        name: 'Islands',
        countries: [],
        postcodes: ['DE-25980'],
        methods: [aMethod({ id: 2, name: 'Ferry' })],
      },
    ])
    const nameAt = (postcode: string) =>
      aQuote([[aVariant(), 1]], aTariff({ shipping }), [], to('DE', postcode)).shipping?.method.name
    expect([nameAt(''), nameAt('10115'), nameAt('25980')]).toEqual(['Parcel', 'Parcel', 'Ferry'])
    expect(
      new Estimate(aQuote([[aVariant(), 1]], aTariff({ shipping }), [], to('JP'))).refusal('Japan'),
    ).toBe('We do not deliver to Japan yet.')
  })
})

describe('tax', () => {
  const rates = [
    aRate({ countries: ['DE'] }),
    aRate({ countries: ['DE'], category: 'books', basisPoints: 700 }),
    aRate({ countries: ['DE'], category: 'shipping' }),
    aRate({ countries: ['FR'], basisPoints: 2_000 }),
    aRate({ countries: ['FR'], category: 'shipping', basisPoints: 2_000 }),
    aRate({ countries: [], postcodes: ['DE-27498'], basisPoints: 0 }),
  ]
  const items = [
    [aVariant({ listPrice: eur(11_900) }), 1],
    [aVariant({ listPrice: eur(1_070), taxCategory: 'books' }), 1],
  ] as const

  test.each([
    // 119.00 × 19/119 = 19.00; 10.70 × 7/107 = 0.70; 4.90 × 19/119 = 0.782
    ['DE', '10115', [1_900, 70, 78]],
    // 119.00 × 20/120 = 19.83; France has no rate for books here; 4.90 × 20/120 = 0.816
    ['FR', '75001', [1_983, 0, 82]],
    // Helgoland: no tax on goods; the delivery is taxed as in the rest of the country
    ['DE', '27498', [0, 70, 78]],
  ])('in prices that include it, %s %s', (country, postcode, taxes) => {
    const quote = aQuote(items, aTariff({ taxes: new TaxTable(rates, true) }), [], to(country, postcode))
    expect([...quote.lineTaxes, quote.shippingTax].map(({ tax }) => tax.amount)).toEqual(taxes)
    // The price is the same everywhere; what is tax in it is not.
    expect(quote.total).toEqual(eur(11_900 + 1_070 + 490))
  })

  test('on top of prices without it, after discounts', () => {
    // 119.00 + 10.70 = 129.70, − 10 % = 12.97: 11.90 and 1.07. 107.10 × 19 % = 20.349; 9.63 × 7 % = 0.6741; 0.931
    const promotions = [aPromotion(1, [new PercentOffOrder(10)])]
    const quote = aQuote(items, aTariff({ promotions, taxes: new TaxTable(rates, false) }))
    expect([...quote.lineTaxes, quote.shippingTax].map(({ tax }) => tax.amount)).toEqual([2_035, 67, 93])
    expect(quote.total).toEqual(eur(10_710 + 963 + 490 + 2_035 + 67 + 93))
  })
})

describe('an order freezes the quote', () => {
  test('line by line, with every rate, reason and total', () => {
    const promotions = [
      aPromotion(1, [new BuyXGetY({ buy: 2, get: 1, percent: 100 }, Matching.everything)]),
      aPromotion(2, [new PercentOffShipping(50)]),
    ]
    const quote = aQuote(
      [
        [aVariant(), 3],
        [aVariant({ listPrice: eur(333) }), 2],
      ],
      aTariff({ promotions }),
    )
    const address = {
      name: '',
      line1: '',
      line2: '',
      postcode: '',
      city: '',
      region: '',
      country: 'DE',
      phone: '',
    }
    const order = Order.place(
      'LM-1',
      { userId: null, email: '', address, note: '', isGift: false },
      quote,
      NOW,
    )

    expect(order.lines.map(({ total, discount, tax, taxRate }) => [total, discount, tax, taxRate])).toEqual(
      quote.lines.map(({ total, discount }, index) => [
        total,
        discount,
        quote.lineTaxes[index]?.tax,
        quote.lineTaxes[index]?.basisPoints,
      ]),
    )
    expect(order.delivery.price).toEqual(quote.shippingTotal)
    expect(order.delivery.tax).toEqual(quote.shippingTax.tax)
    const { items, discount, shipping, taxAdded, total } = order.totals
    expect(items.minus(discount).plus(shipping).plus(taxAdded)).toEqual(total)
    expect(total).toEqual(quote.total)
    expect(order.lines[1]?.reason).toBe('Promotion 1: −€3.33')
  })
})

describe('the fingerprint of a quote', () => {
  const variant = aVariant()
  const quote = (facts: Parameters<typeof aTariff>[0] = {}, who: Parameters<typeof aQuote>[3] = {}) =>
    aQuote([[variant, 2]], aTariff(facts), [], who)
  const agreed = quote().fingerprint
  const tax = (rate: number) =>
    new TaxTable([aRate({ basisPoints: rate }), aRate({ category: 'shipping' })], true)

  test('is the same for the same quote, whatever else hangs on it', () => {
    expect(quote().fingerprint).toBe(agreed)
    expect(quote().changesSince(`${agreed}.the address`)).toEqual([])
  })

  test.each<[string, ReturnType<typeof quote>, string[]]>([
    ['the price', quote({ sales: [aSale()] }), ['The total is now €20.90.']],
    [
      'a discount',
      quote({ promotions: [aPromotion(1, [new PercentOffOrder(10)])] }),
      ['The total is now €22.90.'],
    ],
    // 20.00 × 7/107 = 1.308, 4.90 × 19/119 = 0.782
    ['the tax in it', quote({ taxes: tax(700) }), ['The tax in the total is now €2.09.']],
    [
      'the day it arrives',
      quote({ calendar: { holidays: ['2026-11-24'], cutOffHour: 13 } }),
      ['It now arrives Thu 26 – Fri 27 Nov.'],
    ],
    [
      'the delivery altogether',
      quote({ methods: [] }),
      ['The total is now €20.00.', 'We cannot send this parcel there now.'],
    ],
  ])('changes with %s, which is said', (_what, now, sentences) => {
    expect(now.fingerprint).not.toBe(agreed)
    expect(now.changesSince(agreed)).toEqual(sentences)
  })
})
