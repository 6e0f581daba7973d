import { NotFound } from '../errors.ts'
import type { CategoryPath } from './category.ts'
import type { OptionValue, Variant } from './variant.ts'

export interface Fact {
  readonly key: string
  readonly name: string
  readonly text: string
  readonly unit: string | null
}

export interface Picture {
  /** Name in the image store. */
  readonly key: string
  readonly alt: string
  readonly variantId: number | null
}

export interface OptionType {
  readonly key: string
  readonly name: string
  readonly values: readonly OptionValue[]
}

export class Product {
  readonly id: number
  readonly slug: string
  readonly name: string
  readonly summary: string
  readonly story: readonly string[]
  readonly category: CategoryPath
  readonly facts: readonly Fact[]
  readonly pictures: readonly Picture[]
  readonly variants: readonly Variant[]

  constructor(facts: ProductFacts) {
    this.id = facts.id
    this.slug = facts.slug
    this.name = facts.name
    this.summary = facts.summary
    this.story = facts.story
    this.category = facts.category
    this.facts = facts.facts
    this.pictures = facts.pictures
    this.variants = facts.variants
  }

  /** The fact with this key, such as 'formula'. */
  fact(key: string): Fact | undefined {
    return this.facts.find((fact) => fact.key === key)
  }

  /**
   * The variant a link names; without one, the first that `preferred` likes, else the first.
   *
   * @throws NotFound if the link names one that the product does not have
   */
  choose(variantId: number | undefined, preferred: (variant: Variant) => boolean = () => true): Variant {
    if (variantId !== undefined) {
      const named = this.variants.find((variant) => variant.id === variantId)
      if (!named) throw new NotFound('specimen')
      return named
    }
    const variant = this.variants.find(preferred) ?? this.variants[0]
    if (!variant) throw new NotFound('specimen')
    return variant
  }

  /** Pictures of this variant, then those that show the product as such. */
  picturesOf(variant: Variant): readonly Picture[] {
    const own = this.pictures.filter((picture) => picture.variantId === variant.id)
    const shared = this.pictures.filter((picture) => picture.variantId === null)
    return own.length > 0 ? [...own, ...shared] : this.pictures
  }

  /** What the shopper can choose by, in the order of the variants. */
  get optionTypes(): readonly OptionType[] {
    const types = new Map<string, { name: string; values: Map<string, OptionValue> }>()
    for (const option of this.variants.flatMap((variant) => variant.options)) {
      const type = types.get(option.type) ?? { name: option.typeName, values: new Map() }
      type.values.set(option.key, option)
      types.set(option.type, type)
    }
    return [...types].map(([key, { name, values }]) => ({ key, name, values: [...values.values()] }))
  }
}

export type ProductFacts = Omit<Product, 'fact' | 'choose' | 'picturesOf' | 'optionTypes'>
