import { z } from 'zod'
import { NoSuchResource } from './api-error.ts'
import { integer, moment, parameters, text } from './parameters.ts'

const range = z.strictObject({
  gt: moment.optional(),
  gte: moment.optional(),
  lt: moment.optional(),
  lte: moment.optional(),
})

const created = z.union([moment.transform((at) => ({ gte: at, lte: at })), range])

/** The parameters of every list: https://docs.stripe.com/api/pagination */
export const pageParameters = {
  limit: integer(1, 100).default(10),
  starting_after: text().optional(),
  ending_before: text().optional(),
  created: created.optional(),
}

const page = parameters(pageParameters)
type Page = z.infer<typeof page>
type Range = z.infer<typeof range>

interface Listed {
  readonly id: string
  readonly record: { readonly created: number }
}

/** One page of things, newest first. */
export function list<T extends Listed>(url: string, things: T[], page: Page, toStripe: (thing: T) => object) {
  const newestFirst = things.filter(({ record }) => within(record.created, page.created ?? {})).reverse()
  const { from, to } = bounds(newestFirst, page)
  return {
    object: 'list',
    data: newestFirst.slice(from, to).map(toStripe),
    has_more: page.ending_before === undefined ? to < newestFirst.length : from > 0,
    url,
  }
}

function bounds(
  things: Listed[],
  { limit, starting_after, ending_before }: Page,
): { from: number; to: number } {
  if (ending_before !== undefined) {
    const to = placeOf(things, ending_before, 'ending_before')
    return { from: Math.max(to - limit, 0), to }
  }
  const from = starting_after === undefined ? 0 : placeOf(things, starting_after, 'starting_after') + 1
  return { from, to: from + limit }
}

function placeOf(things: Listed[], id: string, param: string): number {
  const place = things.findIndex((thing) => thing.id === id)
  if (place < 0) throw new NoSuchResource('object', id, param, 400)
  return place
}

function within(at: number, { gt = -1, gte = 0, lt = Infinity, lte = Infinity }: Range): boolean {
  return at > gt && at >= gte && at < lt && at <= lte
}
