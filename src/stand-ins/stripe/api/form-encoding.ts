import { InvalidRequest } from './api-error.ts'

export type Form = { [name: string]: FormValue }
type FormValue = string | FormValue[] | Form

const DEEPEST = 10

/** Reads Stripe's bracketed form encoding: `line_items[0][price_data][currency]=eur`, `expand[]=payment_intent`. */
export function decodeForm(encoded: string): Form {
  const root = new Branch()
  for (const [name, value] of new URLSearchParams(encoded)) root.put(segmentsOf(name), value)
  return root.toForm()
}

/** The same name for the same parameters, in whatever order they came. */
export function fingerprint(encoded: string): string {
  const parameters = new URLSearchParams(encoded)
  parameters.sort()
  return parameters.toString()
}

function segmentsOf(name: string): string[] {
  const [head = '', ...rest] = name.split('[')
  const segments = [head, ...rest.map((segment) => segment.replace(/\]$/, ''))]
  if (segments.length > DEEPEST) throw new InvalidRequest(`Invalid parameter: ${name} is nested too deeply.`)
  return segments
}

class Branch {
  readonly #twigs = new Map<string, Branch | string>()

  put([segment = '', ...rest]: string[], value: string): void {
    const name = segment === '' ? String(this.#twigs.size) : segment
    if (rest.length === 0) this.#twigs.set(name, value)
    else this.#branch(name).put(rest, value)
  }

  // `Object.create(null)`: a parameter may be called `__proto__`.
  toForm(): Form {
    const form: Form = Object.create(null)
    for (const [name, twig] of this.#twigs) form[name] = typeof twig === 'string' ? twig : twig.#toValue()
    return form
  }

  #toValue(): FormValue {
    const isList = [...this.#twigs.keys()].every((name) => /^\d+$/.test(name))
    return isList ? Object.values(this.toForm()) : this.toForm()
  }

  #branch(name: string): Branch {
    const existing = this.#twigs.get(name)
    if (existing instanceof Branch) return existing
    const branch = new Branch()
    this.#twigs.set(name, branch)
    return branch
  }
}
