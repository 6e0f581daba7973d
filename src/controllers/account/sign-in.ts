import { randomUUID } from 'node:crypto'
import type { Request, Response } from 'express'
import type { User } from '../../models/accounts/user.ts'
import { Cart } from '../../models/cart/cart.ts'
import type { CartMergeService, Merging } from '../../services/cart-merge.service.ts'
import type { Services } from '../../services.ts'
import { errorsOn, type FormErrors, formErrors, NO_ERRORS, typed } from '../../web/form-errors.ts'
import { beginSession, endSession } from '../../web/session.ts'
import { nextPath, signInForm } from '../forms.ts'
import { SeenProducts } from '../seen-products.ts'
import { undoing } from '../shop/cart-answer.ts'

const WRONG = errorsOn([{ field: 'email', sentence: 'Email address and password do not match.' }])

export class SignInController {
  readonly #services: Services

  constructor(services: Services) {
    this.#services = services
  }

  new = async (req: Request, res: Response) => {
    if (req.user) return res.redirect(303, nextPath.parse(req.query.next))
    await this.#form(req, res, nextPath.parse(req.query.next), NO_ERRORS)
  }

  create = async (req: Request, res: Response) => {
    const next = nextPath.parse(req.body?.next)
    const form = signInForm.safeParse(req.body)
    if (!form.success) return this.#form(req, res.status(422), next, formErrors(form.error))
    const user = await this.#services.accounts.signIn(form.data.email, form.data.password)
    // Staff have a door of their own.
    if (!user || user.isStaff) return this.#form(req, res.status(422), next, WRONG)
    await admit(req, res, user, this.#services.cartMerging)
    res.redirect(303, next)
  }

  destroy = async (req: Request, res: Response) => {
    // Nor does the next visitor at this computer find what this one had looked at; their cart is in the database.
    if (req.user) await req.shopper.guestHome.keep(new Cart(randomUUID()))
    res.clearCookie(SeenProducts.cookieName, { path: '/' })
    await endSession(req, res)
    res.set('Clear-Site-Data', '"cache"')
    res.notify({ tone: 'good', text: 'You are signed out.' })
    res.redirect(303, '/')
  }

  async #form(req: Request, res: Response, next: string, wrong: FormErrors): Promise<void> {
    await res.page('accounts/sign-in', {
      title: 'Sign in',
      values: typed(req.body, ['email']),
      next,
      ...wrong,
      hasErrors: wrong.errorList.length > 0,
      indexable: false,
    })
  }
}

/** Signs a customer in; what they had collected as a guest comes along. */
export async function admit(req: Request, res: Response, user: User, carts: CartMergeService): Promise<void> {
  await beginSession(req, { userId: user.id })
  const { short, undo } = await carts.signIn(req.shopper, user.id)
  res.notify({
    tone: short.length > 0 ? 'bad' : 'good',
    text: [`Welcome, ${user.firstName}.`, ...whatCameAlong({ short, undo })].join(' '),
    ...(undo && { action: undoing(undo) }),
  })
}

function whatCameAlong({ short, undo }: Merging): readonly string[] {
  return [
    ...(undo ? ['What you had collected as a guest is in your cart now.'] : []),
    ...(short.length > 0 ? [`There are fewer left than you wanted in all of: ${short.join('; ')}.`] : []),
  ]
}
