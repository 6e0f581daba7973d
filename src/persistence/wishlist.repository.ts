import { Wishlist } from '../models/wishlists/wishlist.ts'
import type { Rows } from './database.ts'

/** A wish by what is known of it without looking at the shelf. */
export interface WishRow {
  readonly productId: number
  readonly name: string
  /** True while shoppers can see the product. */
  readonly offered: boolean
}

interface ListRow {
  id: number
  user_id: number
  name: string
  share_key: string | null
  size: number
}

export class WishlistRepository {
  readonly #rows: Rows

  constructor(rows: Rows) {
    this.#rows = rows
  }

  /** Two tabs that change one customer's lists take turns. */
  async lock(userId: number): Promise<void> {
    await this.#rows.$queryRaw`SELECT id FROM users WHERE id = ${userId} FOR NO KEY UPDATE`
  }

  /** The oldest first. */
  async ofUser(userId: number): Promise<Wishlist[]> {
    const rows = await this.#rows.$queryRaw<ListRow[]>`
      SELECT l.id, l.user_id, l.name, l.share_key,
             (SELECT count(*)::int FROM wishes w WHERE w.wishlist_id = l.id) AS size
        FROM wishlists l WHERE l.user_id = ${userId} ORDER BY l.id`
    return rows.map(wishlist)
  }

  /** Keys of the pictures of the newest wishes of each list. */
  async covers(listIds: readonly number[], count: number): Promise<ReadonlyMap<number, readonly string[]>> {
    const rows = await this.#rows.$queryRaw<{ id: number; keys: string[] }[]>`
      SELECT l.id, array(
               SELECT (SELECT c.key FROM pictures c WHERE c.product_id = w.product_id ORDER BY c.position LIMIT 1)
                 FROM wishes w
                WHERE w.wishlist_id = l.id AND EXISTS (SELECT 1 FROM pictures c WHERE c.product_id = w.product_id)
                ORDER BY w.added_at DESC, w.product_id LIMIT ${count}) AS keys
        FROM wishlists l WHERE l.id = ANY(${[...listIds]})`
    return new Map(rows.map(({ id, keys }) => [id, keys]))
  }

  async shared(shareKey: string): Promise<{ wishlist: Wishlist; ownerId: number } | null> {
    const [row] = await this.#rows.$queryRaw<ListRow[]>`
      SELECT l.id, l.user_id, l.name, l.share_key,
             (SELECT count(*)::int FROM wishes w WHERE w.wishlist_id = l.id) AS size
        FROM wishlists l WHERE l.share_key = ${shareKey}`
    return row ? { wishlist: wishlist(row), ownerId: row.user_id } : null
  }

  /** The newest first. */
  wishes(wishlistId: number, now: Date): Promise<WishRow[]> {
    return this.#rows.$queryRaw<WishRow[]>`
      SELECT p.id AS "productId", p.name, p.status = 'published' AND p.published_at <= ${now} AS offered
        FROM wishes w JOIN products p ON p.id = w.product_id
       WHERE w.wishlist_id = ${wishlistId} ORDER BY w.added_at DESC, p.id`
  }

  /** @returns the id, or null if the customer has a list of this name already */
  async add(userId: number, name: string): Promise<number | null> {
    const [made] = await this.#rows.wishlist.createManyAndReturn({
      data: [{ userId, name }],
      skipDuplicates: true,
    })
    return made?.id ?? null
  }

  /** @returns false if the customer has another list of this name; the customer is locked */
  async rename({ id, userId }: Wishlist, name: string): Promise<boolean> {
    const taken = await this.#rows.wishlist.count({ where: { userId, name, id: { not: id } } })
    if (taken > 0) return false
    await this.#rows.wishlist.updateMany({ where: { id }, data: { name } })
    return true
  }

  async remove(id: number): Promise<void> {
    await this.#rows.wishlist.deleteMany({ where: { id } })
  }

  /** Keeps the key it has, if it is shared already. */
  async share(id: number, shareKey: string): Promise<void> {
    await this.#rows.wishlist.updateMany({ where: { id, shareKey: null }, data: { shareKey } })
  }

  async unshare(id: number): Promise<void> {
    await this.#rows.wishlist.updateMany({ where: { id }, data: { shareKey: null } })
  }

  async has(wishlistId: number, productId: number): Promise<boolean> {
    return (await this.#rows.wish.count({ where: { wishlistId, productId } })) > 0
  }

  /** The same wish twice is one. */
  async wish(wishlistId: number, productId: number, addedAt: Date): Promise<void> {
    await this.#rows.wish.createMany({ data: [{ wishlistId, productId, addedAt }], skipDuplicates: true })
  }

  async unwish(wishlistId: number, productId: number): Promise<void> {
    await this.#rows.wish.deleteMany({ where: { wishlistId, productId } })
  }

  /** What a product that shoppers can see is called; null if there is none. */
  async productOnShow(id: number, now: Date): Promise<{ name: string; slug: string } | null> {
    return this.#rows.product.findFirst({
      where: { id, status: 'published', publishedAt: { lte: now } },
      select: { name: true, slug: true },
    })
  }
}

function wishlist({ id, user_id, name, share_key, size }: ListRow): Wishlist {
  return new Wishlist({ id, userId: user_id, name, shareKey: share_key, size })
}
