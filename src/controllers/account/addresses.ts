import type { Request, Response } from 'express'
import { nameOf } from '../../models/accounts/saved-address.ts'
import { ADDRESS_FIELDS, readAddress } from '../../models/checkout/details.ts'
import type { Services } from '../../services.ts'
import { errorsOn, type FormErrors, formErrors, NO_ERRORS, typed } from '../../web/form-errors.ts'
import { addressFields } from '../address-fields.ts'
import { addressBookForm, idField, parse } from '../forms.ts'
import { customer } from './customers-only.ts'

const FIELDS = ['label', ...ADDRESS_FIELDS]

type AddressRoute = Request<{ id: string }>

export class AddressesController {
  readonly #services: Services

  constructor(services: Services) {
    this.#services = services
  }

  index = async (req: Request, res: Response) => {
    res.set('Cache-Control', 'private, no-store')
    await res.page('addresses/index', {
      title: 'My addresses',
      book: await this.#services.addressBook.ofUser(customer(req).id),
      nameOf,
      indexable: false,
    })
  }

  new = async (req: Request, res: Response) => {
    const { homeCountry } = await this.#services.settings.all()
    await this.#form(res, null, { country: homeCountry, name: customer(req).name }, NO_ERRORS)
  }

  create = async (req: Request, res: Response) => {
    const { id } = customer(req)
    await this.#save(req, res, null, (address, label) => this.#services.addressBook.add(id, address, label))
  }

  edit = async (req: AddressRoute, res: Response) => {
    const id = parse(idField, req.params.id)
    const { address, label } = await this.#services.addressBook.find(customer(req).id, id)
    await this.#form(res, id, { ...address, label }, NO_ERRORS)
  }

  update = async (req: AddressRoute, res: Response) => {
    const { addressBook } = this.#services
    const userId = customer(req).id
    const { id } = await addressBook.find(userId, parse(idField, req.params.id))
    await this.#save(req, res, id, (address, label) => addressBook.change(userId, id, address, label))
  }

  destroy = async (req: AddressRoute, res: Response) => {
    await this.#services.addressBook.remove(customer(req).id, parse(idField, req.params.id))
    res.notify({
      tone: 'good',
      text: 'The address is deleted. Orders that were sent there stay as they are.',
    })
    res.redirect(303, '/account/addresses')
  }

  async #save(req: Request, res: Response, id: number | null, save: Save): Promise<void> {
    const values = typed(req.body, FIELDS)
    const form = addressBookForm.safeParse(req.body ?? {})
    if (form.data?.update) return this.#form(res, id, values, NO_ERRORS)
    const address = readAddress(values, this.#services.addressFormats)
    if (!form.success) return this.#form(res.status(422), id, values, formErrors(form.error))
    if (!address.isRight) return this.#form(res.status(422), id, values, errorsOn(address.problems))
    await save(address.value, form.data.label)
    res.notify({ tone: 'good', text: 'The address is saved.' })
    res.redirect(303, '/account/addresses')
  }

  async #form(res: Response, id: number | null, values: Record<string, string>, wrong: FormErrors) {
    const { addressFormats } = this.#services
    const filled = { values, errors: wrong.errors }
    res.set('Cache-Control', 'private, no-store')
    await res.page('addresses/edit', {
      title: id === null ? 'A new address' : 'Change an address',
      href: id === null ? '/account/addresses' : `/account/addresses/${id}`,
      values,
      fields: addressFields('book', filled, addressFormats, addressFormats.countries),
      ...wrong,
      hasErrors: wrong.errorList.length > 0,
      indexable: false,
    })
  }
}

type Save = (address: Parameters<Services['addressBook']['add']>[1], label: string) => Promise<unknown>
