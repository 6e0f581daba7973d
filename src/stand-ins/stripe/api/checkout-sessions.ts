import type { Checkout } from '../checkout/checkout.ts'
import type { Office } from '../office.ts'
import type { CheckoutSession } from '../resources/checkout-session.ts'
import type { Api } from './api.ts'
import { InvalidRequest, NoSuchResource } from './api-error.ts'
import { orderSession } from './checkout-session-order.ts'
import { checkoutSessionParameters } from './checkout-session-parameters.ts'
import { noParameters } from './parameters.ts'

const PATH = '/v1/checkout/sessions'

export function serveCheckoutSessions(api: Api, { store, clock, shapes }: Office, checkout: Checkout): void {
  api.post({
    path: PATH,
    parameters: checkoutSessionParameters,
    answer: (parameters) => shapes.session(checkout.open(orderSession(parameters, clock.seconds))),
  })

  api.get({
    path: `${PATH}/:id`,
    parameters: noParameters,
    answer: (_parameters, id) => shapes.session(found(id)),
  })

  api.post({
    path: `${PATH}/:id/expire`,
    parameters: noParameters,
    answer: (_parameters, id) => shapes.session(checkout.expire(open(found(id)))),
  })

  function found(id: string): CheckoutSession {
    const session = store.sessions.find(id)
    if (!session) throw new NoSuchResource('checkout.session', id, 'session')
    return session
  }
}

function open(session: CheckoutSession): CheckoutSession {
  if (session.isOpen) return session
  throw new InvalidRequest(
    'Only Checkout Sessions with a status in ["open"] can be expired. ' +
      `This Checkout Session has a status of \`${session.status}\`.`,
  )
}
