import { describe, expect, test } from 'vitest'
import { PriceHistory } from '../../src/models/pricing/price-history.ts'
import { PriceList } from '../../src/models/pricing/price-list.ts'
import { PriceTag } from '../../src/models/pricing/price-tag.ts'
import { ShopTime } from '../../src/models/shop-time.ts'
import { aSale, aVariant, eur, NOW } from './cast.ts'

const day = (name: string) => new Date(`2026-${name}T00:00:00Z`)
const START = day('11-15')

/** [day, list price in cents] */
type Prices = [string, number][]
/** [first day, day after the last, per cent] */
type Sales = [string, string, number][]

describe('the lowest price of the 30 days before a reduction', () => {
  test.each<[string, Prices, Sales, number | null]>([
    ['is the list price where nothing changed', [['01-01', 1_000]], [], 1_000],
    [
      'counts a list price that ended inside the days',
      [
        ['01-01', 700],
        ['10-20', 1_000],
      ],
      [],
      700,
    ],
    [
      'leaves out one that ended before them',
      [
        ['01-01', 700],
        ['10-10', 1_000],
      ],
      [],
      1_000,
    ],
    [
      'leaves out one that ended at their first moment',
      [
        ['01-01', 700],
        ['10-16', 1_000],
      ],
      [],
      1_000,
    ],
    [
      'counts one that ended a day into them',
      [
        ['01-01', 700],
        ['10-17', 1_000],
      ],
      [],
      700,
    ],
    [
      'sees through a price raised for the occasion',
      [
        ['01-01', 1_000],
        ['11-14', 1_500],
      ],
      [],
      1_000,
    ],
    [
      'leaves out what begins with the reduction',
      [
        ['01-01', 1_000],
        ['11-15', 500],
      ],
      [],
      1_000,
    ],
    ['counts an earlier sale', [['01-01', 1_000]], [['10-20', '10-25', 30]], 700],
    ['leaves out a sale that was over before them', [['01-01', 1_000]], [['10-01', '10-10', 30]], 1_000],
    ['counts a sale that reached into them', [['01-01', 1_000]], [['10-01', '10-20', 30]], 700],
    [
      'takes a sale off the list price of its day',
      [
        ['01-01', 1_000],
        ['10-22', 800],
      ],
      [['10-20', '10-25', 50]],
      400,
    ],
    ['is unknown for what was not sold before', [['11-15', 1_000]], [], null],
    ['looks at fewer days for what is newer', [['11-10', 1_200]], [], 1_200],
  ])('%s', (_what, prices, sales, lowest) => {
    const variant = aVariant()
    const changes = prices.map(([at, price]) => ({ variantId: variant.id, at: day(at), price: eur(price) }))
    const past = sales.map(([from, to, percent]) =>
      aSale({ startsAt: day(from), endsAt: day(to), reduction: { percent } }),
    )
    const found = new PriceHistory(changes, past).lowestBefore(START, variant)
    expect(found?.amount ?? null).toBe(lowest)
  })

  test('leaves out the prices of other variants and sales on other products', () => {
    const variant = aVariant()
    const history = new PriceHistory(
      [
        { variantId: variant.id, at: day('01-01'), price: eur(1_000) },
        { variantId: variant.id + 1, at: day('10-20'), price: eur(100) },
      ],
      [aSale({ productId: variant.productId + 1, startsAt: day('10-20'), endsAt: day('10-30') })],
    )
    expect(history.lowestBefore(START, variant)).toEqual(eur(1_000))
  })

  test('never counts a sale below the floor price', () => {
    const variant = aVariant({ floorPrice: eur(900) })
    const sale = aSale({ startsAt: day('10-20'), endsAt: day('10-30'), reduction: { percent: 50 } })
    const history = new PriceHistory([{ variantId: variant.id, at: day('01-01'), price: eur(1_000) }], [sale])
    expect(history.lowestBefore(START, variant)).toEqual(eur(900))
  })
})

describe('a price tag', () => {
  const shopTime = ShopTime.in('Europe/Berlin')
  const tiers = [
    { fromQuantity: 3, price: eur(900) },
    { fromQuantity: 10, price: eur(700) },
  ]

  test('gives a list price without a word', () => {
    const tag = new PriceTag(aVariant(), new PriceList([], NOW), new PriceHistory([], []))
    expect([tag.amount, tag.list, tag.reason(shopTime), tag.lowest, tag.tiers]).toEqual([
      '€10.00',
      '',
      '',
      '',
      [],
    ])
  })

  test('says why a price is lower, until what hour at the shop, and what it was before', () => {
    const variant = aVariant()
    const history = new PriceHistory(
      [{ variantId: variant.id, at: day('01-01'), price: eur(950) }],
      [aSale()],
    )
    const tag = new PriceTag(variant, new PriceList([aSale()], NOW), history)
    expect([tag.list, tag.amount]).toEqual(['€10.00', '€8.00'])
    expect(tag.reason(shopTime)).toBe('Autumn sale, until 1 Dec 2026, 01:00 CET')
    expect(tag.lowest).toBe('Lowest price in the 30 days before: €9.50')
  })

  test('lists quantity prices with what they save on each', () => {
    const tag = new PriceTag(
      aVariant({ quantityPrices: tiers }),
      new PriceList([], NOW),
      new PriceHistory([], []),
    )
    expect(tag.tiers).toEqual([
      { fromQuantity: 3, each: '€9.00', saved: '€1.00' },
      { fromQuantity: 10, each: '€7.00', saved: '€3.00' },
    ])
  })

  test('leaves out quantity prices that a sale undercuts', () => {
    const tag = new PriceTag(
      aVariant({ quantityPrices: tiers }),
      new PriceList([aSale()], NOW),
      new PriceHistory([], []),
    )
    expect(tag.tiers.map(({ fromQuantity }) => fromQuantity)).toEqual([10])
  })
})
