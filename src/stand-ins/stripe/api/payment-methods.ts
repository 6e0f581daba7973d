import type { Office } from '../office.ts'
import type { Api } from './api.ts'
import { NoSuchResource } from './api-error.ts'
import { noParameters } from './parameters.ts'

export function servePaymentMethods(api: Api, { store, shapes }: Office): void {
  api.get({
    path: '/v1/payment_methods/:id',
    parameters: noParameters,
    answer: (_parameters, id) => {
      const method = store.methods.find(id)
      if (!method) throw new NoSuchResource('PaymentMethod', id, 'payment_method')
      return shapes.method(method)
    },
  })
}
