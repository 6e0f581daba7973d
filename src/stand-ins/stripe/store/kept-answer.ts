import { z } from 'zod'
import { Seconds } from '../clock.ts'

const keptAnswer = z.object({
  id: z.string(),
  created: z.number(),
  endpoint: z.string(),
  parameters: z.string(),
  requestId: z.string(),
  status: z.number(),
  body: z.unknown(),
})

/** The first answer given under an idempotency key (the key is its id). */
export class KeptAnswer {
  static read = (record: unknown) => new KeptAnswer(keptAnswer.parse(record))

  readonly record: z.infer<typeof keptAnswer>

  constructor(record: z.infer<typeof keptAnswer>) {
    this.record = record
  }

  get id(): string {
    return this.record.id
  }

  isForgotten(now: number): boolean {
    return now - this.record.created >= Seconds.day
  }
}
