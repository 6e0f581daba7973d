import type { Request, Response } from 'express'
import type { CartService } from '../../services/cart.service.ts'
import { typed } from '../../web/form-errors.ts'
import { noteForm } from '../forms.ts'
import type { CartAnswer } from './cart-answer.ts'

/** Characters of a note that is too long and is shown again. */
const LONGEST_TYPED = 5_000

/** What the shopper writes to the shop or on the card of a gift. */
export class CartNotesController {
  readonly #carts: CartService
  readonly #answer: CartAnswer

  constructor(carts: CartService, answer: CartAnswer) {
    this.#carts = carts
    this.#answer = answer
  }

  create = async (req: Request, res: Response) => {
    const form = noteForm.safeParse(req.body ?? {})
    if (!form.success) return this.#refuse(req, res, form.error.issues[0]?.message ?? '')
    const { note, gift } = form.data
    await this.#carts.write(req.shopper, note, gift)
    await this.#answer.done(req, res, { text: gift ? 'We pack it as a gift.' : 'Your note is kept.' })
  }

  async #refuse(req: Request, res: Response, sentence: string): Promise<void> {
    const { note = '', gift } = typed(req.body, ['note', 'gift'], LONGEST_TYPED)
    const refused = { field: 'note', typed: note, isGift: gift !== undefined, sentence } as const
    await this.#answer.refuse(req, res, 422, sentence, refused)
  }
}
