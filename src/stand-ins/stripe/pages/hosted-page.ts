import express, { type NextFunction, type Request, type Response, Router } from 'express'
import { z } from 'zod'
import type { Attempt, Checkout } from '../checkout/checkout.ts'
import type { Office } from '../office.ts'
import type { CheckoutSession } from '../resources/checkout-session.ts'
import { mishap, noticeFor, unknownSession } from './notice.ts'
import { orderSummary } from './order-summary.ts'
import { type Page, views } from './page.ts'
import { PaymentForm } from './payment-form.ts'
import { testCardList } from './test-card-list.ts'

const bankAnswer = z.object({ answer: z.enum(['confirmed', 'refused']) })

/** The payment page that the shop sends its shoppers to, and the bank's question after it. */
export class HostedPage {
  readonly router = Router()
  readonly #office: Office
  readonly #checkout: Checkout
  readonly #page: Page

  constructor(office: Office, checkout: Checkout, page: Page) {
    this.#office = office
    this.#checkout = checkout
    this.#page = page
    const form = express.urlencoded({ extended: false, limit: '20kb' })
    this.router.use('/c', (_request, _response, next) => {
      office.agenda.keep()
      next()
    })
    this.router.get('/c/stand-in.css', (_request, response) => {
      response.sendFile('stand-in.css', { root: views })
    })
    this.router.get('/c/pay/:session', this.#show)
    this.router.post('/c/pay/:session', form, this.#pay)
    this.router.get('/c/pay/:session/authentication', this.#showBank)
    this.router.post('/c/pay/:session/authentication', form, this.#answerBank)
    this.router.use('/c', (error: unknown, request: Request, response: Response, _next: NextFunction) => {
      office.report(error)
      const { status, ...locals } = mishap
      return page.send(request, response, { view: 'notice', status, locals })
    })
  }

  #show = async (request: Request, response: Response) => {
    const session = this.#sessionOf(request)
    if (!session?.isOpen) return this.#turnAway(request, response, session)

    const intent = this.#office.store.intents.find(session.record.intent ?? '')
    const decline = intent?.record.lastDecline?.message
    await this.#showForm(request, response, {
      session,
      form: this.#formOf({}, session),
      status: 200,
      decline,
    })
  }

  #pay = async (request: Request, response: Response) => {
    const session = this.#sessionOf(request)
    if (!session?.isOpen) return this.#turnAway(request, response, session)

    const form = this.#formOf(request.body, session)
    if (Object.keys(form.mistakes).length > 0) {
      return this.#showForm(request, response, { session, form, status: 422 })
    }
    const attempt = this.#checkout.pay(session, form.card, form.payer)
    if (attempt.kind === 'declined') {
      return this.#showForm(request, response, {
        session,
        form,
        status: 402,
        decline: attempt.decline.message,
      })
    }
    return this.#leadOn(request, response, session, attempt)
  }

  #showBank = async (request: Request, response: Response) => {
    const session = this.#sessionOf(request)
    if (!session?.isOpen) return this.#turnAway(request, response, session)

    const intent = this.#checkout.intentAtTheBank(session)
    const card = this.#office.store.methods.find(intent?.record.method ?? '')
    if (!card) return response.redirect(303, pathOf(request, session))
    await this.#page.send(request, response, {
      view: 'authentication',
      status: 200,
      locals: {
        action: `${pathOf(request, session)}/authentication`,
        card: card.record,
        ...orderSummary(session),
      },
      leadsTo: [session.returnUrl],
    })
  }

  #answerBank = async (request: Request, response: Response) => {
    const session = this.#sessionOf(request)
    if (!session?.isOpen) return this.#turnAway(request, response, session)

    const answer = bankAnswer.safeParse(request.body)
    if (!answer.success) return response.redirect(303, `${pathOf(request, session)}/authentication`)
    return this.#leadOn(request, response, session, this.#checkout.authenticate(session, answer.data.answer))
  }

  #leadOn(request: Request, response: Response, session: CheckoutSession, attempt: Attempt) {
    const path = pathOf(request, session)
    switch (attempt.kind) {
      case 'complete':
        return response.redirect(303, attempt.session.returnUrl)
      case 'asked':
        return response.redirect(303, `${path}/authentication`)
      case 'declined':
      case 'closed':
        return response.redirect(303, path)
    }
  }

  #showForm(
    request: Request,
    response: Response,
    shown: { session: CheckoutSession; form: PaymentForm; status: number; decline?: string | undefined },
  ) {
    const { session, form, status, decline } = shown
    const { customerEmail, cancelUrl } = session.record
    return this.#page.send(request, response, {
      view: 'pay',
      status,
      locals: {
        ...orderSummary(session),
        action: pathOf(request, session),
        cancelUrl,
        decline,
        email: customerEmail,
        kept: form.kept,
        mistakes: status === 422 ? form.mistakes : {},
        testCards: testCardList(),
      },
      leadsTo: [session.returnUrl],
    })
  }

  #turnAway(request: Request, response: Response, session: CheckoutSession | undefined) {
    const { status, ...locals } = session ? noticeFor(session, request.method) : unknownSession
    return this.#page.send(request, response, { view: 'notice', status, locals })
  }

  #formOf(body: unknown, { record: { customerEmail } }: CheckoutSession): PaymentForm {
    return new PaymentForm(body, customerEmail, this.#office.clock.date)
  }

  #sessionOf({ params }: Request): CheckoutSession | undefined {
    return typeof params.session === 'string' ? this.#office.store.sessions.find(params.session) : undefined
  }
}

function pathOf(request: Request, session: CheckoutSession): string {
  return `${request.baseUrl}/c/pay/${session.id}`
}
