import type { Request, Response } from 'express'
import { MOST_ADDRESSES, type SavedAddress } from '../../models/accounts/saved-address.ts'
import type { CheckoutState } from '../../models/checkout/checkout-state.ts'
import { ADDRESS_FIELDS, billingField } from '../../models/checkout/details.ts'
import type { TypedDetails } from '../../models/checkout/draft.ts'
import type { Services } from '../../services.ts'
import { errorsOn, type FormErrors, NO_ERRORS } from '../../web/form-errors.ts'
import { addressChoices, addressFields } from '../address-fields.ts'
import { addressStepForm, returnQuery } from '../forms.ts'
import { typedDetails } from '../typed-details.ts'
import type { CheckoutGate } from './checkout-gate.ts'

const NOT_THERE = errorsOn([
  { field: 'country', sentence: 'We do not deliver this parcel to that country yet.' },
])

/** Of the choice among saved addresses: the one that the form below it asks for. */
const ANOTHER = 'another'

interface Shown {
  readonly wrong: FormErrors
  /** What the shop has changed since, in sentences. */
  readonly news: readonly string[]
  /** Where the shopper wants to be afterwards, if not at the next step. */
  readonly returnTo: 'review' | null
}

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
    const { return: returnTo } = returnQuery.parse(req.query)
    const wrong = undeliverable ? NOT_THERE : NO_ERRORS
    await this.#form(req, res, state, { wrong, news: state.news, returnTo })
  }

  update = async (req: Request, res: Response) => {
    const { checkout } = this.#services
    const { agreed, update, save, return: returnTo } = addressStepForm.parse(req.body ?? {})
    const before = await checkout.state(req.shopper)
    const state = await this.#gate.pass(req, res, await checkout.type(req.shopper, typedDetails(req.body)))
    if (!state) return
    if (update) return res.redirect(303, returnTo ? '/checkout/address?return=review' : '/checkout/address')

    const wrong = mistakes(state)
    const news = before.newsFor(agreed)
    if (wrong || news.length > 0) {
      await this.#form(req, res.status(wrong ? 422 : 409), state, {
        wrong: wrong ?? NO_ERRORS,
        news,
        returnTo,
      })
      return
    }
    if (save) await this.#keepInBook(req, state)
    const agreedTo = await checkout.agree(req.shopper)
    res.redirect(303, returnTo ? agreedTo.nextStep : '/checkout/delivery')
  }

  async #keepInBook(req: Request, { details, draft }: CheckoutState): Promise<void> {
    const { addressBook, checkout } = this.#services
    if (!req.user || !details || /^\d+$/.test(draft.details.savedAddress ?? '')) return
    const id = await addressBook.add(req.user.id, details.address)
    await checkout.type(req.shopper, { savedAddress: String(id) })
  }

  async #form(
    req: Request,
    res: Response,
    state: CheckoutState,
    { wrong, news, returnTo }: Shown,
  ): Promise<void> {
    const { addressBook, addressFormats, checkout, checkoutTickets } = this.#services
    const book = req.user ? await addressBook.ofUser(req.user.id) : []
    const values: Record<string, string> = { ...this.#suggested(req, state, book), ...state.draft.details }
    const filled = { values, errors: wrong.errors }
    const deliverable = await checkout.countries()
    res.set('Cache-Control', 'private, no-store')
    await res.page('checkout/address', {
      title: 'Your address',
      values,
      ...wrong,
      hasErrors: wrong.errorList.length > 0 || news.length > 0,
      delivery: addressFields('delivery', filled, addressFormats, deliverable),
      billing: addressFields('billing', filled, addressFormats, addressFormats.countries),
      choices: addressChoices(book, addressFormats),
      another: ANOTHER,
      canSave: req.user !== null && book.length < MOST_ADDRESSES,
      news,
      returnTo,
      agreed: state.agreed,
      ticket: req.user ? checkoutTickets.of(state.cart.id) : '',
      priced: state.priced,
      quote: state.priced.quote,
      compact: true,
      indexable: false,
    })
  }

  /** What stands in fields that the shopper has not seen yet. */
  #suggested({ user }: Request, { priced }: CheckoutState, book: readonly SavedAddress[]): TypedDetails {
    const invoice = book.find(
      ({ isDefaultBilling, isDefaultDelivery }) => isDefaultBilling && !isDefaultDelivery,
    )
    const billing =
      invoice && ADDRESS_FIELDS.map((field) => [billingField(field), invoice.address[field] ?? ''])
    return {
      // What the cart's estimate was for.
      country: priced.quote.country,
      billingCountry: priced.quote.country,
      email: user?.email ?? '',
      name: user?.name ?? '',
      savedAddress: String(book[0]?.id ?? ANOTHER),
      ...(billing && { ...Object.fromEntries(billing), billing: 'other' }),
    }
  }
}

function mistakes({ reading, priced }: CheckoutState): FormErrors | null {
  if (!reading.isRight) return errorsOn(reading.problems)
  return priced.quote.shipping ? null : NOT_THERE
}
