import type { Prisma } from '../../prisma/client/client.ts'
import { NotFound } from '../models/errors.ts'
import { Distribution } from '../models/reviews/distribution.ts'
import type { ModerationState } from '../models/reviews/moderation.ts'
import { POSTINGS_PER_PAGE, PostingPage } from '../models/reviews/posting-page.ts'
import { Review, type ReviewFacts, type ReviewPhoto } from '../models/reviews/review.ts'
import type { ReviewChoice, ReviewSort } from '../models/reviews/review-choice.ts'
import type { Subject } from '../models/reviews/subject.ts'
import type { Rows } from './database.ts'

const whole = {
  product: { select: { id: true, slug: true, name: true } },
  photos: { select: { key: true, alt: true }, orderBy: [{ position: 'asc' }, { id: 'asc' }] },
} as const satisfies Prisma.ReviewInclude

type Order = Prisma.ReviewOrderByWithRelationInput[]

const ORDER: Readonly<Record<ReviewSort, Order>> = {
  helpful: [{ helpful: 'desc' }, { id: 'asc' }],
  newest: [{ createdAt: 'desc' }, { id: 'desc' }],
  highest: [{ stars: 'desc' }, { helpful: 'desc' }, { id: 'asc' }],
  lowest: [{ stars: 'asc' }, { helpful: 'desc' }, { id: 'asc' }],
}

/** What a new review consists of. */
export type NewReview = Pick<ReviewFacts, 'author' | 'stars' | 'title' | 'text' | 'verified'> & {
  readonly userId: number
  readonly productId: number
  readonly createdAt: Date
  readonly photos: readonly ReviewPhoto[]
}

/** Reviews, and the rating of the products they are about: nobody else writes either. */
export class ReviewRepository {
  readonly #rows: Rows

  constructor(rows: Rows) {
    this.#rows = rows
  }

  /** The visible product with this slug. */
  subject(slug: string, now: Date): Promise<Subject | null> {
    return this.#rows.product.findFirst({
      where: { slug, status: 'published', publishedAt: { lte: now } },
      select: { id: true, slug: true, name: true },
    })
  }

  /** @throws NotFound */
  async find(id: number): Promise<Review> {
    const row = await this.#rows.review.findUnique({
      where: { id },
      include: whole,
      relationLoadStrategy: 'join',
    })
    if (!row) throw new NotFound('review')
    return new Review(row)
  }

  /**
   * The review, locked until the transaction ends: whoever decides about it second sees what the first decided, so
   * that it counts once.
   *
   * @throws NotFound
   */
  async lock(id: number): Promise<Review> {
    await this.#rows.$queryRaw`SELECT id FROM reviews WHERE id = ${id} FOR UPDATE`
    return this.find(id)
  }

  /** What this customer wrote about this product. */
  async own(productId: number, userId: number): Promise<Review | null> {
    const row = await this.#rows.review.findUnique({
      where: { productId_userId: { productId, userId } },
      include: whole,
      relationLoadStrategy: 'join',
    })
    return row && new Review(row)
  }

  async ofUser(userId: number): Promise<readonly Review[]> {
    const rows = await this.#rows.review.findMany({
      where: { userId },
      include: whole,
      relationLoadStrategy: 'join',
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    })
    return rows.map((row) => new Review(row))
  }

  /** The most helpful of the published ones. */
  async best(productId: number, count: number): Promise<readonly Review[]> {
    const rows = await this.#rows.review.findMany({
      where: { productId, state: 'published' },
      include: whole,
      relationLoadStrategy: 'join',
      orderBy: ORDER.helpful,
      take: count,
    })
    return rows.map((row) => new Review(row))
  }

  /** A page of the published ones. */
  async published(productId: number, choice: ReviewChoice, page: number): Promise<PostingPage<Review>> {
    const where = {
      productId,
      state: 'published',
      ...(choice.stars && { stars: choice.stars }),
      ...(choice.withPhotos && { photos: { some: {} } }),
      ...(choice.verifiedOnly && { verified: true }),
    } as const satisfies Prisma.ReviewWhereInput
    return this.#page(where, ORDER[choice.sort], page)
  }

  /** A page for moderators: what waits longest comes first, what is decided latest first. */
  async inState(state: ModerationState, page: number): Promise<PostingPage<Review>> {
    const direction = state === 'waiting' ? 'asc' : 'desc'
    return this.#page({ state }, [{ createdAt: direction }, { id: direction }], page)
  }

  waiting(): Promise<number> {
    return this.#rows.review.count({ where: { state: 'waiting' } })
  }

  async distribution(productId: number): Promise<Distribution> {
    const rows = await this.#rows.review.groupBy({
      by: ['stars'],
      where: { productId, state: 'published' },
      _count: true,
    })
    return new Distribution(new Map(rows.map(({ stars, _count }) => [stars, _count])))
  }

  /** @returns false if the customer has written about this product already */
  async add({ photos, ...facts }: NewReview): Promise<boolean> {
    const [added] = await this.#rows.review.createManyAndReturn({
      data: [facts],
      skipDuplicates: true,
      select: { id: true },
    })
    if (added) await this.#keepPhotos(added.id, photos)
    return added !== undefined
  }

  /** Writes a locked review, and what its change means for the rating of the product. */
  async save(review: Review): Promise<void> {
    const { author, stars, title, text, verified, state, repliedAt, publishedAt } = review
    await this.#rows.review.update({
      where: { id: review.id },
      data: {
        ...{ author, stars, title, text, verified, state, repliedAt, publishedAt },
        reply: review.replyText,
        photos: { deleteMany: { key: { notIn: review.photos.map(({ key }) => key) } } },
      },
    })
    await this.#keepPhotos(review.id, review.photos)
    await this.#rate(review)
  }

  /** Removes a locked review that its author has withdrawn. */
  async remove(review: Review): Promise<void> {
    await this.#rows.review.delete({ where: { id: review.id } })
    await this.#rate(review)
  }

  /** Whether its author has paid for the product and kept it; as it was known last, if they have no account any more. */
  async isByBuyer({ userId, product, verified }: Review): Promise<boolean> {
    return userId === null ? verified : this.hasBought(userId, product.id)
  }

  /** True if the customer has paid for the product and kept it. */
  async hasBought(userId: number, productId: number): Promise<boolean> {
    const order = await this.#rows.order.findFirst({
      where: {
        userId,
        state: { in: ['paid', 'shipped', 'delivered'] },
        lines: { some: { variant: { productId } } },
      },
      select: { id: true },
    })
    return order !== null
  }

  /**
   * Finds a review helpful, or no longer. What is counted is the vote that really came or went: two that come at
   * once are one.
   *
   * @returns true if the vote is cast now
   */
  async vote(reviewId: number, userId: number): Promise<boolean> {
    const { count: gone } = await this.#rows.reviewVote.deleteMany({ where: { reviewId, userId } })
    const { count: come } =
      gone > 0
        ? { count: 0 }
        : await this.#rows.reviewVote.createMany({ data: [{ reviewId, userId }], skipDuplicates: true })
    await this.#rows.review.update({
      where: { id: reviewId },
      data: { helpful: { increment: come - gone } },
      select: { id: true },
    })
    return gone === 0
  }

  async #page(where: Prisma.ReviewWhereInput, orderBy: Order, page: number): Promise<PostingPage<Review>> {
    const rows = await this.#rows.review.findMany({
      where,
      include: whole,
      relationLoadStrategy: 'join',
      orderBy,
      take: POSTINGS_PER_PAGE,
      skip: (page - 1) * POSTINGS_PER_PAGE,
    })
    const total = await this.#rows.review.count({ where })
    return new PostingPage(
      rows.map((row) => new Review(row)),
      total,
      page,
    )
  }

  async #keepPhotos(reviewId: number, photos: readonly ReviewPhoto[]): Promise<void> {
    await this.#rows.reviewPhoto.createMany({
      data: photos.map(({ key, alt }, position) => ({ reviewId, key, alt, position })),
      skipDuplicates: true,
    })
  }

  async #rate({ product, ratingChange: { count, sum } }: Review): Promise<void> {
    if (count === 0 && sum === 0) return
    await this.#rows.product.update({
      where: { id: product.id },
      data: { ratingCount: { increment: count }, ratingSum: { increment: sum } },
      select: { id: true },
    })
  }
}
