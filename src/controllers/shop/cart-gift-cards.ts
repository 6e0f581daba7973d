import type { Request, Response } from 'express'
import type { Services } from '../../services.ts'
import { giftCardForm, parse } from '../forms.ts'
import type { CartAnswer } from './cart-answer.ts'
import type { CheckoutReviewController } from './checkout-review.ts'

/** Gift cards that pay for what is in the cart, entered there or on the last page of the checkout. */
export class CartGiftCardsController {
  readonly #services: Pick<Services, 'checkout' | 'means'>
  readonly #answer: CartAnswer
  readonly #review: CheckoutReviewController

  constructor(
    services: Pick<Services, 'checkout' | 'means'>,
    answer: CartAnswer,
    review: CheckoutReviewController,
  ) {
    this.#services = services
    this.#answer = answer
    this.#review = review
  }

  create = async (req: Request, res: Response) => {
    const { card: typed, remove, from } = parse(giftCardForm, req.body)
    const { means } = this.#services
    if (remove !== undefined) {
      await means.putAway(req.shopper, remove)
      return this.#done(req, res, 'The gift card is not used here any more.', from)
    }
    const card = await means.use(req.shopper, typed)
    if (typeof card === 'string') await this.#refuse(req, res, { typed, sentence: card }, from)
    else await this.#done(req, res, `${card.name} is used: it has ${card.balance.format()}.`, from)
  }

  async #done(req: Request, res: Response, text: string, from?: 'review'): Promise<void> {
    if (from !== 'review') return this.#answer.done(req, res, { text })
    res.notify({ tone: 'good', text })
    res.redirect(303, '/checkout/review')
  }

  /** What was typed stays in its field, with the reason beside it. */
  async #refuse(
    req: Request,
    res: Response,
    { typed, sentence }: { readonly typed: string; readonly sentence: string },
    from?: 'review',
  ): Promise<void> {
    const refused = { field: 'gift-card', typed, sentence } as const
    const state = from === 'review' ? await this.#services.checkout.state(req.shopper) : null
    if (!state?.isDeliveryChosen) return this.#answer.refuse(req, res, 422, sentence, refused)
    res.notify({ tone: 'bad', text: sentence })
    await this.#review.page(res.status(422), state, [], refused)
  }
}
