import type { Answer } from './answer.ts'
import { Posting, type PostingFacts } from './posting.ts'
import type { Subject } from './subject.ts'

export interface QuestionFacts extends PostingFacts {
  readonly product: Subject
  readonly answers: readonly Answer[]
}

/** What a customer wants to know about a product, and what others and the shop answer. */
export class Question extends Posting {
  readonly product: Subject
  /** In the order in which they came. */
  readonly answers: readonly Answer[]

  constructor(facts: QuestionFacts) {
    super(facts)
    this.product = facts.product
    this.answers = facts.answers
  }

  /** What everybody sees; the shop's word comes first. */
  get publishedAnswers(): readonly Answer[] {
    const published = this.answers.filter(({ isPublished }) => isPublished)
    return [
      ...published.filter(({ isFromShop }) => isFromShop),
      ...published.filter(({ isFromShop }) => !isFromShop),
    ]
  }
}
