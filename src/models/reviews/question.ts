import type { Answer } from './answer.ts'
import { type ModerationState, moved, STATE_WORDS } from './moderation.ts'
import { paragraphs } from './paragraphs.ts'
import type { Subject } from './subject.ts'

export interface QuestionFacts {
  readonly id: number
  readonly product: Subject
  readonly author: string
  readonly text: string
  readonly state: ModerationState
  readonly createdAt: Date
  readonly answers: readonly Answer[]
}

/** What a customer wants to know about a product, and what others and the shop answer. */
export class Question {
  readonly id: number
  readonly product: Subject
  readonly author: string
  readonly text: string
  readonly createdAt: Date
  /** In the order in which they came. */
  readonly answers: readonly Answer[]
  #state: ModerationState

  constructor(facts: QuestionFacts) {
    this.id = facts.id
    this.product = facts.product
    this.author = facts.author
    this.text = facts.text
    this.createdAt = facts.createdAt
    this.answers = facts.answers
    this.#state = facts.state
  }

  publish(): void {
    this.#state = moved(this.#state, 'published')
  }

  reject(): void {
    this.#state = moved(this.#state, 'rejected')
  }

  /** What everybody sees; the shop's word comes first. */
  get publishedAnswers(): readonly Answer[] {
    const published = this.answers.filter(({ isPublished }) => isPublished)
    return [
      ...published.filter(({ isFromShop }) => isFromShop),
      ...published.filter(({ isFromShop }) => !isFromShop),
    ]
  }

  get state(): ModerationState {
    return this.#state
  }

  get stateWord(): string {
    return STATE_WORDS[this.#state]
  }

  get isPublished(): boolean {
    return this.#state === 'published'
  }

  get isRejected(): boolean {
    return this.#state === 'rejected'
  }

  get paragraphs(): readonly string[] {
    return paragraphs(this.text)
  }
}
