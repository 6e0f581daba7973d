import { createHash } from 'node:crypto'
import { Invalid } from '../errors.ts'
import { type ModerationState, moved, STATE_WORDS } from './moderation.ts'
import { paragraphs } from './paragraphs.ts'
import type { Rating } from './rating.ts'
import type { Subject } from './subject.ts'

export const MOST_PHOTOS = 4

/** What a customer writes. */
export interface ReviewWords {
  /** The name it is shown under. */
  readonly author: string
  /** 1 to 5. */
  readonly stars: number
  readonly title: string
  readonly text: string
}

export interface ReviewPhoto {
  /** Name in the image store. */
  readonly key: string
  readonly alt: string
}

export interface ReviewFacts extends ReviewWords {
  readonly id: number
  readonly product: Subject
  /** Null when its author has no account any more. */
  readonly userId: number | null
  readonly verified: boolean
  readonly state: ModerationState
  /** What the shop says to it; empty without a word. */
  readonly reply: string
  readonly repliedAt: Date | null
  /** Customers who found it helpful. */
  readonly helpful: number
  readonly createdAt: Date
  readonly publishedAt: Date | null
  readonly photos: readonly ReviewPhoto[]
}

/** What a customer says about a product they may have bought here. Its verbs are the only way to change it. */
export class Review {
  #facts: ReviewFacts
  /** How it counted in the rating when it was read. */
  readonly #counted: Pick<Rating, 'count' | 'sum'>

  constructor(facts: ReviewFacts) {
    this.#facts = facts
    this.#counted = this.#weight
  }

  /**
   * Says something else; it waits to be read again.
   *
   * @param verified whether its author has paid for the product by now
   * @param removed keys of photos to take away
   * @throws Invalid if it would have too many photos
   */
  rewrite(
    words: ReviewWords,
    verified: boolean,
    photos: { added: readonly ReviewPhoto[]; removed: readonly string[] },
  ): void {
    const kept = this.photos.filter(({ key }) => !photos.removed.includes(key))
    if (kept.length + photos.added.length > MOST_PHOTOS)
      throw new Invalid(`A review has room for ${MOST_PHOTOS} photos.`)
    this.#facts = {
      ...this.#facts,
      ...words,
      verified,
      photos: [...kept, ...photos.added],
      state: moved(this.state, 'waiting'),
    }
  }

  /** @param verified whether its author has paid for the product by now */
  publish(verified: boolean, now: Date): void {
    this.#facts = { ...this.#facts, verified, state: moved(this.state, 'published'), publishedAt: now }
  }

  reject(): void {
    this.#facts = { ...this.#facts, state: moved(this.state, 'rejected') }
  }

  /** @param text the shop's words; none take them back */
  reply(text: string, now: Date): void {
    this.#facts = { ...this.#facts, reply: text, repliedAt: text ? now : null }
  }

  /** Its author takes it back; it no longer counts. */
  withdraw(): void {
    this.#facts = { ...this.#facts, state: 'rejected' }
  }

  /** What the change since it was read adds to the rating of the product. */
  get ratingChange(): Pick<Rating, 'count' | 'sum'> {
    return {
      count: this.#weight.count - this.#counted.count,
      sum: this.#weight.sum - this.#counted.sum,
    }
  }

  /** Differs as soon as there is something that a moderator has not seen. */
  get fingerprint(): string {
    const { state, author, stars, title, text, reply, photos } = this.#facts
    const seen = [state, author, stars, title, text, reply, photos.map(({ key }) => key)]
    return createHash('sha256').update(JSON.stringify(seen)).digest('base64url')
  }

  get #weight(): Pick<Rating, 'count' | 'sum'> {
    return this.isPublished ? { count: 1, sum: this.stars } : { count: 0, sum: 0 }
  }

  get isPublished(): boolean {
    return this.state === 'published'
  }

  get isRejected(): boolean {
    return this.state === 'rejected'
  }

  get stateWord(): string {
    return STATE_WORDS[this.state]
  }

  get paragraphs(): readonly string[] {
    return paragraphs(this.text)
  }

  get replyParagraphs(): readonly string[] {
    return paragraphs(this.replyText)
  }

  get id(): number {
    return this.#facts.id
  }

  get product(): Subject {
    return this.#facts.product
  }

  get userId(): number | null {
    return this.#facts.userId
  }

  get author(): string {
    return this.#facts.author
  }

  get stars(): number {
    return this.#facts.stars
  }

  get title(): string {
    return this.#facts.title
  }

  get text(): string {
    return this.#facts.text
  }

  get verified(): boolean {
    return this.#facts.verified
  }

  get state(): ModerationState {
    return this.#facts.state
  }

  /** The shop's answer; empty without one. */
  get replyText(): string {
    return this.#facts.reply
  }

  get repliedAt(): Date | null {
    return this.#facts.repliedAt
  }

  get helpful(): number {
    return this.#facts.helpful
  }

  get createdAt(): Date {
    return this.#facts.createdAt
  }

  get publishedAt(): Date | null {
    return this.#facts.publishedAt
  }

  get photos(): readonly ReviewPhoto[] {
    return this.#facts.photos
  }
}
