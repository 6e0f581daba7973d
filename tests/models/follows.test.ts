import { describe, expect, test } from 'vitest'
import {
  FollowedProduct,
  headlineOf,
  momentOf,
  type ProductMoment,
} from '../../src/models/follows/followed-product.ts'
import { StockLevel } from '../../src/models/inventory/stock-level.ts'
import { PriceList } from '../../src/models/pricing/price-list.ts'
import { aSale, aVariant, eur, NOW } from './cast.ts'

function aMoment({
  price = 1_000,
  stock = 'available',
}: {
  price?: number
  stock?: ProductMoment['stock']
} = {}) {
  const unit = { list: eur(1_000), amount: eur(price), reason: '', startsAt: null, endsAt: null }
  return { price: unit, severalPrices: false, stock }
}

const known = (price = 1_000, available = true) => new FollowedProduct(eur(price), available)

describe('a follower of a product', () => {
  test('hears nothing while nothing changes', () => {
    expect(known().newsAt(aMoment())).toBeNull()
  })

  test('hears of a lower price, with the one before', () => {
    expect(known().newsAt(aMoment({ price: 999 }))).toMatchObject({ before: eur(1_000), backInStock: false })
  })

  test('hears nothing of a higher price, but measures the next one by it', () => {
    const dearer = aMoment({ price: 1_200 })
    expect(known().newsAt(dearer)).toBeNull()
    expect(
      known()
        .after(dearer)
        .newsAt(aMoment({ price: 1_100 })),
    ).toMatchObject({ before: eur(1_200) })
  })

  test('hears of a sale that begins, with its name and end', () => {
    const sale = aSale({ name: 'Autumn sale' })
    const variant = aVariant()
    const price = new PriceList([sale], NOW).unitPrice(variant)
    const moment = momentOf([
      { variant, price, stock: new StockLevel({ variantId: 1, onHand: 1, onHold: 0 }) },
    ])
    expect(moment && known().newsAt(moment)).toMatchObject({
      before: eur(1_000),
      price: { amount: eur(800), reason: 'Autumn sale', endsAt: sale.endsAt },
    })
  })

  test('hears that it is back once it had gone', () => {
    const gone = known().after(aMoment({ stock: 'gone' }))
    expect(gone.newsAt(aMoment())).toMatchObject({ before: null, backInStock: true })
    expect(gone.after(aMoment()).newsAt(aMoment())).toBeNull()
  })

  test('hears nothing when somebody puts the only one into a cart and takes it out again', () => {
    const held = known().after(aMoment({ stock: 'held' }))
    expect(held.newsAt(aMoment())).toBeNull()
  })

  test('who began while another shopper held it hears that it is free', () => {
    const began = FollowedProduct.seenAt(aMoment({ stock: 'held' }))
    expect(began.newsAt(aMoment())).toMatchObject({ backInStock: true })
  })

  test('hears of both at once in one sentence', () => {
    const news = known(1_000, false).newsAt(aMoment({ price: 800 }))
    expect(news && headlineOf(news, 'Fluorite')).toBe('Fluorite is back in stock, now €8.00')
  })
})

describe('the moment of a product', () => {
  const offer = (amount: number, facts: { onHand: number; onHold?: number; tracked?: boolean }) => {
    const variant = aVariant({ listPrice: eur(amount) })
    return {
      variant,
      price: new PriceList([], NOW).unitPrice(variant),
      stock: new StockLevel({ variantId: variant.id, onHold: 0, ...facts }),
    }
  }

  test('has the lowest price of its variants', () => {
    const moment = momentOf([offer(900, { onHand: 1 }), offer(700, { onHand: 0 }), offer(800, { onHand: 1 })])
    expect(moment).toMatchObject({ price: { amount: eur(700) }, severalPrices: true })
  })

  test.each([
    ['available', [{ onHand: 0 }, { onHand: 2, onHold: 1 }]],
    ['available', [{ onHand: 0, tracked: false }]],
    ['held', [{ onHand: 0 }, { onHand: 1, onHold: 1 }]],
    ['gone', [{ onHand: 0 }, { onHand: 0 }]],
  ] as const)('is %s by the stock of all of them', (stock, levels) => {
    expect(momentOf(levels.map((level) => offer(700, level)))?.stock).toBe(stock)
  })

  test('is none without variants', () => {
    expect(momentOf([])).toBeNull()
  })
})
