import { z } from 'zod'
import { Money } from '../models/money.ts'
import { PriceHistory } from '../models/pricing/price-history.ts'
import { type GroupPrice, PriceList, type Sale } from '../models/pricing/price-list.ts'
import { PromotionList } from '../models/pricing/promotion-list.ts'
import type { Tariff } from '../models/pricing/quote.ts'
import { ShippingMap, ShippingMethod } from '../models/pricing/shipping.ts'
import { TaxTable } from '../models/pricing/tax.ts'
import type { Rows } from './database.ts'
import { type OnUnreadable, PromotionRows } from './promotion-rows.ts'
import type { SettingRepository } from './setting.repository.ts'

const price = z.number().int().nonnegative()

const tiers = z.union([
  z.array(z.object({ upToGrams: z.number().int().nullable(), price })).min(1),
  z.array(z.object({ fromTotal: z.number().int(), price })).min(1),
])

/** Whose prices are wanted: groups have prices of their own. */
export interface CartForPrices {
  readonly id: string
  readonly variantIds: readonly number[]
}

/** Everything that decides a price: sales, promotions, shipping, tax. */
export class TariffRepository {
  readonly #rows: Rows
  readonly #settings: SettingRepository
  readonly #onUnreadable: OnUnreadable

  constructor(rows: Rows, settings: SettingRepository, onUnreadable: OnUnreadable = () => {}) {
    this.#rows = rows
    this.#settings = settings
    this.#onUnreadable = onUnreadable
  }

  /** @param cart whose customer may have prices of their own; without one, what everybody pays */
  async at(now: Date, cart?: CartForPrices): Promise<Tariff> {
    const settings = await this.#settings.all()
    return {
      currency: settings.currency,
      prices: cart ? await this.pricesFor(cart, now) : await this.priceList(now),
      promotions: await this.#automaticPromotions(settings.currency),
      shipping: await this.#shipping(settings.currency),
      calendar: { holidays: settings.holidays, cutOffHour: settings.cutOffHour },
      taxes: await this.#taxes(settings.pricesIncludeTax),
      now,
    }
  }

  /** What everybody pays. */
  async priceList(now: Date): Promise<PriceList> {
    return new PriceList(await this.runningSales(now), now)
  }

  async pricesFor(cart: CartForPrices, now: Date): Promise<PriceList> {
    return new PriceList(await this.runningSales(now), now, await this.#groupPrices(cart))
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

  /** Guests have none: their carts are no rows. */
  async #groupPrices({ id, variantIds }: CartForPrices): Promise<GroupPrice[]> {
    if (variantIds.length === 0) return []
    const { currency } = await this.#settings.all()
    const rows = await this.#rows.$queryRaw<{ variantId: number; group: string; price: number }[]>`
      SELECT own.variant_id AS "variantId", g.name AS "group", own.price
        FROM carts c
        JOIN customer_group_members m ON m.user_id = c.user_id
        JOIN customer_groups g ON g.id = m.group_id
        JOIN group_prices own ON own.group_id = g.id
       WHERE c.id = ${id}::uuid AND own.variant_id = ANY(${[...variantIds]})
       ORDER BY own.price, g.id`
    return rows.map(({ price, ...known }) => ({ ...known, price: Money.of(price, currency) }))
  }

  async #automaticPromotions(currency: string): Promise<PromotionList> {
    const rows = await this.#rows.promotion.findMany({ where: { needsCoupon: false, coupons: { none: {} } } })
    const promotions = await new PromotionRows(this.#rows, this.#onUnreadable).read(rows, currency, false)
    return new PromotionList([...promotions.values()])
  }

  async #shipping(currency: string): Promise<ShippingMap> {
    const zones = await this.#rows.shippingZone.findMany({
      include: { methods: { orderBy: { position: 'asc' } } },
      orderBy: { id: 'asc' },
      relationLoadStrategy: 'join',
    })
    return new ShippingMap(
      zones.map(({ methods, ...zone }) => ({
        ...zone,
        methods: methods.flatMap((row) => this.#method(row, currency)),
      })),
    )
  }

  #method(row: MethodRow, currency: string): ShippingMethod[] {
    const parsed = tiers.safeParse(row.tiers)
    if (!parsed.success) {
      this.#onUnreadable(`shipping method ${row.id}, “${row.name}”`, parsed.error)
      return []
    }
    const money = (amount: number) => Money.of(amount, currency)
    return [
      new ShippingMethod({
        id: row.id,
        name: row.name,
        tiers: isByWeight(parsed.data)
          ? parsed.data.map((tier) => ({ ...tier, price: money(tier.price) }))
          : parsed.data.map((tier) => ({ fromTotal: money(tier.fromTotal), price: money(tier.price) })),
        freeAbove: row.freeAbove === null ? null : money(row.freeAbove),
        heaviest: row.heaviest,
        refusedCategories: row.refusedCategories,
        days: { handling: row.handlingDays, fastest: row.fastestTransit, slowest: row.slowestTransit },
      }),
    ]
  }

  async #taxes(pricesIncludeTax: boolean): Promise<TaxTable> {
    return new TaxTable(await this.#rows.taxRate.findMany({ orderBy: { id: 'asc' } }), pricesIncludeTax)
  }
}

interface MethodRow {
  readonly id: number
  readonly name: string
  readonly tiers: unknown
  readonly freeAbove: number | null
  readonly heaviest: number | null
  readonly refusedCategories: readonly number[]
  readonly handlingDays: number
  readonly fastestTransit: number
  readonly slowestTransit: number
}

type Tiers = z.infer<typeof tiers>
type WeightTiers = Extract<Tiers, { upToGrams: number | null }[]>

function isByWeight(known: Tiers): known is WeightTiers {
  return known.every((tier) => 'upToGrams' in tier)
}
