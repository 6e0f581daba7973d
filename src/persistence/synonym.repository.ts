import { Prisma } from '../../prisma/client/client.ts'
import type { Synonym } from '../models/search/synonyms.ts'
import type { Rows } from './database.ts'

export interface KnownSynonym extends Synonym {
  readonly id: number
}

export class SynonymRepository {
  readonly #rows: Rows

  constructor(rows: Rows) {
    this.#rows = rows
  }

  /** By phrase, from A to Z. */
  async all(): Promise<readonly KnownSynonym[]> {
    return this.#rows.synonym.findMany({ orderBy: { phrase: 'asc' } })
  }

  /** A phrase that has a meaning already gets the new one. */
  async save(synonyms: readonly Synonym[]): Promise<void> {
    if (synonyms.length === 0) return
    const rows = synonyms.map(({ phrase, meaning }) => Prisma.sql`(${phrase}, ${meaning})`)
    await this.#rows.$executeRaw`
      INSERT INTO synonyms (phrase, meaning) VALUES ${Prisma.join(rows)}
      ON CONFLICT (phrase) DO UPDATE SET meaning = excluded.meaning`
  }

  /** @returns what is gone now, or null if it was gone already */
  async remove(id: number): Promise<Synonym | null> {
    const [synonym] = await this.#rows.$queryRaw<Synonym[]>`
      DELETE FROM synonyms WHERE id = ${id} RETURNING phrase::text, meaning`
    return synonym ?? null
  }
}
