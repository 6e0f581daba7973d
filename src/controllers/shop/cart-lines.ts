import type { Request, Response } from 'express'
import { OutOfStock } from '../../models/errors.ts'
import type { Demand } from '../../models/inventory/demand.ts'
import type { Services } from '../../services.ts'
import { wantsJson } from '../errors.ts'
import { cartLineForm, choiceFields, idField, parse, productQuery, quantityForm } from '../forms.ts'
import type { CartAnswer, Told } from './cart-answer.ts'
import type { ProductsController } from './products.ts'

export class CartLinesController {
  readonly #services: Pick<Services, 'carts' | 'products'>
  readonly #answer: CartAnswer
  readonly #productPage: ProductsController

  constructor(
    services: Pick<Services, 'carts' | 'products'>,
    answer: CartAnswer,
    productPage: ProductsController,
  ) {
    this.#services = services
    this.#answer = answer
    this.#productPage = productPage
  }

  /** The form names a variant, or a product and the options of one of its variants. */
  create = async (req: Request, res: Response) => {
    const { variant, quantity } = parse(cartLineForm, req.body)
    if (variant !== undefined) return this.#add(req, res, { variantId: variant, quantity })
    const { product } = parse(productQuery, req.query)
    const choice = parse(choiceFields, req.body)
    const named = await this.#services.products.combination(product, choice)
    if (typeof named !== 'string') return this.#add(req, res, { variantId: named.id, quantity })
    if (wantsJson(req)) return this.#answer.refuse(req, res, 422, named)
    await this.#productPage.showAgain(res, product, { sentence: named, choice, quantity })
  }

  update = (req: Request<{ variant: string }>, res: Response) =>
    this.#answer.after(req, res, async () => {
      const variantId = parse(idField, req.params.variant)
      const { quantity } = parse(quantityForm, req.body)
      const outcome = await this.#services.carts.setQuantity(req.shopper, { variantId, quantity })
      if (outcome instanceof OutOfStock) throw outcome
      return quantity === 0 ? removed(outcome) : { text: 'Your cart is up to date.' }
    })

  #add(req: Request, res: Response, demand: Demand): Promise<void> {
    return this.#answer.after(req, res, async () => {
      const { variant } = await this.#services.carts.add(req.shopper, demand)
      return { text: `${variant.fullName} is in your cart.` }
    })
  }
}

function removed({ undo }: { undo: string | null }): Told {
  return { text: 'Removed from your cart.', undo }
}
