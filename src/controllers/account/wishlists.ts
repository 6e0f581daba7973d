import type { Request, Response } from 'express'
import type { User } from '../../models/accounts/user.ts'
import type { ShopAddresses } from '../../models/catalog/shop-addresses.ts'
import type { WishlistService } from '../../services/wishlist.service.ts'
import { errorsOn, type FormErrors, formErrors, NO_ERRORS, typed } from '../../web/form-errors.ts'
import { idField, parse } from '../forms.ts'
import { wishlistForm, wishlistQuery } from '../wishlist-forms.ts'
import { customer } from './customers-only.ts'

export const TAKEN_NAME = errorsOn([{ field: 'name', sentence: 'You have a wishlist of this name already.' }])

export class WishlistsController {
  readonly #wishlists: WishlistService
  readonly #addresses: ShopAddresses

  constructor(wishlists: WishlistService, addresses: ShopAddresses) {
    this.#wishlists = wishlists
    this.#addresses = addresses
  }

  index = async (req: Request, res: Response) => {
    await this.#index(customer(req), res, NO_ERRORS)
  }

  create = async (req: Request, res: Response) => {
    const user = customer(req)
    const form = wishlistForm.safeParse(req.body ?? {})
    if (!form.success) return this.#index(user, res.status(422), formErrors(form.error), req.body)
    const id = await this.#wishlists.create(user.id, form.data.name)
    if (id === null) return this.#index(user, res.status(422), TAKEN_NAME, req.body)
    res.redirect(303, `/account/wishlists/${id}`)
  }

  show = async (req: Request<{ id: string }>, res: Response) => {
    await this.#show(req, res, NO_ERRORS)
  }

  update = async (req: Request<{ id: string }>, res: Response) => {
    const id = parse(idField, req.params.id)
    const form = wishlistForm.safeParse(req.body ?? {})
    if (!form.success) return this.#show(req, res.status(422), formErrors(form.error))
    const renamed = await this.#wishlists.rename(customer(req).id, id, form.data.name)
    if (!renamed) return this.#show(req, res.status(422), TAKEN_NAME)
    res.notify({ tone: 'good', text: `The list is called “${form.data.name}” now.` })
    res.redirect(303, `/account/wishlists/${id}`)
  }

  async #index(user: User, res: Response, wrong: FormErrors, body?: unknown): Promise<void> {
    res.set('Cache-Control', 'private, no-store')
    await res.page('wishlists/index', {
      title: 'My wishlists',
      lists: await this.#wishlists.overview(user.id),
      values: typed(body, ['name']),
      ...wrong,
      hasErrors: wrong.errorList.length > 0,
      indexable: false,
    })
  }

  async #show(req: Request<{ id: string }>, res: Response, wrong: FormErrors): Promise<void> {
    const id = parse(idField, req.params.id)
    const { removed } = wishlistQuery.parse(req.query)
    const { wishlist, wishes, others } = await this.#wishlists.show(customer(req).id, id)
    const undoable = wishes.some(({ productId }) => productId === removed) ? undefined : removed
    res.set('Cache-Control', 'private, no-store')
    await res.page('wishlists/show', {
      title: wishlist.name,
      wishlist,
      wishes,
      others,
      shareHref: wishlist.shareKey && this.#addresses.absolute(`/wishlists/${wishlist.shareKey}`),
      removed: undoable ?? null,
      values: { name: wishlist.name, ...typed(req.body, ['name']) },
      ...wrong,
      hasErrors: wrong.errorList.length > 0,
      indexable: false,
    })
  }
}
