import type pg from 'pg'

/** A query under a name of its own. */
export interface Statement {
  readonly name: string
  readonly text: string
}

/** Queries that every page asks: each connection has them planned once, and then only fills in the values. */
export class Statements {
  readonly #pool: pg.Pool

  constructor(pool: pg.Pool) {
    this.#pool = pool
  }

  async rows<Row extends pg.QueryResultRow>(
    { name, text }: Statement,
    values: unknown[] = [],
  ): Promise<Row[]> {
    return (await this.#pool.query<Row>({ name, text, values })).rows
  }
}
