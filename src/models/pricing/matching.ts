import type { Variant } from '../catalog/variant.ts'

/** A product or a category as promotions name it. */
export interface Named {
  readonly id: number
  readonly name: string
}

/** The goods that a rule or an action means: some products, some categories with all below them, or everything. */
export class Matching {
  readonly #products: readonly Named[]
  readonly #categories: readonly Named[]

  static readonly everything = new Matching([], [])

  constructor(products: readonly Named[], categories: readonly Named[]) {
    this.#products = products
    this.#categories = categories
  }

  includes({ productId, categoryIds }: Pick<Variant, 'productId' | 'categoryIds'>): boolean {
    if (this.isEverything) return true
    return (
      this.#products.some(({ id }) => id === productId) ||
      this.#categories.some(({ id }) => categoryIds.includes(id))
    )
  }

  get isEverything(): boolean {
    return this.#products.length + this.#categories.length === 0
  }

  /** '“Zeolites” or “Azurite”'; empty for everything. */
  get name(): string {
    const names = [...this.#categories, ...this.#products].map(({ name }) => `“${name}”`)
    return OR.format(names)
  }
}

const OR = new Intl.ListFormat('en-GB', { type: 'disjunction' })
