import { z } from 'zod'
import type { ModerationState } from '../models/reviews/moderation.ts'
import { REVIEW_SORTS, type ReviewSort } from '../models/reviews/review-choice.ts'
import { listingQuery } from './forms.ts'

/** Characters of a text that is too long, and yet must not be lost. */
export const LONGEST_TYPED = 60_000

/** Characters. */
const LONGEST = { author: 60, title: 120, text: 4_000 }

/**
 * What somebody wrote: one kind of line break, no control characters, and none that turn the direction of the text
 * around it.
 *
 * @param missing the sentence for when nothing is left
 */
const words = (missing: string, what: string, most: number) =>
  z
    .string(missing)
    .transform((typed) =>
      typed
        .replace(/\r\n?/g, '\n')
        .replaceAll('\t', ' ')
        .replace(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu, '')
        .trim(),
    )
    .pipe(
      z
        .string()
        .min(1, missing)
        .superRefine((text, context) => {
          if (text.length <= most) return
          const message = `${what} has ${text.length.toLocaleString('en')} characters; please shorten it to ${most.toLocaleString('en')}.`
          context.addIssue({ code: 'custom', message })
        }),
    )

const line = (missing: string, what: string, most: number) =>
  words(missing, what, most).transform((text) => text.replace(/\s+/g, ' '))

const author = line('Enter the name to show.', 'The name', LONGEST.author)

const photoKey = z.string().regex(/^[a-z0-9-]{1,80}$/)

export const reviewForm = z.object({
  stars: z.enum(['1', '2', '3', '4', '5'], 'Choose how many stars you give.').transform(Number),
  title: line('Sum it up in one line.', 'The headline', LONGEST.title),
  text: words('Write a few words about the piece.', 'Your review', LONGEST.text),
  author,
})

/** Photos to take away: none, one or several ticks. */
export const removedPhotos = z
  .object({ removed: z.union([photoKey.transform((key) => [key]), z.array(photoKey).max(20)]) })
  .transform(({ removed }) => removed)
  .catch([])

export const questionForm = z.object({
  text: words('Write your question.', 'Your question', LONGEST.text),
  author,
})

export const answerForm = z.object({
  text: words('Write your answer.', 'Your answer', LONGEST.text),
  author,
})

/** Filters that make no sense are none. */
export const reviewsQuery = z.object({
  stars: z.enum(['1', '2', '3', '4', '5']).transform(Number).nullable().catch(null).default(null),
  withPhotos: z
    .literal('1')
    .transform(() => true)
    .catch(false),
  verifiedOnly: z
    .literal('1')
    .transform(() => true)
    .catch(false),
  sort: z.enum(Object.keys(REVIEW_SORTS) as [ReviewSort, ...ReviewSort[]]).catch('helpful'),
  page: listingQuery.shape.page,
})

export const pageQuery = z.object({ page: listingQuery.shape.page })

/** The page of ours that a vote comes from. */
export const voteForm = z.object({
  back: z
    .string()
    .regex(/^\/products\/[\w\-./?=&%]*$/)
    .catch('/'),
})

const state = z.enum(['waiting', 'published', 'rejected'] satisfies ModerationState[])

export const moderationQuery = z.object({ state: state.catch('waiting'), page: listingQuery.shape.page })

export const decisionForm = z.object({
  decision: z.enum(['publish', 'reject'], 'Choose whether to publish it.'),
  seen: z.string('This form is damaged.').max(64),
  /** The list the moderator looks at. */
  list: state.catch('waiting'),
})

export const replyForm = z.object({
  /** Nothing takes the reply back. */
  text: z.union([
    z
      .string()
      .regex(/^\s*$/)
      .transform(() => ''),
    words('', 'Your reply', LONGEST.text),
  ]),
  seen: z.string('This form is damaged.').max(64),
})

export const shopAnswerForm = answerForm.pick({ text: true })
