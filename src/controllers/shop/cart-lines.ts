import type { Request, Response } from 'express'
import { OutOfStock } from '../../models/errors.ts'
import type { Demand } from '../../models/inventory/demand.ts'
import type { Services } from '../../services.ts'
import { wantsJson } from '../errors.ts'
import { cartLineForm, choiceFields, idField, parse, productQuery, quantityForm } from '../forms.ts'
import type { CartController } from './cart.ts'
import type { ProductsController } from './products.ts'

export class CartLinesController {
  readonly #services: Pick<Services, 'carts' | 'products'>
  readonly #pages: { readonly cart: CartController; readonly product: ProductsController }

  constructor(
    services: Pick<Services, 'carts' | 'products'>,
    pages: { cart: CartController; product: ProductsController },
  ) {
    this.#services = services
    this.#pages = pages
  }

  /** The form names a variant, or a product and the options of one of its variants. */
  create = async (req: Request, res: Response) => {
    const { variant, quantity } = parse(cartLineForm, req.body)
    if (variant !== undefined) return this.#add(req, res, { variantId: variant, quantity })
    const { product } = parse(productQuery, req.query)
    const choice = parse(choiceFields, req.body)
    const named = await this.#services.products.combination(product, choice)
    if (typeof named !== 'string') return this.#add(req, res, { variantId: named.id, quantity })
    if (wantsJson(req)) return res.status(422).json({ success: false, message: named })
    await this.#pages.product.showAgain(res, product, { sentence: named, choice, quantity })
  }

  async #add(req: Request, res: Response, demand: Demand) {
    const { variant, cart } = await this.#services.carts.add(req.shopper, demand)
    const message = `${variant.fullName} is in your cart.`
    if (wantsJson(req)) return res.json({ success: true, message, cartUnits: cart.units })
    res.notify({ tone: 'good', text: message })
    res.redirect(303, '/cart')
  }

  update = async (req: Request<{ variant: string }>, res: Response) => {
    const variantId = parse(idField, req.params.variant)
    const form = quantityForm.safeParse(req.body ?? {})
    const outcome = form.success
      ? await this.#services.carts.setQuantity(req.shopper, { variantId, quantity: form.data.quantity })
      : (form.error.issues[0]?.message ?? '')
    if (typeof outcome === 'string') return this.#refuse(req, res, 422, outcome)
    if (outcome instanceof OutOfStock) return this.#refuse(req, res, 409, outcome.message)
    const { cart } = outcome
    if (wantsJson(req))
      return res.json({ success: true, message: 'Your cart is up to date.', cartUnits: cart.units })
    if (cart.quantityOf(variantId) === 0) res.notify({ tone: 'good', text: 'Removed from your cart.' })
    res.redirect(303, '/cart')
  }

  /** The cart as it is, with the sentence above it. */
  async #refuse(req: Request, res: Response, status: 409 | 422, message: string): Promise<void> {
    if (wantsJson(req)) {
      res.status(status).json({ success: false, message })
      return
    }
    res.notify({ tone: 'bad', text: message })
    await this.#pages.cart.show(req, res.status(status))
  }
}
