import { StockLevel } from './stock-level.ts'
import { type Part, Stockroom } from './stockroom.ts'

/** Asked for instead of a product's id: the state of the shop as a whole. */
export const WHOLE_SHOP = 0

/** A product at one moment: what a page that was made earlier is compared with before it is shown. */
export class LiveState {
  /** A number of the catalogue's clock: grows with every change of what the page shows. */
  readonly revision: number
  /** Every unit on hand and on hold of the product's variants, or of their parts; the same text means the same stock. */
  readonly stock: string

  /**
   * @param stock variant id, on hand, on hold and 1 if tracked, with colons between; with a space between variants. After
   * another colon the sets that it is part of, with commas between: those of this product with the units that one takes
   * (90*2), those of others by their id alone
   */
  constructor(revision: number, stock: string) {
    this.revision = revision
    this.stock = stock
  }

  /** As nobody in particular sees them: of the product's own variants, and of what its sets are made of. */
  get levels(): ReadonlyMap<number, StockLevel> {
    const sets = this.#sets
    const counted = new Map(this.#entries.map(({ level }) => [level.variantId, level]))
    const room = new Stockroom(counted, sets)
    return new Map([...counted.keys(), ...sets.keys()].map((id) => [id, room.of(id)]))
  }

  /** Variants whose presence in a cart changes what its shopper sees here: sets and parts take from the same shelves. */
  get concerned(): ReadonlySet<number> {
    return new Set(this.#entries.flatMap(({ level, sets }) => [level.variantId, ...sets.map(({ id }) => id)]))
  }

  get #sets(): ReadonlyMap<number, readonly Part[]> {
    const parts = new Map<number, Part[]>()
    for (const { level, sets } of this.#entries)
      for (const { id, quantity } of sets)
        if (quantity) parts.set(id, [...(parts.get(id) ?? []), { variantId: level.variantId, quantity }])
    return parts
  }

  get #entries(): Entry[] {
    return this.stock.split(' ').filter(Boolean).map(entry)
  }
}

interface Entry {
  readonly level: StockLevel
  /** Without a quantity those of other products. */
  readonly sets: readonly { readonly id: number; readonly quantity: number | undefined }[]
}

function entry(text: string): Entry {
  const [figures, sets] = [text.split(':').slice(0, 4), text.split(':')[4]]
  const [variantId = 0, onHand = 0, onHold = 0, tracked] = figures.map(Number)
  return {
    level: new StockLevel({ variantId, onHand, onHold, tracked: tracked === 1 }),
    sets: (sets?.split(',') ?? []).map((set) => {
      const [id = 0, quantity] = set.split('*').map(Number)
      return { id, quantity }
    }),
  }
}
