import type { PastReview } from './past.ts'
import { oreAndSaltReviews } from './reviews-ores-and-salts.ts'
import { silicateReviews } from './reviews-silicates.ts'

export const reviews: readonly PastReview[] = [...silicateReviews, ...oreAndSaltReviews]
