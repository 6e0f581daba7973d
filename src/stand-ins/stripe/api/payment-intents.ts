import type { Office } from '../office.ts'
import type { Api } from './api.ts'
import { NoSuchResource } from './api-error.ts'
import { list, pageParameters } from './list.ts'
import { noParameters, parameters } from './parameters.ts'

const PATH = '/v1/payment_intents'

export function servePaymentIntents(api: Api, { store, shapes }: Office): void {
  api.get({
    path: PATH,
    parameters: parameters(pageParameters),
    answer: (page) => list(PATH, store.intents.all(), page, (intent) => shapes.intent(intent)),
  })

  api.get({
    path: `${PATH}/:id`,
    parameters: noParameters,
    answer: (_parameters, id) => {
      const intent = store.intents.find(id)
      if (!intent) throw new NoSuchResource('payment_intent', id, 'intent')
      return shapes.intent(intent)
    },
  })
}
