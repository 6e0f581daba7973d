import { Posting, type PostingFacts } from './posting.ts'

export interface AnswerFacts extends PostingFacts {
  /** Null when the shop answers. */
  readonly userId: number | null
}

/** What somebody answers to a question. */
export class Answer extends Posting {
  readonly isFromShop: boolean

  constructor(facts: AnswerFacts) {
    super(facts)
    this.isFromShop = facts.userId === null
  }
}
