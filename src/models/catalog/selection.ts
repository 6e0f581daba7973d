type Choice = readonly [facet: string, value: string]

/** What a shopper has ticked: keys of values by the key of their facet, in the order in which they came. */
export class Selection {
  static readonly none = new Selection([])

  readonly choices: readonly Choice[]

  private constructor(choices: readonly Choice[]) {
    this.choices = choices
  }

  static of(choices: Iterable<Choice>): Selection {
    const once = new Map([...choices].map((choice) => [choice.join('='), choice]))
    return new Selection([...once.values()])
  }

  get isEmpty(): boolean {
    return this.choices.length === 0
  }

  get facets(): readonly string[] {
    return [...new Set(this.choices.map(([facet]) => facet))]
  }

  valuesOf(facet: string): readonly string[] {
    return this.choices.filter(([chosen]) => chosen === facet).map(([, value]) => value)
  }

  with(facet: string, value: string): Selection {
    return Selection.of([...this.choices, [facet, value]])
  }

  without(facet: string, value?: string): Selection {
    return new Selection(
      this.choices.filter((choice) => choice[0] !== facet || (value !== undefined && choice[1] !== value)),
    )
  }

  /** Equal for the same choices in whatever order. */
  get key(): string {
    return this.choices
      .map(([facet, value]) => `${facet}=${value}`)
      .sort()
      .join('&')
  }
}
