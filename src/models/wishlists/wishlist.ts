import type { Card } from '../catalog/listing.ts'
import type { Offer } from '../catalog/offer.ts'
import { Conflict } from '../errors.ts'

export const MOST_WISHLISTS = 20
export const MOST_WISHES = 200

/** What a customer's first list is called until they give it a name of their own. */
export const FIRST_WISHLIST = 'My wishlist'

/** A list of products that a customer keeps, and may show to others by a link. */
export class Wishlist {
  readonly id: number
  readonly userId: number
  readonly name: string
  /** The unguessable part of its public address; null while it is private. */
  readonly shareKey: string | null
  readonly size: number

  constructor(facts: {
    id: number
    userId: number
    name: string
    shareKey: string | null
    size: number
  }) {
    this.id = facts.id
    this.userId = facts.userId
    this.name = facts.name
    this.shareKey = facts.shareKey
    this.size = facts.size
  }

  get isShared(): boolean {
    return this.shareKey !== null
  }

  get isFull(): boolean {
    return this.size >= MOST_WISHES
  }

  get count(): string {
    return this.size === 1 ? '1 piece' : `${this.size} pieces`
  }
}

/** A wish as its owner or a friend sees it. */
export interface Wish {
  readonly productId: number
  readonly name: string
  /** Null once the shop no longer offers it. */
  readonly onShow: {
    readonly card: Card
    /** What can go into a cart right now. */
    readonly buyable: readonly Offer[]
  } | null
}

export class WishlistFull extends Conflict {
  constructor(name: string) {
    super(`“${name}” has room for ${MOST_WISHES} pieces. Please take one out first, or choose another list.`)
  }
}
