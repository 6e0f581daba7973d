import { type ModerationState, moved, STATE_WORDS } from './moderation.ts'
import { paragraphs } from './paragraphs.ts'

export interface PostingFacts {
  readonly id: number
  readonly author: string
  readonly text: string
  readonly state: ModerationState
  readonly createdAt: Date
}

/** What somebody wrote and somebody of the shop decides about. */
export abstract class Posting {
  readonly id: number
  readonly author: string
  readonly text: string
  readonly createdAt: Date
  #state: ModerationState

  constructor(facts: PostingFacts) {
    this.id = facts.id
    this.author = facts.author
    this.text = facts.text
    this.createdAt = facts.createdAt
    this.#state = facts.state
  }

  /** @throws Conflict if it is published already */
  publish(): void {
    this.#state = moved(this.#state, 'published')
  }

  /** @throws Conflict if it is rejected already */
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
