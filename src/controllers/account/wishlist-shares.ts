import type { Request, Response } from 'express'
import type { WishlistService } from '../../services/wishlist.service.ts'
import { idField, parse } from '../forms.ts'
import { sharingForm } from '../wishlist-forms.ts'
import { customer } from './customers-only.ts'

export class WishlistSharesController {
  readonly #wishlists: WishlistService

  constructor(wishlists: WishlistService) {
    this.#wishlists = wishlists
  }

  create = async (req: Request<{ id: string }>, res: Response) => {
    const id = parse(idField, req.params.id)
    const { shared } = parse(sharingForm, req.body)
    await this.#wishlists.share(customer(req).id, id, shared === 'yes')
    res.notify({ tone: 'good', text: SENTENCE[shared] })
    res.redirect(303, `/account/wishlists/${id}`)
  }

  /** For whoever has the link. */
  show = async (req: Request<{ key: string }>, res: Response) => {
    const { wishlist, wishes, ownersName } = await this.#wishlists.shared(req.params.key)
    await res.page('wishlists/shared', {
      title: `${wishlist.name}, a wishlist of ${ownersName}`,
      wishlist,
      cards: wishes.flatMap(({ onShow }) => onShow?.card ?? []),
      gone: wishes.flatMap(({ name, onShow }) => (onShow ? [] : name)),
      ownersName,
      indexable: false,
    })
  }
}

const SENTENCE = {
  yes: 'Whoever has the link can see this list now.',
  no: 'The list is private again. The old link leads nowhere.',
} as const
