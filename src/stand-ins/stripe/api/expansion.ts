import type { Shapes } from '../resources/shapes.ts'
import type { Store } from '../store/store.ts'
import { InvalidRequest } from './api-error.ts'
import { isShape, type Shape } from './shape.ts'

type Fetch = (id: string) => object | undefined

/** Puts whole objects in the place of ids: https://docs.stripe.com/api/expanding_objects */
export class Expansion {
  readonly #store: Store
  readonly #fetches: Record<string, Record<string, Fetch>>

  constructor(store: Store, shapes: Shapes) {
    this.#store = store
    const intent: Fetch = (id) => render(store.intents.find(id), (found) => shapes.intent(found))
    const charge: Fetch = (id) => render(store.charges.find(id), (found) => shapes.charge(found))
    const method: Fetch = (id) => render(store.methods.find(id), (found) => shapes.method(found))
    this.#fetches = {
      'checkout.session': { payment_intent: intent },
      payment_intent: { latest_charge: charge, payment_method: method },
      charge: { payment_intent: intent },
      refund: { charge, payment_intent: intent },
    }
  }

  /** Throws when a path names nothing that can be expanded. */
  expand(shape: Shape, paths: readonly string[] = []): Shape {
    return paths.reduce((expanded, path) => this.#expand(expanded, path.split('.'), path), shape)
  }

  #expand(shape: Shape, [head = '', ...rest]: string[], path: string): Shape {
    const value = shape.object === 'list' && head === 'data' ? shape.data : this.#whole(shape, head, path)
    return { ...shape, [head]: rest.length === 0 ? value : this.#expandWithin(value, rest, path) }
  }

  #expandWithin(value: unknown, rest: string[], path: string): unknown {
    if (Array.isArray(value)) return value.map((item: unknown) => this.#expandWithin(item, rest, path))
    return isShape(value) ? this.#expand(value, rest, path) : value
  }

  #whole(shape: Shape, head: string, path: string): unknown {
    if (shape.object === 'checkout.session' && head === 'line_items') return this.#lineItems(String(shape.id))

    const fetch = this.#fetches[String(shape.object)]?.[head]
    if (!fetch) throw new InvalidRequest(`This property cannot be expanded (${path}).`, { param: 'expand' })
    const value = shape[head]
    return typeof value === 'string' ? fetch(value) : value
  }

  #lineItems(session: string): Shape {
    return {
      object: 'list',
      data: this.#store.sessions.find(session)?.lineItemsToStripe() ?? [],
      has_more: false,
      url: `/v1/checkout/sessions/${session}/line_items`,
    }
  }
}

function render<T>(found: T | undefined, toStripe: (found: T) => object): object | undefined {
  return found && toStripe(found)
}
