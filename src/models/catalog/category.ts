/** A category as a link. */
export interface CategoryLink {
  readonly id: number
  readonly slug: string
  readonly name: string
}

/** From the top category down to the one meant. */
export type CategoryPath = readonly CategoryLink[]

export interface Category extends CategoryLink {
  readonly introduction: string
  readonly parentId: number | null
  /** Published products in it and below it. */
  readonly productCount: number
}

/** All categories of the shop; small enough to be held whole. */
export class CategoryTree {
  readonly #all: readonly Category[]
  readonly #byId: ReadonlyMap<number, Category>

  constructor(categories: readonly Category[]) {
    this.#all = categories
    this.#byId = new Map(categories.map((category) => [category.id, category]))
  }

  get top(): readonly Category[] {
    return this.childrenOf(null)
  }

  childrenOf(category: Category | null): readonly Category[] {
    return this.#all.filter((child) => child.parentId === (category?.id ?? null))
  }

  find(slug: string): Category | undefined {
    return this.#all.find((category) => category.slug === slug)
  }

  pathTo(id: number): CategoryPath {
    const category = this.#byId.get(id)
    if (!category) return []
    const above = category.parentId === null ? [] : this.pathTo(category.parentId)
    return [...above, { id: category.id, slug: category.slug, name: category.name }]
  }

  /** The category and everything below it. */
  familyOf(category: Category): readonly number[] {
    return [category.id, ...this.childrenOf(category).flatMap((child) => this.familyOf(child))]
  }
}
