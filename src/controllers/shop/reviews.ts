import type { Request, Response } from 'express'
import { MOST_PHOTOS, type Review } from '../../models/reviews/review.ts'
import { isEverything, REVIEW_SORTS, type ReviewChoice } from '../../models/reviews/review-choice.ts'
import type { ReviewService } from '../../services/review.service.ts'
import { errorsOn, type FormErrors, formErrors, NO_ERRORS, typed } from '../../web/form-errors.ts'
import type { Upload } from '../../web/uploads.ts'
import { LONGEST_TYPED, removedPhotos, reviewForm, reviewsQuery } from '../review-forms.ts'
import { signedOut } from '../signed-out.ts'

const FIELDS = Object.keys(reviewForm.shape)
/** Bytes. */
const LARGEST_PHOTO = 10 * 1_048_576

type Mistakes = FormErrors['errorList']

export class ReviewsController {
  readonly #reviews: ReviewService

  constructor(reviews: ReviewService) {
    this.#reviews = reviews
  }

  index = async (req: Request<{ slug: string }>, res: Response) => {
    const { page, ...choice } = reviewsQuery.parse(req.query)
    const { product, distribution, listing } = await this.#reviews.page(req.params.slug, choice, page)
    await res.page('reviews/index', {
      title: `Reviews of ${product.name}${page > 1 ? `, page ${page}` : ''}`,
      description: `What customers say about ${product.name}.`,
      product,
      distribution,
      listing,
      choice,
      sorts: REVIEW_SORTS,
      hrefFor: (changes: Partial<ReviewChoice>, to = 1) =>
        hrefOf(product.slug, { ...choice, ...changes }, to),
      canonical: hrefOf(product.slug, choice, page),
      indexable: isEverything(choice),
    })
  }

  new = async (req: Request<{ slug: string }>, res: Response) => {
    await this.#form(req, res, NO_ERRORS)
  }

  create = async (req: Request<{ slug: string }>, res: Response) => {
    const removed = removedPhotos.parse(req.body)
    const form = reviewForm.safeParse(req.body ?? {})
    const { photos, refused } = await this.#develop(req, removed)
    if (!req.user || !form.success || refused.length > 0) {
      const mistakes = [
        ...signedOut(req),
        ...(form.error ? formErrors(form.error).errorList : []),
        ...refused,
      ]
      return this.#form(req, res.status(422), errorsOn(mistakes))
    }
    await this.#reviews.write(req.params.slug, req.user, { words: form.data, photos, removed })
    res.notify({
      tone: 'good',
      text: 'Thank you for your review. It appears on the page as soon as one of us has read it.',
    })
    res.redirect(303, '/account/reviews')
  }

  async #form(req: Request<{ slug: string }>, res: Response, wrong: FormErrors): Promise<void> {
    const { product, own } = await this.#reviews.own(req.params.slug, req.user?.id)
    res.set('Cache-Control', 'private, no-store')
    await res.page('reviews/new', {
      title: own ? `Change your review of ${product.name}` : `Review ${product.name}`,
      product,
      own,
      mostPhotos: MOST_PHOTOS,
      values: {
        ...(own ? written(own) : { author: req.user?.publicName }),
        ...typed(req.body, FIELDS, LONGEST_TYPED),
      },
      removed: removedPhotos.parse(req.body),
      photosAgain: (req.uploads ?? []).length > 0,
      ...wrong,
      hasErrors: wrong.errorList.length > 0,
      indexable: false,
    })
  }

  async #develop(
    req: Request<{ slug: string }>,
    removed: readonly string[],
  ): Promise<{ photos: Uint8Array[]; refused: Mistakes }> {
    const sent = req.uploads ?? []
    const { own } = await this.#reviews.own(req.params.slug, req.user?.id)
    const kept = own?.photos.filter(({ key }) => !removed.includes(key)) ?? []
    if (sent.length + kept.length > MOST_PHOTOS)
      return { photos: [], refused: [onPhotos(`Choose at most ${MOST_PHOTOS} photos.`)] }

    const photos: Uint8Array[] = []
    for (const upload of sent) {
      const photo = upload.bytes.length > LARGEST_PHOTO ? null : await this.#reviews.develop(upload.bytes)
      if (!photo) return { photos: [], refused: [onPhotos(unreadable(upload))] }
      photos.push(photo)
    }
    return { photos, refused: [] }
  }
}

function hrefOf(slug: string, { stars, withPhotos, verifiedOnly, sort }: ReviewChoice, page: number): string {
  const query = new URLSearchParams({
    ...(stars && { stars: String(stars) }),
    ...(withPhotos && { withPhotos: '1' }),
    ...(verifiedOnly && { verifiedOnly: '1' }),
    ...(sort !== 'helpful' && { sort }),
    ...(page > 1 && { page: String(page) }),
  })
  return `/products/${slug}/reviews${query.size > 0 ? `?${query}` : ''}`
}

function written({ stars, title, text, author }: Review): Record<string, string> {
  return { stars: String(stars), title, text, author }
}

function unreadable({ name, bytes }: Upload): string {
  const file = name.slice(0, 80)
  return bytes.length > LARGEST_PHOTO
    ? `“${file}” is larger than ${LARGEST_PHOTO / 1_048_576} MB. Please choose a smaller one.`
    : `“${file}” is no picture that we can read. Please choose a JPEG, PNG, WebP or AVIF.`
}

function onPhotos(sentence: string): Mistakes[number] {
  return { field: 'photos', sentence }
}
