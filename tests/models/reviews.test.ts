import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { User } from '../../src/models/accounts/user.ts'
import { Conflict, Invalid } from '../../src/models/errors.ts'
import { Answer } from '../../src/models/reviews/answer.ts'
import { Distribution } from '../../src/models/reviews/distribution.ts'
import { Question } from '../../src/models/reviews/question.ts'
import { Rating } from '../../src/models/reviews/rating.ts'
import { Review, type ReviewFacts } from '../../src/models/reviews/review.ts'
import { NOW } from './cast.ts'

const FLUORITE = { id: 1, slug: 'fluorite', name: 'Fluorite' }
const WORDS = { author: 'Ada L.', stars: 4, title: 'Deep green', text: 'Even at dusk.' }
const NO_PHOTOS = { added: [], removed: [] }

const aPhoto = (key: string) => ({ key, alt: 'Fluorite' })

const aReview = (facts: Partial<ReviewFacts> = {}) =>
  new Review({
    ...WORDS,
    id: 1,
    product: FLUORITE,
    userId: 1,
    verified: false,
    state: 'waiting',
    reply: '',
    repliedAt: null,
    helpful: 0,
    createdAt: NOW,
    publishedAt: null,
    photos: [],
    ...facts,
  })

const anAnswer = (id: number, userId: number | null) =>
  new Answer({ id, userId, author: 'Grace H.', text: 'Yes.', state: 'published', createdAt: NOW })

describe('a review', () => {
  test('counts in the rating once it is published, and no longer when it is taken down', () => {
    const review = aReview()
    expect(review.ratingChange).toEqual({ count: 0, sum: 0 })
    review.publish(true, NOW)
    expect(review.ratingChange).toEqual({ count: 1, sum: 4 })
    review.reject()
    expect(review.ratingChange).toEqual({ count: 0, sum: 0 })
  })

  test('that was published takes its stars out of the rating when its author changes or withdraws it', () => {
    const changed = aReview({ state: 'published' })
    changed.rewrite({ ...WORDS, stars: 1 }, true, NO_PHOTOS)
    expect(changed.state).toBe('waiting')
    expect(changed.ratingChange).toEqual({ count: -1, sum: -4 })

    const withdrawn = aReview({ state: 'published' })
    withdrawn.withdraw()
    expect(withdrawn.ratingChange).toEqual({ count: -1, sum: -4 })
  })

  test('cannot be published twice', () => {
    const review = aReview({ state: 'published' })
    expect(() => review.publish(true, NOW)).toThrow(Conflict)
  })

  test('shows its author as a verified buyer as soon as it is published after they paid', () => {
    const review = aReview()
    review.publish(true, NOW)
    expect(review.verified).toBe(true)
  })

  test('has room for four photos', () => {
    const review = aReview({ photos: ['a', 'b', 'c'].map(aPhoto) })
    expect(() => review.rewrite(WORDS, false, { added: ['d', 'e'].map(aPhoto), removed: [] })).toThrow(
      Invalid,
    )
    review.rewrite(WORDS, false, { added: ['d', 'e'].map(aPhoto), removed: ['b'] })
    expect(review.photos.map(({ key }) => key)).toEqual(['a', 'c', 'd', 'e'])
  })

  test.each<[string, Partial<ReviewFacts>]>([
    ['its state', { state: 'published' }],
    ['its words', { text: 'Other words' }],
    ['its stars', { stars: 1 }],
    ['its photos', { photos: [aPhoto('a')] }],
    ['the reply', { reply: 'Thank you.' }],
  ])(
    'has another fingerprint when %s changed, so that nobody decides about what they did not see',
    (_, facts) => {
      expect(aReview(facts).fingerprint).not.toBe(aReview().fingerprint)
    },
  )

  test('has the same fingerprint when somebody finds it helpful', () => {
    expect(aReview({ helpful: 3 }).fingerprint).toBe(aReview().fingerprint)
  })

  test('shows lines as paragraphs', () => {
    expect(aReview({ text: 'First.\n\n  Second. \nThird.\n' }).paragraphs).toEqual([
      'First.',
      'Second.',
      'Third.',
    ])
  })
})

describe('a rating', () => {
  test('is said to one decimal, with its count', () => {
    expect(new Rating(12, 55).label).toBe('4.6 out of 5, 12 reviews')
    expect(new Rating(1, 5).label).toBe('5.0 out of 5, 1 review')
  })

  test('comes from the distribution: same count, same average, all of the percents', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }), (stars) => {
        const counts = new Map([1, 2, 3, 4, 5].map((n) => [n, stars.filter((given) => given === n).length]))
        const { rating, rows } = new Distribution(counts)
        expect(rating.count).toBe(stars.length)
        expect(rating.average).toBeCloseTo(stars.reduce((a, b) => a + b) / stars.length, 0)
        expect(rows.map(({ count }) => count)).toEqual([5, 4, 3, 2, 1].map((n) => counts.get(n)))
        expect(Math.abs(rows.reduce((sum, { percent }) => sum + percent, 0) - 100)).toBeLessThanOrEqual(2)
      }),
    )
  })

  test('of nothing is empty, not a bad one', () => {
    const { rating } = new Distribution(new Map())
    expect(rating.isEmpty).toBe(true)
    expect(rating.average).toBe(0)
  })
})

test('a question shows the answer of the shop before those of others, and none that is not published', () => {
  const rejected = anAnswer(4, 4)
  rejected.reject()
  const question = new Question({
    id: 1,
    product: FLUORITE,
    author: 'Ada L.',
    text: 'Does it fade?',
    state: 'published',
    createdAt: NOW,
    answers: [anAnswer(1, 1), anAnswer(2, 2), anAnswer(3, null), rejected],
  })
  expect(question.publishedAnswers.map(({ id }) => id)).toEqual([3, 1, 2])
})

test.each([
  ['Ada Lovelace', 'Ada L.'],
  ['Ada  King  Noel', 'Ada N.'],
  ['Ada', 'Ada'],
  ['Ada 𝔏ovelace', 'Ada 𝔏.'],
])('“%s” is shown to strangers as “%s”', (name, shown) => {
  expect(new User({ id: 1, email: 'ada@example.com', role: 'customer', name }).publicName).toBe(shown)
})
