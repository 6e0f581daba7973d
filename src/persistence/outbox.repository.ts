import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type DomainEvent, EVENT_TYPES } from '../models/events.ts'
import type { Rows } from './database.ts'

const payload = z.object({
  event_id: z.uuid(),
  timestamp: z.iso.datetime(),
  version: z.literal(1),
})

/** Events and jobs, written in the transaction of the change that causes them. */
export class OutboxRepository {
  readonly #rows: Rows

  constructor(rows: Rows) {
    this.#rows = rows
  }

  /** Saves events and, for each, the job that will tell the rest of the shop. */
  async tell(events: readonly Omit<DomainEvent, 'id'>[]): Promise<void> {
    for (const event of events) {
      const id = randomUUID()
      await this.#rows.outboxEvent.create({
        data: {
          id,
          type: event.type,
          subject: event.subject,
          payload: {
            ...event.facts,
            event_id: id,
            timestamp: event.at.toISOString(),
            version: event.version,
          },
        },
      })
      await this.enqueue('tell', { eventId: id })
    }
  }

  /**
   * A job for the workers, rolled back with the transaction.
   *
   * @param key jobs with the same key are one job
   */
  async enqueue(task: string, input: Record<string, unknown>, key: string | null = null): Promise<void> {
    await this.#rows.$queryRaw`
      SELECT 1 FROM graphile_worker.add_job(${task}, ${JSON.stringify(input)}::json, job_key => ${key}::text)`
  }

  async find(id: string): Promise<DomainEvent | null> {
    const row = await this.#rows.outboxEvent.findUnique({ where: { id } })
    if (!row) return null
    const { event_id, timestamp, version, ...facts } = payload.loose().parse(row.payload)
    return {
      id: event_id,
      type: z.enum(EVENT_TYPES).parse(row.type),
      subject: row.subject,
      at: new Date(timestamp),
      version,
      facts,
    }
  }
}
