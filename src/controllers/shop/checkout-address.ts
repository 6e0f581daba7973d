import type { Request, Response } from 'express'
import type { CheckoutState } from '../../models/checkout/checkout-state.ts'
import { countryChoices } from '../../models/checkout/country.ts'
import { checkoutDetails } from '../../models/checkout/details.ts'
import type { Services } from '../../services.ts'
import { errorsOn, type FormErrors, formErrors, NO_ERRORS, typed } from '../../web/form-errors.ts'
import type { CheckoutGate } from './checkout-gate.ts'

const NOT_THERE = errorsOn([
  { field: 'country', sentence: 'We do not deliver this parcel to that country yet.' },
])
const FIELDS = Object.keys(checkoutDetails.shape)

export class CheckoutAddressController {
  readonly #services: Services
  readonly #gate: CheckoutGate

  constructor(services: Services, gate: CheckoutGate) {
    this.#services = services
    this.#gate = gate
  }

  show = async (req: Request, res: Response) => {
    const state = await this.#gate.enter(req, res)
    if (!state) return
    const undeliverable = state.details && state.priced.quote.offers.length === 0
    await this.#form(req, res, state, undeliverable ? NOT_THERE : NO_ERRORS)
  }

  update = async (req: Request, res: Response) => {
    const { checkout } = this.#services
    const details = typed(req.body, FIELDS)
    await checkout.type(req.shopper, details)

    const state = this.#gate.pass(await checkout.state(req.shopper), res)
    if (!state) return
    const wrong = mistakes(details, state)
    if (wrong) await this.#form(req, res.status(422), state, wrong)
    else res.redirect(303, '/checkout/delivery')
  }

  async #form(
    req: Request,
    res: Response,
    { draft, priced }: CheckoutState,
    wrong: FormErrors,
  ): Promise<void> {
    const { checkout, settings } = this.#services
    const { homeCountry } = await settings.all()
    await res.page('checkout/address', {
      title: 'Your address',
      values: {
        country: homeCountry,
        email: req.user?.email ?? '',
        name: req.user?.name ?? '',
        ...draft.details,
      },
      ...wrong,
      hasErrors: wrong.errorList.length > 0,
      countries: countryChoices(await checkout.countries()),
      priced,
      quote: priced.quote,
      compact: true,
      indexable: false,
    })
  }
}

function mistakes(details: Record<string, string>, { priced }: CheckoutState): FormErrors | null {
  const parsed = checkoutDetails.safeParse(details)
  if (!parsed.success) return formErrors(parsed.error)
  if (priced.quote.shipping) return null
  return NOT_THERE
}
