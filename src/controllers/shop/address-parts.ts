import type { Request, Response } from 'express'
import type { Services } from '../../services.ts'
import { addressParts } from '../address-fields.ts'
import { addressPartsQuery } from '../forms.ts'

/** The fields of an address that differ from country to country, for the script of a form whose country was changed. */
export class AddressPartsController {
  readonly #services: Pick<Services, 'addressFormats' | 'pages'>

  constructor(services: Pick<Services, 'addressFormats' | 'pages'>) {
    this.#services = services
  }

  index = async (req: Request, res: Response) => {
    const { addressFormats, pages } = this.#services
    const { kind, country } = addressPartsQuery.parse(req.query)
    const filled = { values: { country, billingCountry: country }, errors: {} }
    const parts = addressParts(kind, filled, addressFormats)
    res.set('Cache-Control', 'public, max-age=3600').type('html')
    res.send(await pages.fragment('forms/_address-parts', { parts }))
  }
}
