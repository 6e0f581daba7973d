import type { User } from '../models/accounts/user.ts'
import { Conflict, NotFound, OwnReview } from '../models/errors.ts'
import type { Distribution } from '../models/reviews/distribution.ts'
import type { PhotoAlbum } from '../models/reviews/photo-album.ts'
import type { PostingPage } from '../models/reviews/posting-page.ts'
import type { ProductReviews } from '../models/reviews/product-reviews.ts'
import type { Review, ReviewPhoto, ReviewWords } from '../models/reviews/review.ts'
import type { ReviewChoice } from '../models/reviews/review-choice.ts'
import type { Subject } from '../models/reviews/subject.ts'
import type { Database, Repositories } from '../persistence/database.ts'

const ON_PRODUCT_PAGE = { reviews: 5, questions: 3 }

/** What a customer sends: words, new photos, and the keys of photos to take away. */
export interface Writing {
  readonly words: ReviewWords
  /** Developed already. */
  readonly photos: readonly Uint8Array[]
  readonly removed: readonly string[]
}

export class ReviewService {
  readonly #database: Database
  readonly #album: PhotoAlbum
  readonly #clock: () => Date

  constructor(database: Database, album: PhotoAlbum, clock: () => Date) {
    this.#database = database
    this.#album = album
    this.#clock = clock
  }

  /** For the page of the product. */
  async ofProduct(productId: number): Promise<ProductReviews> {
    const { reviews, questions } = this.#database.read
    return {
      distribution: await reviews.distribution(productId),
      reviews: await reviews.best(productId, ON_PRODUCT_PAGE.reviews),
      questions: await questions.newest(productId, ON_PRODUCT_PAGE.questions),
      questionCount: await questions.count(productId),
    }
  }

  /** @throws NotFound if there is no such product or no such page of its reviews */
  async page(
    slug: string,
    choice: ReviewChoice,
    page: number,
  ): Promise<{ product: Subject; distribution: Distribution; listing: PostingPage<Review> }> {
    const product = await this.#subject(slug)
    const { reviews } = this.#database.read
    const listing = await reviews.published(product.id, choice, page)
    if (!listing.exists) throw new NotFound()
    return { product, distribution: await reviews.distribution(product.id), listing }
  }

  /** What this customer wrote about the product, if anything. @throws NotFound */
  async own(slug: string, userId: number | undefined): Promise<{ product: Subject; own: Review | null }> {
    const product = await this.#subject(slug)
    const own = userId === undefined ? null : await this.#database.read.reviews.own(product.id, userId)
    return { product, own }
  }

  ofUser(userId: number): Promise<readonly Review[]> {
    return this.#database.read.reviews.ofUser(userId)
  }

  /** A picture of what somebody sent; null if it is none. */
  develop(file: Uint8Array): Promise<Uint8Array | null> {
    return this.#album.develop(file)
  }

  /**
   * Writes the customer's one review of a product, or writes it anew. It waits to be read.
   *
   * @throws NotFound if there is no such product, Invalid if there are too many photos
   */
  async write(slug: string, author: User, writing: Writing): Promise<void> {
    const product = await this.#subject(slug)
    const photos = await this.#keep(writing, product)
    const unused = await this.#database
      .transaction((repositories) => this.#put(product, author, { ...writing, photos }, repositories))
      .catch(async (error: unknown) => {
        await this.#forget(photos)
        throw error
      })
    await this.#forget(unused)
  }

  /** The author takes it back, photos included. @throws NotFound unless it is theirs */
  async withdraw(id: number, userId: number): Promise<void> {
    const photos = await this.#database.transaction(async ({ reviews }) => {
      const review = await reviews.lock(id)
      if (review.userId !== userId) throw new NotFound('review')
      review.withdraw()
      await reviews.remove(review)
      return review.photos
    })
    await this.#forget(photos)
  }

  /**
   * The customer finds it helpful or, the second time, no longer.
   *
   * @returns true if it is helpful now
   * @throws NotFound, OwnReview
   */
  async vote(id: number, userId: number): Promise<boolean> {
    return this.#database.transaction(async ({ reviews }) => {
      const review = await reviews.find(id)
      if (!review.isPublished) throw new NotFound('review')
      if (review.userId === userId) throw new OwnReview()
      return reviews.vote(id, userId)
    })
  }

  /** @returns the photos that are no longer needed */
  async #put(
    product: Subject,
    author: User,
    { words, photos, removed }: Omit<Writing, 'photos'> & { photos: readonly ReviewPhoto[] },
    { reviews }: Repositories,
  ): Promise<readonly ReviewPhoto[]> {
    const verified = await reviews.hasBought(author.id, product.id)
    const added = {
      ...words,
      photos,
      verified,
      userId: author.id,
      productId: product.id,
      createdAt: this.#clock(),
    }
    const known = await reviews.own(product.id, author.id)
    // A button pressed twice comes twice at once: the second finds what the first has written.
    if (!known && (await reviews.add(added))) return []
    const own = known ?? (await reviews.own(product.id, author.id))
    if (!own) throw new Conflict('This review has just been deleted. Please send it again.')

    const review = await reviews.lock(own.id)
    const before = review.photos
    review.rewrite(words, verified, { added: photos, removed })
    await reviews.save(review)
    return before.filter(({ key }) => !review.photos.some((kept) => kept.key === key))
  }

  async #keep({ words, photos }: Writing, product: Subject): Promise<ReviewPhoto[]> {
    const kept: ReviewPhoto[] = []
    for (const photo of photos)
      kept.push({
        key: await this.#album.keep(photo),
        alt: `${product.name}, photographed by ${words.author}`,
      })
    return kept
  }

  async #forget(photos: readonly ReviewPhoto[]): Promise<void> {
    for (const { key } of photos) await this.#album.remove(key)
  }

  async #subject(slug: string): Promise<Subject> {
    const product = await this.#database.read.reviews.subject(slug, this.#clock())
    if (!product) throw new NotFound('specimen')
    return product
  }
}
