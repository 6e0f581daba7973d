/** A thing as schema.org describes it. What is undefined is not said. */
export interface Thing {
  readonly '@type': string
  readonly [property: string]: unknown
}

/** Everything that one page tells to machines. */
export interface Graph {
  readonly '@context': 'https://schema.org'
  readonly '@graph': readonly Thing[]
}

export function graph(...things: readonly Thing[]): Graph {
  return { '@context': 'https://schema.org', '@graph': things }
}

/** A value of one of schema.org's lists, such as InStock. */
export function term(name: string): string {
  return `https://schema.org/${name}`
}
