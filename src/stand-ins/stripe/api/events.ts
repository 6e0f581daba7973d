import { z } from 'zod'
import type { Office } from '../office.ts'
import type { Api } from './api.ts'
import { NoSuchResource } from './api-error.ts'
import { list, pageParameters } from './list.ts'
import { noParameters, parameters, text } from './parameters.ts'

const PATH = '/v1/events'

const eventListParameters = parameters({
  ...pageParameters,
  type: text().optional(),
  types: z.array(text()).max(20).optional(),
})

export function serveEvents(api: Api, { store, shapes }: Office): void {
  api.get({
    path: PATH,
    parameters: eventListParameters,
    answer: ({ type, types, ...page }) => {
      const wanted = type === undefined ? types : [type]
      const events = store.events.all().filter((event) => !wanted || wanted.includes(event.type))
      return list(PATH, events, page, (event) => shapes.event(event))
    },
  })

  api.get({
    path: `${PATH}/:id`,
    parameters: noParameters,
    answer: (_parameters, id) => {
      const event = store.events.find(id)
      if (!event) throw new NoSuchResource('event', id, 'id')
      return shapes.event(event)
    },
  })
}
