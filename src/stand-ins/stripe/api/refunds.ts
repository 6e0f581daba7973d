import { z } from 'zod'
import type { RefundDesk } from '../checkout/refund-desk.ts'
import { Amount } from '../money/amount.ts'
import type { Office } from '../office.ts'
import type { Charge } from '../resources/charge.ts'
import { refundReasons } from '../resources/refund.ts'
import type { Api } from './api.ts'
import { InvalidRequest, NoSuchResource } from './api-error.ts'
import { integer, metadata, noParameters, parameters, text } from './parameters.ts'

const PATH = '/v1/refunds'

const refundParameters = parameters({
  charge: text().optional(),
  payment_intent: text().optional(),
  amount: integer(1).optional(),
  reason: z.enum(refundReasons).optional(),
  metadata: metadata.optional(),
})

export function serveRefunds(api: Api, { store, shapes }: Office, desk: RefundDesk): void {
  api.post({
    path: PATH,
    parameters: refundParameters,
    answer: (asked) => {
      const charge = chargeFor(asked)
      const amount = refundable(charge, asked.amount)
      const { reason = null, metadata = {} } = asked
      return shapes.refund(desk.giveBack(charge, { amount, reason, metadata }))
    },
  })

  api.get({
    path: `${PATH}/:id`,
    parameters: noParameters,
    answer: (_parameters, id) => {
      const refund = store.refunds.find(id)
      if (!refund) throw new NoSuchResource('refund', id, 'id')
      return shapes.refund(refund)
    },
  })

  function chargeFor({ charge, payment_intent }: z.infer<typeof refundParameters>): Charge {
    if (charge !== undefined) return chargeWithId(charge)
    if (payment_intent !== undefined) return chargeOfIntent(payment_intent)
    throw new InvalidRequest(
      'One of the following params should be provided for this request: payment_intent or charge.',
      { code: 'parameter_missing' },
    )
  }

  function chargeWithId(id: string): Charge {
    const charge = store.charges.find(id)
    if (!charge) throw new NoSuchResource('charge', id, 'charge', 400)
    if (!charge.isCaptured)
      throw new InvalidRequest(`Charge ${id} has not been captured.`, { param: 'charge' })
    return charge
  }

  function chargeOfIntent(id: string): Charge {
    const intent = store.intents.find(id)
    if (!intent) throw new NoSuchResource('payment_intent', id, 'payment_intent', 400)
    const charge = store.charges.find(intent.record.latestCharge ?? '')
    if (charge?.isCaptured) return charge
    throw new InvalidRequest(`This PaymentIntent (${id}) does not have a successful charge to refund.`, {
      param: 'payment_intent',
    })
  }
}

function refundable(charge: Charge, asked = charge.unrefunded): number {
  const { currency } = charge.record
  if (charge.unrefunded === 0) {
    throw new InvalidRequest(`Charge ${charge.id} has already been refunded.`, {
      code: 'charge_already_refunded',
    })
  }
  if (asked > charge.unrefunded) {
    const left = new Amount(charge.unrefunded, currency)
    throw new InvalidRequest(
      `Refund amount (${new Amount(asked, currency)}) is greater than unrefunded amount on charge (${left})`,
      { param: 'amount' },
    )
  }
  return asked
}
