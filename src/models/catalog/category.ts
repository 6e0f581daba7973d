/** A category as a link. */
export interface CategoryLink {
  readonly id: number
  readonly slug: string
  readonly name: string
}

/** From the top category down to the one meant. */
export type CategoryPath = readonly CategoryLink[]

/** What is known of a category by itself. */
export interface CategoryFacts extends CategoryLink {
  readonly introduction: string
  readonly parentId: number | null
}

export interface Category extends CategoryFacts {
  /** Products that are shown in it and below it. */
  readonly productCount: number
}

/** All categories of the shop; small enough to be held whole. */
export class CategoryTree {
  readonly #all: readonly Category[]

  /** @param shown how many products are shown in a category itself, by its id */
  constructor(categories: readonly CategoryFacts[], shown: ReadonlyMap<number, number> = new Map()) {
    this.#all = categories.map((category) => ({
      ...category,
      productCount: family(category, categories).reduce((sum, { id }) => sum + (shown.get(id) ?? 0), 0),
    }))
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
    const category = this.#all.find((known) => known.id === id)
    if (!category) return []
    const above = category.parentId === null ? [] : this.pathTo(category.parentId)
    return [...above, { id: category.id, slug: category.slug, name: category.name }]
  }

  /** Ids of the category and of everything below it. */
  familyIds(id: number): readonly number[] {
    return [
      id,
      ...this.#all.filter(({ parentId }) => parentId === id).flatMap((child) => this.familyIds(child.id)),
    ]
  }

  /** The category and everything below it. */
  familyOf(category: Category): readonly Category[] {
    return family(category, this.#all)
  }
}

function family<Known extends CategoryFacts>(category: Known, all: readonly Known[]): Known[] {
  const children = all.filter(({ parentId }) => parentId === category.id)
  return [category, ...children.flatMap((child) => family(child, all))]
}
