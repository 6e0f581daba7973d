import { NotFound, VariantNeeded } from '../errors.ts'
import type { CategoryPath } from './category.ts'
import { type Choice, type Combination, type OptionType, Picker } from './picker.ts'
import type { Variant } from './variant.ts'

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

/** A picture of the gallery, which variants that look alike share. */
export interface View {
  readonly key: string
  readonly alt: string
  /** Empty when it shows them all. */
  readonly variantIds: readonly number[]
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
  readonly #picker: Picker

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
    this.#picker = new Picker(facts.variants)
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

  /** Every picture once: those of the variant first, as a shopper would leaf through them. */
  viewsFor(variant: Variant): readonly View[] {
    const pictures = [...this.picturesOf(variant), ...this.pictures]
    const views = pictures.map(({ key, alt }) => ({ key, alt, variantIds: this.#shownBy(key) }))
    return [...new Map(views.map((view) => [view.key, view])).values()]
  }

  /** What the shopper can choose by, in the order of the variants. */
  get optionTypes(): readonly OptionType[] {
    return this.#picker.types
  }

  get picker(): Picker {
    return this.#picker
  }

  /** The variant with these options, or the nearest to it; null when the choice names none of them. */
  combination(choice: Choice, preferred?: (variant: Variant) => boolean): Combination | null {
    return this.#picker.combination(choice, preferred)
  }

  /** The variant that a form's options name, or the sentence that says why there is none. */
  variantFor(choice: Choice): Variant | string {
    const open = this.#picker.leftOpen(choice)
    if (open.length > 0) return `Please choose: ${open.join(' and ').toLowerCase()}.`
    const nearest = this.combination(choice)
    if (!nearest) return 'Please choose a specimen.'
    return nearest.isExact ? nearest.variant : this.insteadOf(choice, nearest.variant)
  }

  /**
   * The variant with this id; without one, the only one there is.
   *
   * @throws VariantNeeded
   */
  variantNumbered(id: number | undefined): Variant {
    const [only, ...others] = this.variants
    const variant =
      id === undefined && others.length === 0 ? only : this.variants.find((one) => one.id === id)
    if (!variant) throw new VariantNeeded(this.name, this.variants)
    return variant
  }

  insteadOf(choice: Choice, nearest: Variant): string {
    return `We have no ${this.name} as ${this.#picker.nameOf(choice)}. The nearest to it is ${nearest.name}.`
  }

  #shownBy(key: string): number[] {
    const pictures = this.pictures.filter((picture) => picture.key === key)
    return pictures.some(({ variantId }) => variantId === null)
      ? []
      : pictures.flatMap(({ variantId }) => variantId ?? [])
  }
}

export type ProductFacts = Omit<
  Product,
  | 'fact'
  | 'choose'
  | 'picturesOf'
  | 'viewsFor'
  | 'optionTypes'
  | 'picker'
  | 'combination'
  | 'variantFor'
  | 'variantNumbered'
  | 'insteadOf'
>
