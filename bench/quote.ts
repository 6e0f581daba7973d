import { Variant } from '../src/models/catalog/variant.ts'
import { Money } from '../src/models/money.ts'
import { somewhereIn } from '../src/models/pricing/destination.ts'
import { Matching } from '../src/models/pricing/matching.ts'
import { PriceList } from '../src/models/pricing/price-list.ts'
import { Promotion } from '../src/models/pricing/promotion.ts'
import {
  type Action,
  BuyXGetY,
  FixedOffOrder,
  FixedOffUnits,
  PercentOffOrder,
  PercentOffShipping,
  PercentOffUnits,
} from '../src/models/pricing/promotion-actions.ts'
import { PromotionList } from '../src/models/pricing/promotion-list.ts'
import {
  Contains,
  InGroup,
  ItemsTotalAtLeast,
  NthOrder,
  QuantityAtLeast,
  type Rule,
  ShipsTo,
} from '../src/models/pricing/promotion-rules.ts'
import { Quote, type QuoteRequest, type Tariff } from '../src/models/pricing/quote.ts'
import { ShippingMap, ShippingMethod } from '../src/models/pricing/shipping.ts'
import { TaxTable } from '../src/models/pricing/tax.ts'

/** How much CPU a quote takes: a cart of 100 lines against 200 active promotions. */
const LINES = 100
const PROMOTIONS = 200
const CATEGORIES = 20
const WARM_UP = 200
const QUOTES = 500
/** Milliseconds of CPU. */
const LIMIT = 10

const NOW = new Date('2026-11-21T10:00:00Z')
const eur = (amount: number) => Money.of(amount, 'EUR')
const VALID = { validFrom: new Date('2020-01-01'), validTo: null, countries: ['DE'], name: 'VAT 19 %' }
const RATE = { ...VALID, basisPoints: 1_900 }

const request: QuoteRequest = {
  items: Array.from({ length: LINES }, (_, index) => ({
    variant: aVariant(index),
    // From one to the most that a line may have.
    quantity: index % 10 === 0 ? 9_999 : (index % 7) + 1,
  })),
  coupons: [],
  destination: somewhereIn('DE'),
  customer: { groupIds: [1], ordersBefore: 0 },
  shippingMethod: null,
}

let slowest = 0
measure('as in a shop: a third of them apply', (index) => [rulesLikeInAShop(index), [actionOf(index)]])
measure('all of them apply to all of the cart', (index) => [
  [new QuantityAtLeast(1)],
  [index % 2 === 0 ? new PercentOffOrder(1) : new FixedOffOrder(eur(100 + index))],
])
measure('all of them apply to some of the cart', (index) => [[], [actionOf(index)]])
measure('none of them applies', (index) => [
  [new ItemsTotalAtLeast(eur(2_000_000_000 + index))],
  [actionOf(index)],
])
if (slowest >= LIMIT) process.exitCode = 1

function measure(what: string, terms: (index: number) => [Rule[], Action[]]): void {
  const tariff = aTariff(terms)
  for (let count = 0; count < WARM_UP; count += 1) priced(tariff)
  const times = Array.from({ length: QUOTES }, () => {
    const before = process.cpuUsage()
    priced(tariff)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1_000
  }).sort((a, b) => a - b)
  const mean = times.reduce((sum, time) => sum + time, 0) / QUOTES
  const p95 = times[Math.floor(QUOTES * 0.95)] ?? 0
  slowest = Math.max(slowest, mean)
  const { discounts } = Quote.of(tariff, request)
  console.log(
    `${what} (${discounts.length} took something off): ${mean.toFixed(2)} ms of CPU on average, p95 ${p95.toFixed(2)} ms`,
  )
}

/** All that a page asks of a quote, each time anew. */
function priced(tariff: Tariff): void {
  const quote = Quote.of(tariff, request)
  if (quote.total.amount < 0 || quote.fingerprint === '') throw new Error('no quote')
}

function aTariff(terms: (index: number) => [Rule[], Action[]]): Tariff {
  const tiers = [{ upToGrams: null, price: eur(490) }]
  const days = { handling: 1, fastest: 1, slowest: 2 }
  const method = new ShippingMethod({ id: 1, name: 'Parcel', tiers, freeAbove: null, days })
  return {
    currency: 'EUR',
    prices: new PriceList([], NOW),
    promotions: new PromotionList(
      Array.from({ length: PROMOTIONS }, (_, index) => aPromotion(index, ...terms(index))),
    ),
    shipping: new ShippingMap([{ name: 'Germany', countries: ['DE'], methods: [method] }]),
    calendar: { holidays: [], cutOffHour: 13 },
    taxes: new TaxTable(
      [
        { ...RATE, category: 'standard' },
        { ...RATE, category: 'shipping' },
      ],
      true,
    ),
    now: NOW,
  }
}

function aPromotion(index: number, rules: Rule[], actions: Action[]): Promotion {
  const window = { startsAt: null, endsAt: null }
  const facts = { id: index + 1, name: `Promotion ${index}`, priority: index % 10, exclusive: false }
  return new Promotion({ ...facts, window, needsCoupon: false }, rules, actions)
}

/** Of every nine, three apply. */
function rulesLikeInAShop(index: number): Rule[] {
  const rules: readonly Rule[][] = [
    [new ItemsTotalAtLeast(eur(5_000))],
    [new ItemsTotalAtLeast(eur(2_000_000_000))],
    [new QuantityAtLeast(10), new ShipsTo(['DE', 'AT'])],
    [new ShipsTo(['US'])],
    [new InGroup({ id: 2, name: 'Museums' })],
    [new Contains(category(index)), new NthOrder(1)],
    [new NthOrder(3)],
    [new Contains(new Matching([{ id: 100_000 + index, name: 'Azurite' }], []))],
    [new InGroup({ id: 1, name: 'Schools' }), new NthOrder(10)],
  ]
  return rules[index % rules.length] ?? []
}

function actionOf(index: number): Action {
  const goods = category(index)
  const actions: readonly Action[] = [
    new PercentOffOrder(1),
    new FixedOffOrder(eur(250)),
    new PercentOffUnits(5, goods),
    new FixedOffUnits(eur(10), goods),
    new BuyXGetY({ buy: 2, get: 1, percent: 100 }, goods),
    new PercentOffShipping(10),
  ]
  return actions[index % actions.length] ?? new PercentOffOrder(1)
}

function category(index: number): Matching {
  return new Matching([], [{ id: 1 + (index % CATEGORIES), name: `Category ${index % CATEGORIES}` }])
}

function aVariant(index: number): Variant {
  const price = 1_000 + ((index * 7_919) % 50_000)
  return new Variant({
    id: index + 1,
    productId: index + 1,
    categoryIds: [1 + (index % CATEGORIES), 1_000],
    taxCategory: 'standard',
    productName: `Mineral ${index}`,
    productSlug: `mineral-${index}`,
    sku: `M-${index}`,
    listPrice: eur(price),
    floorPrice: index % 3 === 0 ? eur(Math.floor(price / 2)) : null,
    grams: 100,
    millimetres: 40,
    options: [],
    quantityPrices: [{ fromQuantity: 3, price: eur(Math.floor(price * 0.9)) }],
    picture: null,
    onSale: true,
  })
}
