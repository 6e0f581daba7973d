import { Conflict } from '../errors.ts'

/** What customers write waits until somebody of the shop has read it. */
export type ModerationState = 'waiting' | 'published' | 'rejected'

/** Whoever changes what they wrote waits again. */
const NEXT: Readonly<Record<ModerationState, readonly ModerationState[]>> = {
  waiting: ['waiting', 'published', 'rejected'],
  published: ['waiting', 'rejected'],
  rejected: ['waiting', 'published'],
}

export const STATE_WORDS: Readonly<Record<ModerationState, string>> = {
  waiting: 'Waiting to be read',
  published: 'Published',
  rejected: 'Not published',
}

/** @throws Conflict if one cannot become the other */
export function moved(from: ModerationState, to: ModerationState): ModerationState {
  if (!NEXT[from].includes(to)) throw new Conflict(`This is “${STATE_WORDS[from].toLowerCase()}” already.`)
  return to
}
