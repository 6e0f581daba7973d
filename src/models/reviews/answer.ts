import { type ModerationState, moved, STATE_WORDS } from './moderation.ts'
import { paragraphs } from './paragraphs.ts'

export interface AnswerFacts {
  readonly id: number
  /** Null when the shop answers. */
  readonly userId: number | null
  readonly author: string
  readonly text: string
  readonly state: ModerationState
  readonly createdAt: Date
}

export class Answer {
  readonly id: number
  readonly author: string
  readonly text: string
  readonly createdAt: Date
  readonly isFromShop: boolean
  #state: ModerationState

  constructor(facts: AnswerFacts) {
    this.id = facts.id
    this.author = facts.author
    this.text = facts.text
    this.createdAt = facts.createdAt
    this.isFromShop = facts.userId === null
    this.#state = facts.state
  }

  publish(): void {
    this.#state = moved(this.#state, 'published')
  }

  reject(): void {
    this.#state = moved(this.#state, 'rejected')
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
