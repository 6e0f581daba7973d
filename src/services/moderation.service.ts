import { NotFound } from '../models/errors.ts'
import type { ModerationState } from '../models/reviews/moderation.ts'
import type { PostingPage } from '../models/reviews/posting-page.ts'
import type { Question } from '../models/reviews/question.ts'
import type { Review } from '../models/reviews/review.ts'
import type { Database } from '../persistence/database.ts'

export type Decision = 'publish' | 'reject'

/**
 * What the shop does about what customers wrote. Every decision names what the moderator saw; if it is another by
 * now, because a colleague was quicker or the author wrote anew, nothing happens and the answer is false.
 */
export class ModerationService {
  readonly #database: Database
  readonly #clock: () => Date

  constructor(database: Database, clock: () => Date) {
    this.#database = database
    this.#clock = clock
  }

  /** How much waits to be read. */
  async waiting(): Promise<{ reviews: number; questions: number }> {
    const { reviews, questions } = this.#database.read
    return { reviews: await reviews.waiting(), questions: await questions.waiting() }
  }

  /** @throws NotFound if there is no such page */
  async reviews(state: ModerationState, page: number): Promise<PostingPage<Review>> {
    return existing(await this.#database.read.reviews.inState(state, page))
  }

  /** @throws NotFound if there is no such page */
  async questions(state: ModerationState, page: number): Promise<PostingPage<Question>> {
    return existing(await this.#database.read.questions.inState(state, page))
  }

  /** @throws NotFound */
  review(id: number): Promise<Review> {
    return this.#database.read.reviews.find(id)
  }

  /** @throws NotFound */
  question(id: number): Promise<Question> {
    return this.#database.read.questions.find(id)
  }

  /** @throws NotFound */
  questionOf(answerId: number): Promise<Question> {
    return this.#database.read.questions.ofAnswer(answerId)
  }

  /** @param seen the fingerprint of what the moderator saw @throws NotFound */
  decide(id: number, seen: string, decision: Decision): Promise<boolean> {
    return this.#database.transaction(async ({ reviews }) => {
      const review = await reviews.lock(id)
      if (review.fingerprint !== seen) return false
      if (decision === 'reject') review.reject()
      // An order may have been paid since it was written.
      else review.publish(await reviews.isByBuyer(review), this.#clock())
      await reviews.save(review)
      return true
    })
  }

  /** @param text none takes the reply back @throws NotFound */
  reply(id: number, seen: string, text: string): Promise<boolean> {
    return this.#database.transaction(async ({ reviews }) => {
      const review = await reviews.lock(id)
      if (review.fingerprint !== seen) return false
      review.reply(text, this.#clock())
      await reviews.save(review)
      return true
    })
  }

  /** @param seen the state the moderator saw it in @throws NotFound */
  decideQuestion(id: number, seen: string, decision: Decision): Promise<boolean> {
    return this.#database.transaction(async ({ questions }) => {
      const question = await questions.lock(id)
      if (question.state !== seen) return false
      question[decision]()
      await questions.save(question)
      return true
    })
  }

  /** @param seen the state the moderator saw it in @throws NotFound */
  decideAnswer(answerId: number, seen: string, decision: Decision): Promise<boolean> {
    return this.#database.transaction(async ({ questions }) => {
      const { id } = await questions.ofAnswer(answerId)
      const question = await questions.lock(id)
      const answer = question.answers.find((one) => one.id === answerId)
      if (answer?.state !== seen) return false
      answer[decision]()
      await questions.save(question)
      return true
    })
  }

  /** The shop's own answer is read already; a question that gets one is published with it. @throws NotFound */
  answer(questionId: number, text: string): Promise<void> {
    return this.#database.transaction(async ({ questions, settings }) => {
      const question = await questions.lock(questionId)
      if (!question.isPublished) question.publish()
      await questions.save(question)
      const { shopName: author } = await settings.all()
      const createdAt = this.#clock()
      await questions.answer(questionId, { author, text, createdAt, userId: null, state: 'published' })
    })
  }
}

function existing<Posting>(page: PostingPage<Posting>): PostingPage<Posting> {
  if (!page.exists) throw new NotFound()
  return page
}
