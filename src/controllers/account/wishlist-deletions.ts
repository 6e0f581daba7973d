import type { Request, Response } from 'express'
import type { WishlistService } from '../../services/wishlist.service.ts'
import { idField, parse } from '../forms.ts'
import { customer } from './customers-only.ts'

export class WishlistDeletionsController {
  readonly #wishlists: WishlistService

  constructor(wishlists: WishlistService) {
    this.#wishlists = wishlists
  }

  new = async (req: Request<{ id: string }>, res: Response) => {
    const { wishlist } = await this.#wishlists.show(customer(req).id, parse(idField, req.params.id))
    await res.page('wishlists/deletion', { title: 'Delete a wishlist', wishlist, indexable: false })
  }

  create = async (req: Request<{ id: string }>, res: Response) => {
    await this.#wishlists.remove(customer(req).id, parse(idField, req.params.id))
    res.notify({ tone: 'good', text: 'The wishlist is deleted.' })
    res.redirect(303, '/account/wishlists')
  }
}
