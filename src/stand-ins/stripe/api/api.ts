import express, { type NextFunction, type Request, type Response, Router } from 'express'
import Stripe from 'stripe'
import type { z } from 'zod'
import type { Office } from '../office.ts'
import { newId } from '../resources/id.ts'
import { ApiError, UnknownError, UnrecognizedUrl } from './api-error.ts'
import { Expansion } from './expansion.ts'
import { decodeForm, fingerprint } from './form-encoding.ts'
import { type Answer, type Ask, Idempotency } from './idempotency.ts'
import { parameterError } from './parameter-error.ts'
import type { SecretKey } from './secret-key.ts'

export interface Endpoint<Parameters extends { expand?: string[] }> {
  /** `/v1/refunds/:id` */
  readonly path: string
  readonly parameters: z.ZodType<Parameters>
  /** Synchronous, so that two requests can never run into each other. */
  readonly answer: (parameters: Parameters, id: string) => object
}

/** The frame around every endpoint under `/v1`: key, parameters, transaction, idempotency, errors. */
export class Api {
  readonly router = Router()
  readonly #office: Office
  readonly #idempotency: Idempotency
  readonly #expansion: Expansion

  constructor(office: Office, secretKey: SecretKey) {
    this.#office = office
    this.#idempotency = new Idempotency(office.store, office.clock)
    this.#expansion = new Expansion(office.store, office.shapes)
    this.router.use(express.text({ type: 'application/x-www-form-urlencoded', limit: '1mb' }))
    this.router.use((request, response, next) => {
      response.set({ 'request-id': newId('req', 14), 'stripe-version': Stripe.API_VERSION })
      secretKey.demand(request.get('authorization'))
      office.agenda.keep()
      next()
    })
  }

  get<P extends { expand?: string[] }>(endpoint: Endpoint<P>): void {
    this.router.get(endpoint.path, (request, response) => {
      const { status, body } = this.#answer(endpoint, queryOf(request), idOf(request))
      response.status(status).json(body)
    })
  }

  post<P extends { expand?: string[] }>(endpoint: Endpoint<P>): void {
    this.router.post(endpoint.path, (request, response) => this.#post(endpoint, request, response))
  }

  /** To be called when all endpoints are there: whatever came through to here is an error. */
  finish(): void {
    this.router.use((request) => {
      throw new UnrecognizedUrl(request.method, request.originalUrl.split('?')[0] ?? '')
    })
    this.router.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
      const { status, body } = this.#refusal(error)
      response.status(status).json(body)
    })
  }

  #post<P extends { expand?: string[] }>(endpoint: Endpoint<P>, request: Request, response: Response): void {
    const form = typeof request.body === 'string' ? request.body : ''
    const key = request.get('idempotency-key')
    const ask = key ? askOf(key, request, form, response) : undefined
    const earlier = ask && this.#idempotency.earlier(ask)
    if (ask) response.set('idempotency-key', ask.key)
    if (earlier) response.set({ 'idempotent-replayed': 'true', 'original-request': earlier.record.requestId })

    const { status, body } = earlier?.record ?? this.#answer(endpoint, form, idOf(request), ask)
    response.status(status).json(body)
  }

  #answer<P extends { expand?: string[] }>(
    endpoint: Endpoint<P>,
    form: string,
    id: string,
    ask?: Ask,
  ): Answer {
    const decoded = decodeForm(form)
    const parsed = endpoint.parameters.safeParse(decoded)
    if (!parsed.success) throw parameterError(parsed.error, decoded)

    try {
      return this.#office.store.transaction(() => {
        const shape = { ...endpoint.answer(parsed.data, id) }
        return this.#kept(ask, { status: 200, body: this.#expansion.expand(shape, parsed.data.expand) })
      })
    } catch (error) {
      // What the endpoint had begun is undone; that it failed is remembered.
      return this.#office.store.transaction(() => this.#kept(ask, this.#refusal(error)))
    }
  }

  #kept(ask: Ask | undefined, answer: Answer): Answer {
    if (ask) this.#idempotency.keep(ask, answer)
    return answer
  }

  #refusal(error: unknown): Answer {
    const refusal = error instanceof ApiError ? error : new UnknownError()
    if (refusal.status >= 500) this.#office.report(error)
    return { status: refusal.status, body: refusal.toStripe() }
  }
}

function askOf(key: string, request: Request, form: string, response: Response): Ask {
  return {
    key,
    endpoint: request.originalUrl.split('?')[0] ?? '',
    parameters: fingerprint(form),
    requestId: response.get('request-id') ?? '',
  }
}

function queryOf(request: Request): string {
  return request.originalUrl.split('?')[1] ?? ''
}

function idOf(request: Request): string {
  const { id } = request.params
  return typeof id === 'string' ? id : ''
}
