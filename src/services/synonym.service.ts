import { NotFound } from '../models/errors.ts'
import { readSynonyms, type Synonym, type SynonymLines } from '../models/search/synonyms.ts'
import type { Database } from '../persistence/database.ts'
import type { KnownSynonym } from '../persistence/synonym.repository.ts'

/** What the shop's people teach the search. */
export class SynonymService {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  all(): Promise<readonly KnownSynonym[]> {
    return this.#database.read.synonyms.all()
  }

  /** Saves all lines, or none of them when one is mistaken. What was searched for in vain until now is taken care of. */
  async add(lines: string): Promise<SynonymLines> {
    const read = readSynonyms(lines)
    if (read.mistakes.length > 0) return read
    await this.#database.transaction(async ({ synonyms, missedSearches }) => {
      await synonyms.save(read.synonyms)
      await missedSearches.remove(read.synonyms.map(({ phrase }) => phrase))
    })
    return read
  }

  /** @throws NotFound if somebody else removed it */
  async remove(id: number): Promise<Synonym> {
    const removed = await this.#database.read.synonyms.remove(id)
    if (!removed) throw new NotFound('synonym')
    return removed
  }
}
