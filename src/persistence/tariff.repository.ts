import { z } from 'zod'
import { Money } from '../models/money.ts'
import { sameCode } from '../models/pricing/coupon-code.ts'
import { PriceHistory } from '../models/pricing/price-history.ts'
import { PriceList, type Sale } from '../models/pricing/price-list.ts'
import { type CouponClaim, Promotion } from '../models/pricing/promotion.ts'
import {
  type Action,
  FixedOffOrder,
  PercentOffOrder,
  PercentOffShipping,
} from '../models/pricing/promotion-actions.ts'
import { ItemsTotalAtLeast, QuantityAtLeast, type Rule } from '../models/pricing/promotion-rules.ts'
import type { Tariff } from '../models/pricing/quote.ts'
import { ShippingMap, ShippingMethod } from '../models/pricing/shipping.ts'
import { TaxTable } from '../models/pricing/tax.ts'
import type { Rows } from './database.ts'
import type { SettingRepository } from './setting.repository.ts'

const tiers = z.array(z.object({ upToGrams: z.number().int().nullable(), price: z.number().int() }))

const rules = z.array(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('items-total-at-least'), amount: z.number().int() }),
    z.object({ kind: z.literal('quantity-at-least'), quantity: z.number().int() }),
  ]),
)

const actions = z.array(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('percent-off-order'), percent: z.number().int() }),
    z.object({ kind: z.literal('fixed-off-order'), amount: z.number().int() }),
    z.object({ kind: z.literal('percent-off-shipping'), percent: z.number().int() }),
  ]),
)

/** Everything that decides a price: sales, promotions, coupons, shipping, tax. */
export class TariffRepository {
  readonly #rows: Rows
  readonly #settings: SettingRepository

  constructor(rows: Rows, settings: SettingRepository) {
    this.#rows = rows
    this.#settings = settings
  }

  async at(now: Date): Promise<Tariff> {
    const settings = await this.#settings.all()
    return {
      currency: settings.currency,
      prices: await this.priceList(now),
      promotions: await this.#automaticPromotions(settings.currency),
      shipping: await this.#shipping(settings.currency),
      calendar: { holidays: settings.holidays, cutOffHour: settings.cutOffHour },
      taxes: await this.#taxes(settings.pricesIncludeTax),
      now,
    }
  }

  async priceList(now: Date): Promise<PriceList> {
    return new PriceList(await this.runningSales(now), now)
  }

  /** Those that end first come first. */
  runningSales(now: Date): Promise<Sale[]> {
    return this.#salesBetween(now, now)
  }

  /** What these variants were sold for between two moments. */
  async history(variantIds: readonly number[], from: Date, to: Date): Promise<PriceHistory> {
    const { currency } = await this.#settings.all()
    const rows = await this.#rows.$queryRaw<{ variantId: number; at: Date; price: number }[]>`
      SELECT variant_id AS "variantId", at, price FROM price_changes AS change
       WHERE variant_id = ANY(${[...variantIds]}) AND at <= ${to}
         AND at >= coalesce((SELECT max(at) FROM price_changes
                              WHERE variant_id = change.variant_id AND at <= ${from}), ${from})
       ORDER BY at`
    const changes = rows.map(({ price, ...change }) => ({ ...change, price: Money.of(price, currency) }))
    return new PriceHistory(changes, await this.#salesBetween(from, to))
  }

  /** What stands behind the codes a shopper typed. */
  async claims(codes: readonly string[], currency: string): Promise<CouponClaim[]> {
    if (codes.length === 0) return []
    const rows = await this.#rows.coupon.findMany({
      where: { code: { in: [...codes] } },
      include: { promotion: true },
    })
    return codes.map((code) => {
      const row = rows.find((coupon) => sameCode(coupon.code, code))
      return {
        code: row?.code ?? code,
        promotion: row ? promotion(row.promotion, currency, true) : null,
        usedUp: row?.limit != null && row.used >= row.limit,
      }
    })
  }

  /** Counts one use. @returns false when the last one has just gone to somebody else */
  async useCoupon(code: string): Promise<boolean> {
    const used = await this.#rows.$executeRaw`
      UPDATE coupons SET used = used + 1 WHERE code = ${code}::citext AND ("limit" IS NULL OR used < "limit")`
    return used === 1
  }

  /** The order was abandoned or cancelled. */
  async giveCouponBack(code: string): Promise<void> {
    await this.#rows.$executeRaw`UPDATE coupons SET used = used - 1 WHERE code = ${code}::citext AND used > 0`
  }

  /** Countries with a delivery of their own; the shop's form offers them first. */
  async countries(): Promise<readonly string[]> {
    const zones = await this.#rows.shippingZone.findMany({ select: { countries: true } })
    return zones.flatMap((zone) => zone.countries)
  }

  /** Sales that run at some time between these moments. */
  async #salesBetween(from: Date, to: Date): Promise<Sale[]> {
    const { currency } = await this.#settings.all()
    const rows = await this.#rows.sale.findMany({
      where: { startsAt: { lte: to }, endsAt: { gt: from } },
      orderBy: [{ endsAt: 'asc' }, { id: 'asc' }],
    })
    return rows.map(
      ({ percent, price, ...sale }): Sale => ({
        ...sale,
        reduction: percent === null ? { price: Money.of(price ?? 0, currency) } : { percent },
      }),
    )
  }

  async #automaticPromotions(currency: string): Promise<Promotion[]> {
    const rows = await this.#rows.promotion.findMany({ where: { coupons: { none: {} } } })
    return rows.map((row) => promotion(row, currency, false))
  }

  async #shipping(currency: string): Promise<ShippingMap> {
    const zones = await this.#rows.shippingZone.findMany({
      include: { methods: { orderBy: { position: 'asc' } } },
      orderBy: { id: 'asc' },
      relationLoadStrategy: 'join',
    })
    return new ShippingMap(
      zones.map(({ name, countries, methods }) => ({
        name,
        countries,
        methods: methods.map(
          (row) =>
            new ShippingMethod({
              id: row.id,
              name: row.name,
              tiers: tiers
                .parse(row.tiers)
                .map((tier) => ({ ...tier, price: Money.of(tier.price, currency) })),
              freeAbove: row.freeAbove === null ? null : Money.of(row.freeAbove, currency),
              days: { handling: row.handlingDays, fastest: row.fastestTransit, slowest: row.slowestTransit },
            }),
        ),
      })),
    )
  }

  async #taxes(pricesIncludeTax: boolean): Promise<TaxTable> {
    return new TaxTable(await this.#rows.taxRate.findMany(), pricesIncludeTax)
  }
}

function promotion(
  row: {
    id: number
    name: string
    priority: number
    exclusive: boolean
    startsAt: Date | null
    endsAt: Date | null
    rules: unknown
    actions: unknown
  },
  currency: string,
  needsCoupon: boolean,
): Promotion {
  const window = { startsAt: row.startsAt, endsAt: row.endsAt }
  return new Promotion(
    { id: row.id, name: row.name, priority: row.priority, exclusive: row.exclusive, window, needsCoupon },
    rules.parse(row.rules).map((known) => rule(known, currency)),
    actions.parse(row.actions).map((known) => action(known, currency)),
  )
}

function rule(known: z.infer<typeof rules>[number], currency: string): Rule {
  switch (known.kind) {
    case 'items-total-at-least':
      return new ItemsTotalAtLeast(Money.of(known.amount, currency))
    case 'quantity-at-least':
      return new QuantityAtLeast(known.quantity)
  }
}

function action(known: z.infer<typeof actions>[number], currency: string): Action {
  switch (known.kind) {
    case 'percent-off-order':
      return new PercentOffOrder(known.percent)
    case 'fixed-off-order':
      return new FixedOffOrder(Money.of(known.amount, currency))
    case 'percent-off-shipping':
      return new PercentOffShipping(known.percent)
  }
}
