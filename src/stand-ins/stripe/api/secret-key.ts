import { ApiError } from './api-error.ts'

const MISSING =
  'You did not provide an API key. You need to provide your API key in the Authorization header, ' +
  "using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."

/** The merchant's key: whoever calls the API must show it. */
export class SecretKey {
  readonly #key: string

  constructor(key: string) {
    this.#key = key
  }

  /** Throws a 401 unless the `Authorization` header shows this key (Bearer, or Basic as user name). */
  demand(authorization: string | undefined): void {
    const shown = shownKey(authorization)
    if (!shown) throw new ApiError(401, MISSING)
    if (shown !== this.#key) throw new ApiError(401, `Invalid API Key provided: ${masked(shown)}`)
  }
}

function shownKey(authorization = ''): string | undefined {
  const [scheme = '', credentials = ''] = authorization.split(' ')
  if (scheme.toLowerCase() === 'bearer') return credentials
  if (scheme.toLowerCase() === 'basic') return Buffer.from(credentials, 'base64').toString().split(':')[0]
}

function masked(key: string): string {
  return `${key.slice(0, 8)}${'*'.repeat(Math.max(key.length - 12, 0))}${key.slice(12).slice(-4)}`
}
