import { Prisma } from '../../prisma/client/client.ts'
import {
  ASKING,
  Follow,
  type FollowSubject,
  type FollowTarget,
  keyOfTarget,
} from '../models/follows/follow.ts'
import { FollowedProduct } from '../models/follows/followed-product.ts'
import { Money } from '../models/money.ts'
import type { Rows } from './database.ts'
import type { SettingRepository } from './setting.repository.ts'

interface FollowRow {
  id: number
  user_id: number | null
  email: string
  words: string | null
  confirmed_at: Date | null
  created_at: Date
  product_id: number | null
  product_name: string | null
  product_slug: string | null
  category_id: number | null
  category_name: string | null
  category_slug: string | null
}

/** A follow of a product, with what its follower knows. */
export interface ProductFollow {
  readonly id: number
  readonly productId: number
  readonly known: FollowedProduct
}

/** What was true of the catalogue when somebody looked: its revision, read before everything else. */
export interface Look {
  readonly revision: bigint
  readonly at: Date
}

/** A follow of a category or a search, with the time up to which its follower knows all. */
export interface ArrivalFollow {
  readonly id: number
  readonly categoryId: number | null
  readonly words: string | null
  readonly seenUntil: Date
}

const FOLLOWS = Prisma.sql`
  SELECT f.id, f.user_id, f.email::text AS email, f.words, f.confirmed_at, f.created_at,
         f.product_id, p.name AS product_name, p.slug AS product_slug,
         f.category_id, c.name AS category_name, c.slug AS category_slug
    FROM follows f LEFT JOIN products p ON p.id = f.product_id LEFT JOIN categories c ON c.id = f.category_id`

export class FollowRepository {
  readonly #rows: Rows
  readonly #settings: SettingRepository

  constructor(rows: Rows, settings: SettingRepository) {
    this.#rows = rows
    this.#settings = settings
  }

  /** Whoever types the same address at once takes turns, so that limits hold. */
  async lockAddress(email: string): Promise<void> {
    await this.#rows
      .$queryRaw`SELECT 1 FROM pg_advisory_xact_lock(hashtextextended('follows of ' || lower(${email}), 0))`
  }

  /** Null if shoppers cannot see it. */
  async subject(target: FollowTarget, now: Date): Promise<FollowSubject | null> {
    if (target.kind === 'search') return { target, name: target.words, path: searchPath(target.words) }
    const { id } = target
    const found =
      target.kind === 'product'
        ? await this.#rows.product.findFirst({
            where: { id, status: 'published', publishedAt: { lte: now } },
          })
        : await this.#rows.category.findUnique({ where: { id } })
    return found && { target, name: found.name, path: pathOf(target.kind, found.slug) }
  }

  async find(id: number): Promise<Follow | null> {
    const [row] = await this.#rows.$queryRaw<FollowRow[]>`${FOLLOWS} WHERE f.id = ${id}`
    return row ? follow(row) : null
  }

  async ofAddress(email: string, target: FollowTarget): Promise<Follow | null> {
    const [row] = await this.#rows.$queryRaw<FollowRow[]>`
      ${FOLLOWS} WHERE f.email = ${email}::citext AND ${isOf(target)}`
    return row ? follow(row) : null
  }

  /** The newest first. */
  async ofUser(userId: number): Promise<Follow[]> {
    const rows = await this.#rows.$queryRaw<FollowRow[]>`
      ${FOLLOWS} WHERE f.user_id = ${userId} ORDER BY f.created_at DESC, f.id DESC`
    return rows.map(follow)
  }

  count(email: string): Promise<number> {
    return this.#rows.follow.count({ where: { email, confirmedAt: { not: null } } })
  }

  /**
   * Begins to follow, or begins again with the row there is: links in mails that went out go on working.
   * The address is locked.
   *
   * @returns the id
   */
  async begin(
    who: { email: string; userId: number | null; confirmedAt: Date | null },
    target: FollowTarget,
    known: FollowedProduct | null,
    now: Date,
  ): Promise<number> {
    const before = await this.ofAddress(who.email, target)
    const facts = {
      ...who,
      productId: target.kind === 'product' ? target.id : null,
      categoryId: target.kind === 'category' ? target.id : null,
      words: target.kind === 'search' ? target.words : null,
      price: known?.price?.amount ?? null,
      available: known?.available ?? null,
      seenUntil: now,
      createdAt: now,
    }
    const { id } = await this.#rows.follow.upsert({
      where: { id: before?.id ?? 0 },
      create: facts,
      update: facts,
    })
    return id
  }

  /** Asks leave to send one more mail that asks for confirmation, and notes it; the address is locked. */
  async mayAsk(email: string, target: FollowTarget, now: Date): Promise<boolean> {
    const since = new Date(now.getTime() - ASKING.period)
    const asked = await this.#rows.$executeRaw`
      INSERT INTO confirmation_mails AS last (email, target, asked_at)
      SELECT ${email}, ${keyOfTarget(target)}, ${now}
       WHERE (SELECT count(*) FROM confirmation_mails
               WHERE email = ${email}::citext AND asked_at > ${since}) < ${ASKING.mostPerAddress}
      ON CONFLICT (email, target) DO UPDATE SET asked_at = excluded.asked_at WHERE last.asked_at <= ${since}`
    return asked === 1
  }

  /** @returns false if it was confirmed before, or is gone */
  async confirm(id: number, now: Date): Promise<boolean> {
    const { count } = await this.#rows.follow.updateMany({
      where: { id, confirmedAt: null },
      data: { confirmedAt: now },
    })
    return count === 1
  }

  async end(id: number): Promise<void> {
    await this.#rows.follow.deleteMany({ where: { id } })
  }

  async endOfUser(userId: number, id: number): Promise<void> {
    await this.#rows.follow.deleteMany({ where: { id, userId } })
  }

  async endAll(email: string): Promise<void> {
    await this.#rows.follow.deleteMany({ where: { email } })
  }

  /** What nobody confirmed since then, and the notes of who was asked before. */
  async forgetUnconfirmed(before: Date): Promise<void> {
    await this.#rows.follow.deleteMany({ where: { confirmedAt: null, createdAt: { lt: before } } })
    await this.#rows.confirmationMail.deleteMany({ where: { askedAt: { lt: before } } })
  }

  /**
   * What the next look begins with, and whether everything may have changed since the last one: what all products
   * share, such as sales, or a sale that began or ended by the clock.
   */
  async look(now: Date, last: Look | null): Promise<{ look: Look; anythingChanged: boolean }> {
    const since = last ?? { revision: 0n, at: now }
    const [row] = await this.#rows.$queryRaw<[{ revision: bigint; changed: boolean }]>`
      SELECT revision, shop_revision > ${since.revision} OR EXISTS (
               SELECT 1 FROM sales
                WHERE (starts_at > ${since.at} AND starts_at <= ${now}) OR (ends_at > ${since.at} AND ends_at <= ${now})
             ) AS changed
        FROM catalogue_clock`
    return { look: { revision: row.revision, at: now }, anythingChanged: last === null || row.changed }
  }

  /**
   * Confirmed follows of products on show, in the order of their ids.
   *
   * @param last leaves out the products that are as they were then. What was sold from a cart is asked for by itself:
   *   to the shelf it was gone before, and had no new revision.
   */
  async ofProducts(after: number, count: number, now: Date, last: Look | null): Promise<ProductFollow[]> {
    const { currency } = await this.#settings.all()
    const rows = await this.#rows.$queryRaw<
      { id: number; productId: number; price: number | null; available: boolean | null }[]
    >`
      SELECT f.id, f.product_id AS "productId", f.price, f.available
        FROM follows f JOIN products p ON p.id = f.product_id
       WHERE f.id > ${after} AND f.confirmed_at IS NOT NULL
         AND p.status = 'published' AND p.published_at <= ${now} AND ${last ? mayHaveChanged(last) : Prisma.sql`true`}
       ORDER BY f.id LIMIT ${count}`
    return rows.map(({ id, productId, price, available }) => ({
      id,
      productId,
      known: new FollowedProduct(price === null ? null : Money.of(price, currency), available ?? false),
    }))
  }

  /** @returns false if the follower knows something else by now: somebody else has told them, or they have gone */
  async learn(id: number, known: FollowedProduct, news: FollowedProduct): Promise<boolean> {
    const learned = await this.#rows.$executeRaw`
      UPDATE follows SET price = ${news.price?.amount ?? null}, available = ${news.available}
       WHERE id = ${id} AND confirmed_at IS NOT NULL
         AND price IS NOT DISTINCT FROM ${known.price?.amount ?? null}::int
         AND coalesce(available, false) = ${known.available}`
    return learned === 1
  }

  /** When the newest product came on show until then. */
  async newestArrival(until: Date): Promise<Date | null> {
    const { _max } = await this.#rows.product.aggregate({
      where: { status: 'published', publishedAt: { lte: until } },
      _max: { publishedAt: true },
    })
    return _max.publishedAt
  }

  /** Confirmed follows of categories and searches who do not know everything until then, in the order of their ids. */
  ofArrivals(after: number, count: number, until: Date): Promise<ArrivalFollow[]> {
    return this.#rows.follow.findMany({
      where: { id: { gt: after }, productId: null, confirmedAt: { not: null }, seenUntil: { lt: until } },
      select: { id: true, categoryId: true, words: true, seenUntil: true },
      orderBy: { id: 'asc' },
      take: count,
    })
  }

  /** Ids of products that came on show in this time, the newest first; of these categories, or of all. */
  async arrivals(
    { after, until }: { after: Date; until: Date },
    categoryIds: readonly number[] | null,
    count: number,
  ): Promise<number[]> {
    const rows = await this.#rows.product.findMany({
      where: {
        status: 'published',
        publishedAt: { gt: after, lte: until },
        ...(categoryIds && { categoryId: { in: [...categoryIds] } }),
      },
      select: { id: true },
      orderBy: [{ publishedAt: 'desc' }, { id: 'desc' }],
      take: count,
    })
    return rows.map(({ id }) => id)
  }

  /** @returns false if the follower was told by somebody else meanwhile, or has gone */
  async seen({ id, seenUntil }: ArrivalFollow, until: Date): Promise<boolean> {
    const { count } = await this.#rows.follow.updateMany({
      where: { id, seenUntil, confirmedAt: { not: null } },
      data: { seenUntil: until },
    })
    return count === 1
  }
}

/** Confirmed or shown since, with a minute for clocks that differ; new on the shelf; or sold out from a cart. */
function mayHaveChanged({ revision, at }: Look): Prisma.Sql {
  const since = new Date(at.getTime() - 60_000)
  return Prisma.sql`(f.confirmed_at > ${since} OR p.published_at > ${since}
    OR EXISTS (SELECT 1 FROM product_revisions r WHERE r.product_id = p.id AND r.shelf_revision > ${revision})
    OR f.available AND NOT EXISTS (
         SELECT 1 FROM variants v CROSS JOIN LATERAL stock_of(v.id) s
          WHERE v.product_id = p.id AND v.active AND (NOT s.tracked OR s.on_hand > 0)))`
}

function isOf(target: FollowTarget): Prisma.Sql {
  switch (target.kind) {
    case 'product':
      return Prisma.sql`f.product_id = ${target.id}`
    case 'category':
      return Prisma.sql`f.category_id = ${target.id}`
    case 'search':
      return Prisma.sql`f.words = ${target.words}`
  }
}

function follow(row: FollowRow): Follow {
  return new Follow({
    id: row.id,
    userId: row.user_id,
    email: row.email,
    subject: subjectOf(row),
    confirmed: row.confirmed_at !== null,
    since: row.created_at,
  })
}

function subjectOf(row: FollowRow): FollowSubject {
  if (row.product_id !== null)
    return {
      target: { kind: 'product', id: row.product_id },
      name: row.product_name ?? '',
      path: pathOf('product', row.product_slug ?? ''),
    }
  if (row.category_id !== null)
    return {
      target: { kind: 'category', id: row.category_id },
      name: row.category_name ?? '',
      path: pathOf('category', row.category_slug ?? ''),
    }
  const words = row.words ?? ''
  return { target: { kind: 'search', words }, name: words, path: searchPath(words) }
}

function pathOf(kind: 'product' | 'category', slug: string): string {
  return kind === 'product' ? `/products/${slug}` : `/categories/${slug}`
}

function searchPath(words: string): string {
  return `/search?${new URLSearchParams({ q: words })}`
}
