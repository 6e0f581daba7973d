import { z } from 'zod'
import { Money } from '../models/money.ts'
import { Matching, type Named } from '../models/pricing/matching.ts'
import { Promotion } from '../models/pricing/promotion.ts'
import {
  type Action,
  BuyXGetY,
  FixedOffOrder,
  FixedOffUnits,
  PercentOffOrder,
  PercentOffShipping,
  PercentOffUnits,
} from '../models/pricing/promotion-actions.ts'
import {
  Contains,
  InGroup,
  ItemsTotalAtLeast,
  NthOrder,
  QuantityAtLeast,
  type Rule,
  ShipsTo,
} from '../models/pricing/promotion-rules.ts'
import type { Rows } from './database.ts'

const id = z.number().int().positive()
const count = z.number().int().positive()
const percent = z.number().int().min(1).max(100)
/** Minor units. */
const amount = z.number().int().nonnegative()
/** Without either, everything. */
const goods = { productIds: z.array(id).default([]), categoryIds: z.array(id).default([]) }

const rule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('items-total-at-least'), amount }),
  z.object({ kind: z.literal('quantity-at-least'), quantity: count }),
  z
    .object({ kind: z.literal('contains'), ...goods, quantity: count.default(1) })
    .refine(({ productIds, categoryIds }) => productIds.length + categoryIds.length > 0),
  z.object({ kind: z.literal('customer-group'), groupId: id }),
  z.object({ kind: z.literal('nth-order'), n: count }),
  z.object({ kind: z.literal('ships-to'), countries: z.array(z.string().length(2)).min(1) }),
])

const action = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('percent-off-order'), percent }),
  z.object({ kind: z.literal('fixed-off-order'), amount }),
  z.object({ kind: z.literal('percent-off-units'), percent, ...goods }),
  z.object({ kind: z.literal('fixed-off-units'), amount, ...goods }),
  z.object({
    kind: z.literal('buy-x-get-y'),
    buy: count,
    get: count,
    percent: percent.default(100),
    ...goods,
  }),
  z.object({ kind: z.literal('percent-off-shipping'), percent }),
])

const terms = z.object({ rules: z.array(rule), actions: z.array(action).min(1) })

type Terms = z.infer<typeof terms>
type GoodsIds = { readonly productIds: readonly number[]; readonly categoryIds: readonly number[] }

export interface PromotionRow {
  readonly id: number
  readonly name: string
  readonly priority: number
  readonly exclusive: boolean
  readonly startsAt: Date | null
  readonly endsAt: Date | null
  readonly rules: unknown
  readonly actions: unknown
}

/** Told of a row that says something the shop does not understand. */
export type OnUnreadable = (what: string, error: unknown) => void

/** Makes promotions from their rows. One that cannot be read is reported and left out: the shop goes on without it. */
export class PromotionRows {
  readonly #rows: Rows
  readonly #onUnreadable: OnUnreadable

  constructor(rows: Rows, onUnreadable: OnUnreadable) {
    this.#rows = rows
    this.#onUnreadable = onUnreadable
  }

  /** By their ids. */
  async read(
    rows: readonly PromotionRow[],
    currency: string,
    needsCoupon: boolean,
  ): Promise<ReadonlyMap<number, Promotion>> {
    const readable = rows.flatMap((row) => this.#parsed(row))
    const names = await this.#namesIn(readable.map(({ terms }) => terms))
    return new Map(
      readable.map(({ row, terms }) => {
        const { id, name, priority, exclusive, startsAt, endsAt } = row
        const facts = { id, name, priority, exclusive, window: { startsAt, endsAt }, needsCoupon }
        const maker = new TermsMaker(currency, names)
        return [id, new Promotion(facts, terms.rules.map(maker.rule), terms.actions.map(maker.action))]
      }),
    )
  }

  #parsed(row: PromotionRow): { row: PromotionRow; terms: Terms }[] {
    const parsed = terms.safeParse(row)
    if (parsed.success) return [{ row, terms: parsed.data }]
    this.#onUnreadable(`promotion ${row.id}, “${row.name}”`, parsed.error)
    return []
  }

  async #namesIn(all: readonly Terms[]): Promise<Names> {
    const parts = all.flatMap(({ rules, actions }) => [...rules, ...actions])
    const idsOf = (of: (part: (typeof parts)[number]) => readonly number[]) => [...new Set(parts.flatMap(of))]
    const [productIds, categoryIds] = [
      idsOf((part) => ('productIds' in part ? part.productIds : [])),
      idsOf((part) => ('categoryIds' in part ? part.categoryIds : [])),
    ]
    const groupIds = idsOf((part) => ('groupId' in part ? [part.groupId] : []))
    const select = { id: true, name: true } as const
    const named = <Ids extends readonly number[]>(ids: Ids) => ({ where: { id: { in: [...ids] } }, select })
    const { product, category, customerGroup } = this.#rows
    return {
      products: productIds.length > 0 ? await product.findMany(named(productIds)) : [],
      categories: categoryIds.length > 0 ? await category.findMany(named(categoryIds)) : [],
      groups: groupIds.length > 0 ? await customerGroup.findMany(named(groupIds)) : [],
    }
  }
}

interface Names {
  readonly products: readonly Named[]
  readonly categories: readonly Named[]
  readonly groups: readonly Named[]
}

/** Makes the rules and actions that parsed terms mean. */
class TermsMaker {
  readonly #currency: string
  readonly #names: Names

  constructor(currency: string, names: Names) {
    this.#currency = currency
    this.#names = names
  }

  rule = (known: Terms['rules'][number]): Rule => {
    switch (known.kind) {
      case 'items-total-at-least':
        return new ItemsTotalAtLeast(Money.of(known.amount, this.#currency))
      case 'quantity-at-least':
        return new QuantityAtLeast(known.quantity)
      case 'contains':
        return new Contains(this.#goods(known), known.quantity)
      case 'customer-group':
        return new InGroup(nameOf(known.groupId, this.#names.groups))
      case 'nth-order':
        return new NthOrder(known.n)
      case 'ships-to':
        return new ShipsTo(known.countries)
    }
  }

  action = (known: Terms['actions'][number]): Action => {
    switch (known.kind) {
      case 'percent-off-order':
        return new PercentOffOrder(known.percent)
      case 'fixed-off-order':
        return new FixedOffOrder(Money.of(known.amount, this.#currency))
      case 'percent-off-units':
        return new PercentOffUnits(known.percent, this.#goods(known))
      case 'fixed-off-units':
        return new FixedOffUnits(Money.of(known.amount, this.#currency), this.#goods(known))
      case 'buy-x-get-y':
        return new BuyXGetY(known, this.#goods(known))
      case 'percent-off-shipping':
        return new PercentOffShipping(known.percent)
    }
  }

  #goods({ productIds, categoryIds }: GoodsIds): Matching {
    const { products, categories } = this.#names
    return new Matching(
      productIds.map((id) => nameOf(id, products)),
      categoryIds.map((id) => nameOf(id, categories)),
    )
  }
}

/** What is gone from the shop keeps its id, so that nothing else is meant by it. */
function nameOf(id: number, names: readonly Named[]): Named {
  return names.find((known) => known.id === id) ?? { id, name: 'no longer offered' }
}
