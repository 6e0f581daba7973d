import type { User } from '../models/accounts/user.ts'
import { Conflict, NotFound } from '../models/errors.ts'
import {
  ASKING,
  type Follow,
  type FollowSubject,
  type FollowTarget,
  MOST_FOLLOWS,
} from '../models/follows/follow.ts'
import { FollowedProduct, momentOf } from '../models/follows/followed-product.ts'
import type { Database, Repositories } from '../persistence/database.ts'
import { shelfOf } from './shelf.ts'

/** 'asked' says nothing about whether the address follows it already: nobody is to learn that of others. */
export type Following = { readonly kind: 'following'; readonly email: string } | { readonly kind: 'asked' }

export class FollowService {
  readonly #database: Database
  readonly #clock: () => Date

  constructor(database: Database, clock: () => Date) {
    this.#database = database
    this.#clock = clock
  }

  /** @throws NotFound if shoppers cannot see it */
  async subject(target: FollowTarget): Promise<FollowSubject> {
    const subject = await this.#database.read.follows.subject(target, this.#clock())
    if (!subject) throw new NotFound(target.kind === 'product' ? 'specimen' : 'category')
    return subject
  }

  /**
   * A customer's own address follows at once; any other is asked by mail first, but not often.
   *
   * @param email null for the customer's own address
   * @throws NotFound, Conflict if the customer follows as much as one may
   */
  async follow(target: FollowTarget, user: User | null, email: string | null): Promise<Following> {
    await this.subject(target)
    const own = user !== null && (email === null || email.toLowerCase() === user.email.toLowerCase())
    if (own) return this.#followAsCustomer(target, user)
    if (email !== null) await this.#ask(target, email)
    return { kind: 'asked' }
  }

  find(id: number): Promise<Follow | null> {
    return this.#database.read.follows.find(id)
  }

  ofUser(userId: number): Promise<Follow[]> {
    return this.#database.read.follows.ofUser(userId)
  }

  async confirm(id: number): Promise<void> {
    await this.#database.read.follows.confirm(id, this.#clock())
  }

  async end(id: number): Promise<void> {
    await this.#database.read.follows.end(id)
  }

  /** Whatever the address of this follow follows. */
  async endAll(id: number): Promise<void> {
    const { follows } = this.#database.read
    const follow = await follows.find(id)
    if (follow) await follows.endAll(follow.email)
  }

  /** Nothing happens to what somebody else follows. */
  async endOfUser(userId: number, id: number): Promise<void> {
    await this.#database.read.follows.endOfUser(userId, id)
  }

  /** Addresses that nobody confirmed are not kept. */
  async forgetUnconfirmed(): Promise<void> {
    await this.#database.read.follows.forgetUnconfirmed(new Date(this.#clock().getTime() - ASKING.patience))
  }

  #followAsCustomer(target: FollowTarget, { id: userId, email }: User): Promise<Following> {
    const now = this.#clock()
    return this.#database.transaction(async (repositories) => {
      const { follows } = repositories
      await follows.lockAddress(email)
      const known = await follows.ofAddress(email, target)
      if (known?.confirmed && known.userId === userId) return { kind: 'following', email }
      if ((await follows.count(email)) >= MOST_FOLLOWS)
        throw new Conflict(`You follow ${MOST_FOLLOWS} things already. Please let one of them go first.`)
      const seen = await seenNow(target, repositories, now)
      await follows.begin({ email, userId, confirmedAt: now }, target, seen, now)
      return { kind: 'following', email }
    })
  }

  async #ask(target: FollowTarget, email: string): Promise<void> {
    const now = this.#clock()
    await this.#database.transaction(async (repositories) => {
      const { follows, outbox } = repositories
      await follows.lockAddress(email)
      const known = await follows.ofAddress(email, target)
      if (known?.confirmed || !(await follows.mayAsk(email, target, now))) return
      const seen = await seenNow(target, repositories, now)
      const followId = await follows.begin({ email, userId: null, confirmedAt: null }, target, seen, now)
      const job = { followId, askedAt: now.toISOString() }
      await outbox.enqueue('mail-follow-confirmation', job, `mail-follow-confirmation:${followId}`)
    })
  }
}

/** What they see as they begin to follow a product; null for anything else. */
async function seenNow(
  target: FollowTarget,
  repositories: Repositories,
  now: Date,
): Promise<FollowedProduct | null> {
  if (target.kind !== 'product') return null
  const [product] = await repositories.catalog.products([target.id], now)
  const shelf = await shelfOf(product ? [product] : [], repositories, now)
  const moment = momentOf(product?.variants.map((variant) => shelf.offer(variant)) ?? [])
  return moment && FollowedProduct.seenAt(moment)
}
