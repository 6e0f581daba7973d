import type { User } from '../models/accounts/user.ts'
import { NotFound } from '../models/errors.ts'
import type { PostingPage } from '../models/reviews/posting-page.ts'
import type { Question } from '../models/reviews/question.ts'
import type { Subject } from '../models/reviews/subject.ts'
import type { Database } from '../persistence/database.ts'

interface Words {
  readonly author: string
  readonly text: string
}

/** Whoever is signed in may ask, and answer what others asked. */
export class QuestionService {
  readonly #database: Database
  readonly #clock: () => Date

  constructor(database: Database, clock: () => Date) {
    this.#database = database
    this.#clock = clock
  }

  /** @throws NotFound */
  async subject(slug: string): Promise<Subject> {
    const product = await this.#database.read.reviews.subject(slug, this.#clock())
    if (!product) throw new NotFound('specimen')
    return product
  }

  /** @throws NotFound if there is no such product or no such page of its questions */
  async page(slug: string, page: number): Promise<{ product: Subject; listing: PostingPage<Question> }> {
    const product = await this.subject(slug)
    const listing = await this.#database.read.questions.published(product.id, page)
    if (!listing.exists) throw new NotFound()
    return { product, listing }
  }

  /** A question that can be answered. @throws NotFound */
  async published(id: number): Promise<Question> {
    const question = await this.#database.read.questions.find(id)
    if (!question.isPublished) throw new NotFound('question')
    return question
  }

  /** @throws NotFound */
  async ask(slug: string, customer: User, words: Words): Promise<void> {
    const { id: productId } = await this.subject(slug)
    await this.#database.read.questions.ask({
      ...words,
      productId,
      userId: customer.id,
      createdAt: this.#clock(),
    })
  }

  /** @throws NotFound */
  async answer(questionId: number, customer: User, words: Words): Promise<void> {
    const { id } = await this.published(questionId)
    await this.#database.read.questions.answer(id, {
      ...words,
      userId: customer.id,
      state: 'waiting',
      createdAt: this.#clock(),
    })
  }
}
