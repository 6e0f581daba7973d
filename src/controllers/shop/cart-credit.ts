import type { Request, Response } from 'express'
import type { MeansService } from '../../services/means.service.ts'
import { creditForm, parse } from '../forms.ts'
import type { CartAnswer } from './cart-answer.ts'

/** Whether a customer's credit pays for what is in their cart. */
export class CartCreditController {
  readonly #means: MeansService
  readonly #answer: CartAnswer

  constructor(means: MeansService, answer: CartAnswer) {
    this.#means = means
    this.#answer = answer
  }

  create = async (req: Request, res: Response) => {
    const { use, from } = parse(creditForm, req.body)
    await this.#means.useCredit(req.shopper, use === 'yes')
    const text = use === 'yes' ? 'Your credit is used.' : 'Your credit is kept for another time.'
    if (from !== 'review') return this.#answer.done(req, res, { text })
    res.notify({ tone: 'good', text })
    res.redirect(303, '/checkout/review')
  }
}
