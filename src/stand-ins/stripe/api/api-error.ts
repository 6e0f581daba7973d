interface Details {
  readonly code?: string
  readonly param?: string
  readonly type?: 'invalid_request_error' | 'idempotency_error' | 'api_error'
}

/** A refusal in Stripe's words: https://docs.stripe.com/api/errors */
export class ApiError extends Error {
  readonly status: number
  readonly #details: Details

  constructor(status: number, message: string, details: Details = {}) {
    super(message)
    this.status = status
    this.#details = details
  }

  toStripe() {
    const { type = 'invalid_request_error', code, param } = this.#details
    const documentation = code && {
      doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`,
    }
    return { error: { code, ...documentation, message: this.message, param, type } }
  }
}

export class InvalidRequest extends ApiError {
  constructor(message: string, details: Details = {}) {
    super(400, message, details)
  }
}

export class NoSuchResource extends ApiError {
  constructor(kind: string, id: string, param: string, status: 400 | 404 = 404) {
    super(status, `No such ${kind}: '${id}'`, { code: 'resource_missing', param })
  }
}

export class UnrecognizedUrl extends ApiError {
  constructor(method: string, path: string) {
    super(
      404,
      `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs ` +
        'or we can help at https://support.stripe.com/.',
    )
  }
}

export class UnknownError extends ApiError {
  constructor() {
    super(500, 'An unknown error occurred', { type: 'api_error' })
  }
}
