import type { Distribution } from './distribution.ts'
import type { Question } from './question.ts'
import type { Review } from './review.ts'

/** What the page of a product says about what people wrote. */
export interface ProductReviews {
  readonly distribution: Distribution
  /** The most helpful. */
  readonly reviews: readonly Review[]
  /** The newest. */
  readonly questions: readonly Question[]
  readonly questionCount: number
}
