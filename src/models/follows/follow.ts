/** What can be followed. */
export type FollowTarget =
  | { readonly kind: 'product'; readonly id: number }
  | { readonly kind: 'category'; readonly id: number }
  | { readonly kind: 'search'; readonly words: string }

/** What is followed, by its name and with its page in the shop. */
export interface FollowSubject {
  readonly target: FollowTarget
  readonly name: string
  readonly path: string
}

export const MOST_FOLLOWS = 200

/** Mails that ask a guest for confirmation; a stranger's address can be typed by anybody. */
export const ASKING = {
  /** Milliseconds between two for the same address and thing, and in which an address gets so many for all things. */
  period: 24 * 60 * 60_000,
  mostPerAddress: 5,
  /** Milliseconds after which what nobody confirmed is forgotten. */
  patience: 7 * 24 * 60 * 60_000,
} as const

/** An address that wants to be told what happens to something. */
export class Follow {
  readonly id: number
  /** Null for guests. */
  readonly userId: number | null
  readonly email: string
  readonly subject: FollowSubject
  readonly confirmed: boolean
  readonly since: Date

  constructor(facts: {
    id: number
    userId: number | null
    email: string
    subject: FollowSubject
    confirmed: boolean
    since: Date
  }) {
    this.id = facts.id
    this.userId = facts.userId
    this.email = facts.email
    this.subject = facts.subject
    this.confirmed = facts.confirmed
    this.since = facts.since
  }

  /** 'Fluorite', 'new pieces in Halides' */
  get what(): string {
    return followedAs(this.subject)
  }
}

export function followedAs({ target, name }: FollowSubject): string {
  switch (target.kind) {
    case 'product':
      return name
    case 'category':
      return `new pieces in ${name}`
    case 'search':
      return `new pieces for “${name}”`
  }
}

/** One text for one thing: 'product:12'. */
export function keyOfTarget(target: FollowTarget): string {
  return `${target.kind}:${target.kind === 'search' ? target.words : target.id}`
}
