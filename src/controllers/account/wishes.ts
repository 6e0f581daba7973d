import type { Request, Response } from 'express'
import type { User } from '../../models/accounts/user.ts'
import type { WishlistService } from '../../services/wishlist.service.ts'
import { type FormErrors, formErrors, NO_ERRORS, typed } from '../../web/form-errors.ts'
import { wantsJson } from '../errors.ts'
import { idField, parse } from '../forms.ts'
import { moveForm, wishForm, wishQuery } from '../wishlist-forms.ts'
import { customer } from './customers-only.ts'
import { TAKEN_NAME } from './wishlists.ts'

export class WishesController {
  readonly #wishlists: WishlistService

  constructor(wishlists: WishlistService) {
    this.#wishlists = wishlists
  }

  /** Asks for the list, and is where a guest's wish waits while they sign in: looking keeps nothing. */
  new = async (req: Request, res: Response) => {
    const { product } = parse(wishQuery, req.query)
    await this.#ask(customer(req), res, product, NO_ERRORS)
  }

  create = async (req: Request, res: Response) => {
    const { product } = parse(wishQuery, req.body)
    const asking = `/wishes/new?product=${product}`
    if (!req.user) return this.#goOn(req, res, `/sign-in?next=${encodeURIComponent(asking)}`)
    const form = wishForm.safeParse(req.body)
    if (!form.success) return this.#ask(req.user, res.status(422), product, formErrors(form.error), req.body)
    const wishing = await this.#wishlists.wish(req.user.id, product, form.data)
    switch (wishing.kind) {
      case 'choose':
        return this.#goOn(req, res, asking)
      case 'taken-name':
        return this.#ask(req.user, res.status(422), product, TAKEN_NAME, req.body)
      case 'kept': {
        const { wishlist } = wishing
        const message = `${wishing.product.name} is on your list “${wishlist.name}”.`
        const href = `/account/wishlists/${wishlist.id}`
        if (wantsJson(req)) return res.json({ success: true, message, href })
        res.notify({ tone: 'good', text: message })
        return res.redirect(303, `/products/${wishing.product.slug}`)
      }
    }
  }

  /** Puts back what was just taken out. */
  restore = async (req: Request<{ id: string; product: string }>, res: Response) => {
    const { id, product } = wishAddress(req)
    await this.#wishlists.wish(customer(req).id, product, { list: id })
    res.redirect(303, `/account/wishlists/${id}`)
  }

  destroy = async (req: Request<{ id: string; product: string }>, res: Response) => {
    const { id, product } = wishAddress(req)
    await this.#wishlists.unwish(customer(req).id, id, product)
    res.redirect(303, `/account/wishlists/${id}?removed=${product}`)
  }

  move = async (req: Request<{ id: string; product: string }>, res: Response) => {
    const { id, product } = wishAddress(req)
    const { to } = parse(moveForm, req.body)
    const wishlist = await this.#wishlists.move(customer(req).id, product, { from: id, to })
    res.notify({ tone: 'good', text: `Moved to “${wishlist.name}”.` })
    res.redirect(303, `/account/wishlists/${id}`)
  }

  async #ask(user: User, res: Response, product: number, wrong: FormErrors, body?: unknown): Promise<void> {
    res.set('Cache-Control', 'private, no-store')
    await res.page('wishlists/choose', {
      title: 'Keep it on a wishlist',
      product: { id: product, ...(await this.#wishlists.product(product)) },
      lists: await this.#wishlists.ofUser(user.id),
      values: typed(body, ['list', 'name']),
      ...wrong,
      hasErrors: wrong.errorList.length > 0,
      indexable: false,
    })
  }

  /** Another page has to be seen first; a script is told which. */
  #goOn(req: Request, res: Response, href: string): void {
    if (wantsJson(req)) res.json({ success: false, href })
    else res.redirect(303, href)
  }
}

function wishAddress({ params }: Request<{ id: string; product: string }>): { id: number; product: number } {
  return { id: parse(idField, params.id), product: parse(idField, params.product) }
}
