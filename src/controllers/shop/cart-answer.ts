import type { Request, Response } from 'express'
import { Conflict, Invalid } from '../../models/errors.ts'
import type { Services } from '../../services.ts'
import { statusOf, wantsJson } from '../errors.ts'
import type { CartPage, Refused } from './cart-page.ts'

/** How an action ended, in the shopper's words. */
export interface Told {
  readonly text: string
  /** The key that takes it back, where that can be done. */
  readonly undo?: string | null
}

/** The part of the page that an action changed comes along if the request asks for it by this header. */
const FRAGMENT = 'x-fragment'

/**
 * How every action on the cart answers: forms are led to the cart with a notice, scripts get JSON. What the shop
 * refuses is said above the cart as it is.
 */
export class CartAnswer {
  readonly #services: Pick<Services, 'carts' | 'checkout' | 'orderLinks'>
  readonly #page: CartPage

  constructor(services: Pick<Services, 'carts' | 'checkout' | 'orderLinks'>, page: CartPage) {
    this.#services = services
    this.#page = page
  }

  /** Answers when the action is done, or refused for a reason that concerns the cart. */
  async after(req: Request, res: Response, act: () => Promise<Told>): Promise<void> {
    const ended = await act().catch(refusal)
    if (ended instanceof Error) await this.refuse(req, res, statusOf(ended), ended.message)
    else await this.done(req, res, ended)
  }

  async done(req: Request, res: Response, { text, undo = null }: Told): Promise<void> {
    if (wantsJson(req)) return this.#json(req, res, { success: true, message: text, undo })
    res.notify({ tone: 'good', text, ...(undo && { action: undoing(undo) }) })
    res.redirect(303, '/cart')
  }

  /** @param refused what was typed, to be kept in its field */
  async refuse(
    req: Request,
    res: Response,
    status: number,
    sentence: string,
    refused: Refused | null = null,
  ): Promise<void> {
    res.status(status)
    if (wantsJson(req))
      return this.#json(req, res, { success: false, message: sentence, undo: null }, refused)
    res.notify({ tone: 'bad', text: sentence })
    await this.#html(req, res, refused)
  }

  /** The cart as it stands. */
  async show(req: Request, res: Response): Promise<void> {
    res.vary('Accept')
    if (wantsJson(req)) await this.#json(req, res, { success: true, message: '', undo: null })
    else await this.#html(req, res, null)
  }

  async #html(req: Request, res: Response, refused: Refused | null): Promise<void> {
    const { checkout, orderLinks } = this.#services
    const facts = await this.#page.facts(req, refused)
    const waiting = await checkout.placedOrder(facts.priced.cart)
    // Adjusted since the request came in, perhaps.
    req.cart = facts.priced.cart
    await res.page('cart/show', {
      ...facts,
      title: 'Your cart',
      waitingOrder: waiting ? { number: waiting, href: orderLinks.to({ number: waiting }) } : null,
      indexable: false,
    })
  }

  async #json(
    req: Request,
    res: Response,
    told: { readonly success: boolean; readonly message: string; readonly undo: string | null },
    refused: Refused | null = null,
  ): Promise<void> {
    const state =
      req.get(FRAGMENT) === 'cart' ? await this.#withFragment(req, refused) : await this.#version(req)
    res.set('Cache-Control', 'private, no-store').json({ ...told, ...state })
  }

  #version({ shopper }: Request) {
    return this.#services.carts.version(shopper)
  }

  async #withFragment(req: Request, refused: Refused | null) {
    const facts = await this.#page.facts(req, refused)
    const { cart, version } = facts.priced
    return { version, cartUnits: cart.units, fragments: { cart: await this.#page.fragment(req, facts) } }
  }
}

/** The button that takes back what was just done; it may stand on any page. */
export function undoing(key: string) {
  return { path: '/cart/undo', label: 'Undo', key }
}

function refusal(error: unknown): Error {
  if (error instanceof Conflict || error instanceof Invalid) return error
  throw error
}
