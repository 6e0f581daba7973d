import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from '../client/client.ts'
import { loadCatalogue } from './catalogue.ts'
import { Illustrator } from './drawing/illustrator.ts'
import { loadLife } from './life.ts'
import { loadPromotions } from './promotions.ts'
import { drawings } from './specimens.ts'
import { loadSynonyms } from './synonyms.ts'
import { loadTerms } from './terms.ts'

/** Pixels; the largest width a page asks for. */
const ORIGINAL = 960

/** Fills an empty shop; @returns false if it had products already */
export async function loadDemo(databaseUrl: string, tell: (done: string) => void): Promise<boolean> {
  const client = new PrismaClient({ adapter: new PrismaPg({ connectionString: databaseUrl, max: 2 }) })
  try {
    if (!(await loadCatalogue(client, tell))) return false
    const now = new Date()
    await loadTerms(client, now)
    tell('delivery, tax, a sale and a coupon')
    await loadLife(client, now, tell)
    await loadPromotions(client, now)
    tell(`${await loadSynonyms(client)} synonyms`)
    return true
  } finally {
    await client.$disconnect()
  }
}

/** Draws the demo's pictures: the one that somebody waits for first, the others whenever there is time. */
export class DemoPictures {
  readonly #drawings = drawings()
  #illustrator: Illustrator | null = null
  #closed = false

  get keys(): readonly string[] {
    return [...this.#drawings.keys()]
  }

  draw = async (key: string): Promise<Buffer | null> => {
    const drawing = this.#drawings.get(key)
    if (!drawing || this.#closed) return null
    this.#illustrator ??= new Illustrator()
    return this.#illustrator.draw(drawing.recipe, drawing.view, ORIGINAL)
  }

  /** Sends the drawing workers home. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#illustrator?.close()
    this.#illustrator = null
  }
}
