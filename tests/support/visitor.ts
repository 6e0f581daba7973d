/** A browser without pictures and scripts: keeps cookies, sends forms with their token, follows redirects by hand. */
export class Visitor {
  readonly #shop: string
  readonly #address: string
  readonly #cookies = new Map<string, string>()
  #token = ''

  /** @param address the IP address the shop believes them to come from */
  constructor(shop: string, address = '203.0.113.1') {
    this.#shop = shop
    this.#address = address
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Page> {
    return this.#send(path, { headers })
  }

  /** Sends a form; visits a page first if there is no token yet. */
  async post(
    path: string,
    fields: Record<string, string> | URLSearchParams | FormData,
    headers: Record<string, string> = {},
  ): Promise<Page> {
    if (!this.#token) await this.get('/register')
    // Files go as they are.
    const body = fields instanceof FormData ? fields : new URLSearchParams(fields)
    if (!body.has('_csrf')) body.set('_csrf', this.#token)
    return this.#send(path, { method: 'POST', body, headers })
  }

  /** Any other request, as it is. */
  send(
    method: string,
    path: string,
    body: string | undefined,
    headers: Record<string, string>,
  ): Promise<Page> {
    return this.#send(path, { method, headers, ...(body !== undefined && { body }) })
  }

  /** Goes where an answer points, as often as it points on. */
  async follow(page: Page): Promise<Page> {
    let current = page
    for (let hops = 0; current.location && hops < 10; hops += 1) current = await this.get(current.location)
    return current
  }

  /** All of them, as a browser sends them. */
  get cookies(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  cookie(name: string): string | undefined {
    return this.#cookies.get(name)
  }

  setCookie(name: string, value: string): void {
    this.#cookies.set(name, value)
  }

  async #send(path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Page> {
    const request = {
      ...init,
      redirect: 'manual' as const,
      headers: {
        accept: 'text/html',
        cookie: this.cookies,
        'x-forwarded-for': this.#address,
        ...init.headers,
      },
    }
    const ask = () => fetch(new URL(path, this.#shop), request)
    // As browsers do: a connection that was kept may be closed at the very moment in which it is used again.
    const isRepeatable = (init.method ?? 'GET') === 'GET'
    const response = await (isRepeatable ? ask().catch(ask) : ask())
    for (const cookie of response.headers.getSetCookie()) this.#remember(cookie)
    const text = await response.text()
    this.#token = /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? this.#token
    return {
      status: response.status,
      text,
      location: response.headers.get('location'),
      headers: response.headers,
    }
  }

  #remember(cookie: string): void {
    const [pair = '', ...attributes] = cookie.split(';')
    const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
    const gone = attributes.some((attribute) => /expires=thu, 01 jan 1970/i.test(attribute))
    if (gone) this.#cookies.delete(name)
    else this.#cookies.set(name, value)
  }
}

export interface Page {
  readonly status: number
  readonly text: string
  readonly location: string | null
  readonly headers: Headers
}

/** The value of a hidden field. */
export function hidden(page: Page, name: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(page.text)?.[1] ?? ''
}
