import { TooManyPerOrder } from '../errors.ts'
import type { Money } from '../money.ts'
import type { SetPart } from './set-part.ts'

/** A value of an option type, such as colour: green. */
export interface OptionValue {
  readonly type: string
  readonly typeName: string
  readonly key: string
  readonly name: string
  readonly swatch?: string
}

export interface QuantityPrice {
  readonly fromQuantity: number
  readonly price: Money
}

/** What is sold: one size and colour of a product, with a price and stock of its own. */
export class Variant {
  readonly id: number
  readonly productId: number
  /** The product's category and those above it. */
  readonly categoryIds: readonly number[]
  readonly taxCategory: string
  readonly productName: string
  readonly productSlug: string
  readonly sku: string
  readonly listPrice: Money
  readonly floorPrice: Money | null
  readonly grams: number
  readonly millimetres: number | null
  readonly options: readonly OptionValue[]
  readonly quantityPrices: readonly QuantityPrice[]
  readonly picture: string | null
  /** False before its product is published and once the shop has withdrawn it. */
  readonly onSale: boolean
  /** What it is made of; empty unless it is a set. */
  readonly parts: readonly SetPart[]
  /** Units that one order may have; null means as many as there are. */
  readonly maxPerOrder: number | null

  constructor(facts: VariantFacts) {
    this.id = facts.id
    this.productId = facts.productId
    this.categoryIds = facts.categoryIds
    this.taxCategory = facts.taxCategory
    this.productName = facts.productName
    this.productSlug = facts.productSlug
    this.sku = facts.sku
    this.listPrice = facts.listPrice
    this.floorPrice = facts.floorPrice
    this.grams = facts.grams
    this.millimetres = facts.millimetres
    this.options = facts.options
    this.quantityPrices = facts.quantityPrices
    this.picture = facts.picture
    this.onSale = facts.onSale
    this.parts = facts.parts ?? []
    this.maxPerOrder = facts.maxPerOrder ?? null
  }

  /** 'Miniature · Green' */
  get name(): string {
    return this.options.map((option) => option.name).join(' · ')
  }

  /** 'Fluorite, Miniature · Green' */
  get fullName(): string {
    return this.name ? `${this.productName}, ${this.name}` : this.productName
  }

  /** The same at another list price: what it was sold for before, say. */
  at(listPrice: Money): Variant {
    return new Variant({ ...this, listPrice })
  }

  /** How many of so many one order may have. */
  mostOf(quantity: number): number {
    return Math.min(quantity, this.maxPerOrder ?? quantity)
  }

  /** @throws TooManyPerOrder */
  refuseMoreThanOneOrderMayHave(quantity: number): void {
    if (this.mostOf(quantity) < quantity) throw new TooManyPerOrder(this.mostOf(quantity), this.fullName)
  }

  option(type: string): OptionValue | undefined {
    return this.options.find((option) => option.type === type)
  }
}

export type VariantFacts = Omit<
  Variant,
  'name' | 'fullName' | 'at' | 'option' | 'parts' | 'maxPerOrder' | 'mostOf' | 'refuseMoreThanOneOrderMayHave'
> & { readonly parts?: readonly SetPart[]; readonly maxPerOrder?: number | null }
