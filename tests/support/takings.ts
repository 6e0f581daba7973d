import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { TestShop } from './test-shop.ts'

const known = z.object({
  id: z.string(),
  amount: z.number().optional(),
  status: z.string().optional(),
  intent: z.string().nullish(),
  metadata: z.record(z.string(), z.string()).optional(),
})
const line = z.record(z.string(), z.object({ put: z.array(z.unknown()).default([]) }))

/** What the stand-in for Stripe has done for an order. */
export interface Takings {
  /** Pages of payment that were opened. */
  readonly pages: number
  /** Minor units of each payment that was captured. */
  readonly captured: readonly number[]
  /** Minor units of each refund. */
  readonly refunded: readonly number[]
}

/** Counted at the provider itself, which knows nothing of the shop's books. */
export function takings({ folder }: Pick<TestShop, 'folder'>, number: string): Takings {
  const records = new Map<string, Map<string, z.infer<typeof known>>>()
  const journal = readFileSync(join(folder, 'stripe-stand-in.jsonl'), 'utf8')
  for (const text of journal.split('\n').filter(Boolean))
    for (const [shelf, { put }] of Object.entries(line.parse(JSON.parse(text))))
      for (const record of put.flatMap((it) => known.safeParse(it).data ?? []))
        records.set(shelf, new Map(records.get(shelf)).set(record.id, record))
  const all = (shelf: string) => [...(records.get(shelf)?.values() ?? [])]
  const intents = all('intents').filter(({ metadata }) => metadata?.order === number)
  const captured = intents.filter(({ status }) => status === 'succeeded')
  const sentBack = all('refunds').filter(({ intent }) => captured.some(({ id }) => id === intent))
  return {
    pages: all('sessions').filter(({ metadata }) => metadata?.order === number).length,
    captured: captured.map(({ amount = 0 }) => amount),
    refunded: sentBack.map(({ amount = 0 }) => amount),
  }
}
