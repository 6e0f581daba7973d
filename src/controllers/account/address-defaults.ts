import type { Request, Response } from 'express'
import type { AddressBookService } from '../../services/address-book.service.ts'
import { addressDefaultForm, idField, parse } from '../forms.ts'
import { customer } from './customers-only.ts'

export class AddressDefaultsController {
  readonly #addressBook: AddressBookService

  constructor(addressBook: AddressBookService) {
    this.#addressBook = addressBook
  }

  create = async (req: Request<{ id: string }>, res: Response) => {
    const { purpose } = parse(addressDefaultForm, req.body)
    const id = parse(idField, req.params.id)
    await this.#addressBook.makeDefault(customer(req).id, id, `default${PURPOSES[purpose]}`)
    res.notify({ tone: 'good', text: 'Saved. It stands first in the checkout from now on.' })
    res.redirect(303, '/account/addresses')
  }
}

const PURPOSES = { delivery: 'Delivery', billing: 'Billing' } as const
