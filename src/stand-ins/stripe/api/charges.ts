import type { Office } from '../office.ts'
import type { Api } from './api.ts'
import { NoSuchResource } from './api-error.ts'
import { noParameters } from './parameters.ts'

export function serveCharges(api: Api, { store, shapes }: Office): void {
  api.get({
    path: '/v1/charges/:id',
    parameters: noParameters,
    answer: (_parameters, id) => {
      const charge = store.charges.find(id)
      if (!charge) throw new NoSuchResource('charge', id, 'id')
      return shapes.charge(charge)
    },
  })
}
