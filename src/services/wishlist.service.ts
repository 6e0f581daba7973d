import { randomBytes } from 'node:crypto'
import { Conflict, NotFound } from '../models/errors.ts'
import {
  FIRST_WISHLIST,
  MOST_WISHLISTS,
  type Wish,
  type Wishlist,
  WishlistFull,
} from '../models/wishlists/wishlist.ts'
import type { Database, Repositories } from '../persistence/database.ts'
import type { WishRow } from '../persistence/wishlist.repository.ts'
import type { CatalogService } from './catalog.service.ts'
import { shelfOf } from './shelf.ts'

/** Where a wish goes: to a list the customer has, or to one that is made for it. */
export type WishPlace = { readonly list: number } | { readonly newList: string }

/** How keeping a wish ended; 'choose' asks for the list, because the customer has several. */
export type Wishing =
  | { readonly kind: 'kept'; readonly wishlist: Wishlist; readonly product: ProductName }
  | { readonly kind: 'choose' }
  | { readonly kind: 'taken-name' }

export interface ProductName {
  readonly name: string
  readonly slug: string
}

const COVERS = 4

export class WishlistService {
  readonly #database: Database
  readonly #catalog: CatalogService
  readonly #clock: () => Date

  constructor(database: Database, catalog: CatalogService, clock: () => Date) {
    this.#database = database
    this.#catalog = catalog
    this.#clock = clock
  }

  /** A customer's lists, with the pictures that stand for each. */
  async overview(userId: number): Promise<{ wishlist: Wishlist; pictures: readonly string[] }[]> {
    const { wishlists } = this.#database.read
    const lists = await wishlists.ofUser(userId)
    const covers = await wishlists.covers(
      lists.map(({ id }) => id),
      COVERS,
    )
    return lists.map((wishlist) => ({ wishlist, pictures: covers.get(wishlist.id) ?? [] }))
  }

  ofUser(userId: number): Promise<Wishlist[]> {
    return this.#database.read.wishlists.ofUser(userId)
  }

  /** @throws NotFound unless it is a list of this customer */
  async show(
    userId: number,
    id: number,
  ): Promise<{ wishlist: Wishlist; wishes: Wish[]; others: Wishlist[] }> {
    const repositories = this.#database.read
    const lists = await repositories.wishlists.ofUser(userId)
    const wishlist = named(lists, id)
    const others = lists.filter((list) => list !== wishlist)
    return { wishlist, others, wishes: await this.#wishes(wishlist, repositories) }
  }

  /** @throws NotFound unless somebody shares a list under this key */
  async shared(shareKey: string): Promise<{ wishlist: Wishlist; wishes: Wish[]; ownersName: string }> {
    const repositories = this.#database.read
    const found = await repositories.wishlists.shared(shareKey)
    const owner = found && (await repositories.users.find(found.ownerId))
    if (!found || !owner) throw new NotFound('wishlist')
    const wishes = await this.#wishes(found.wishlist, repositories)
    return { wishlist: found.wishlist, wishes, ownersName: owner.firstName }
  }

  /** @throws NotFound */
  async product(id: number): Promise<ProductName> {
    return productOnShow(id, this.#database.read, this.#clock())
  }

  /**
   * @returns null if the customer has a list of this name already
   * @throws Conflict if they have as many lists as one may have
   */
  create(userId: number, name: string): Promise<number | null> {
    return this.#change(userId, (lists, repositories) => make(lists, userId, name, repositories))
  }

  /** @returns false if the customer has another list of this name; @throws NotFound */
  rename(userId: number, id: number, name: string): Promise<boolean> {
    return this.#change(userId, (lists, { wishlists }) => wishlists.rename(named(lists, id), name))
  }

  /** @throws NotFound */
  remove(userId: number, id: number): Promise<void> {
    return this.#change(userId, (lists, { wishlists }) => wishlists.remove(named(lists, id).id))
  }

  /** @throws NotFound */
  share(userId: number, id: number, shared: boolean): Promise<void> {
    return this.#change(userId, (lists, { wishlists }) =>
      shared
        ? wishlists.share(named(lists, id).id, randomBytes(24).toString('base64url'))
        : wishlists.unshare(named(lists, id).id),
    )
  }

  /**
   * Keeps a wish. Without a place, it goes to the customer's only list, which is made if need be.
   *
   * @throws NotFound, WishlistFull, Conflict if there is no room for another list
   */
  wish(userId: number, productId: number, place: WishPlace | null): Promise<Wishing> {
    return this.#change(userId, async (lists, repositories): Promise<Wishing> => {
      const now = this.#clock()
      const product = await productOnShow(productId, repositories, now)
      if (!place && lists.length > 1) return { kind: 'choose' }
      const id = await listFor(place, lists, userId, repositories)
      if (id === null) return { kind: 'taken-name' }
      const wishlist = named(await repositories.wishlists.ofUser(userId), id)
      await put(wishlist, productId, now, repositories)
      return { kind: 'kept', wishlist, product }
    })
  }

  /** @throws NotFound */
  unwish(userId: number, id: number, productId: number): Promise<void> {
    return this.#change(userId, (lists, { wishlists }) => wishlists.unwish(named(lists, id).id, productId))
  }

  /** @returns the list it is on now; @throws NotFound, WishlistFull */
  move(userId: number, productId: number, way: { from: number; to: number }): Promise<Wishlist> {
    return this.#change(userId, async (lists, repositories) => {
      const [from, to] = [named(lists, way.from), named(lists, way.to)]
      if (!(await repositories.wishlists.has(from.id, productId))) throw new NotFound('wish')
      await put(to, productId, this.#clock(), repositories)
      if (from !== to) await repositories.wishlists.unwish(from.id, productId)
      return to
    })
  }

  async #wishes(wishlist: Wishlist, repositories: Repositories): Promise<Wish[]> {
    const now = this.#clock()
    const rows = await repositories.wishlists.wishes(wishlist.id, now)
    const offered = rows.filter((row) => row.offered).map(({ productId }) => productId)
    const products = await repositories.catalog.products(offered, now)
    const shelf = await shelfOf(products, repositories, now)
    const cards = new Map((await this.#catalog.cards(offered)).map((card) => [card.id, card]))
    return rows.map(({ productId, name }: WishRow) => {
      const product = products.find(({ id }) => id === productId)
      const card = cards.get(productId)
      const offers = product?.variants.map((variant) => shelf.offer(variant)) ?? []
      const buyable = offers.filter(({ stock }) => stock.covers(1))
      return { productId, name, onShow: card ? { card, buyable } : null }
    })
  }

  #change<Result>(
    userId: number,
    change: (lists: readonly Wishlist[], repositories: Repositories) => Promise<Result>,
  ): Promise<Result> {
    return this.#database.transaction(async (repositories) => {
      await repositories.wishlists.lock(userId)
      return change(await repositories.wishlists.ofUser(userId), repositories)
    })
  }
}

/** Somebody else's list is not told from one that does not exist. */
function named(lists: readonly Wishlist[], id: number): Wishlist {
  const wishlist = lists.find((list) => list.id === id)
  if (!wishlist) throw new NotFound('wishlist')
  return wishlist
}

async function listFor(
  place: WishPlace | null,
  lists: readonly Wishlist[],
  userId: number,
  repositories: Repositories,
): Promise<number | null> {
  if (place && 'list' in place) return named(lists, place.list).id
  if (place) return make(lists, userId, place.newList, repositories)
  return lists[0]?.id ?? make(lists, userId, FIRST_WISHLIST, repositories)
}

async function make(
  lists: readonly Wishlist[],
  userId: number,
  name: string,
  { wishlists }: Repositories,
): Promise<number | null> {
  if (lists.length >= MOST_WISHLISTS)
    throw new Conflict(`There is room for ${MOST_WISHLISTS} wishlists. Please delete one first.`)
  return wishlists.add(userId, name)
}

async function put(
  wishlist: Wishlist,
  productId: number,
  now: Date,
  { wishlists }: Repositories,
): Promise<void> {
  if (wishlist.isFull && !(await wishlists.has(wishlist.id, productId))) throw new WishlistFull(wishlist.name)
  await wishlists.wish(wishlist.id, productId, now)
}

async function productOnShow(id: number, { wishlists }: Repositories, now: Date): Promise<ProductName> {
  const product = await wishlists.productOnShow(id, now)
  if (!product) throw new NotFound('specimen')
  return product
}
