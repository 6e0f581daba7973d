import { NumberedPage } from '../numbered-page.ts'

export const POSTINGS_PER_PAGE = 10

/** One numbered page of what people wrote. */
export class PostingPage<Posting> extends NumberedPage {
  readonly postings: readonly Posting[]

  constructor(postings: readonly Posting[], total: number, page: number) {
    super(total, page, POSTINGS_PER_PAGE)
    this.postings = postings
  }
}
