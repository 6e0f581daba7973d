import { Clock } from './clock.ts'
import { Shapes } from './resources/shapes.ts'
import { Agenda } from './schedule/agenda.ts'
import type { Journal } from './store/journal.ts'
import { Store } from './store/store.ts'
import { EventLog } from './webhooks/event-log.ts'

/** What everyone who does something here needs. */
export interface Office {
  readonly store: Store
  readonly clock: Clock
  readonly agenda: Agenda
  readonly events: EventLog
  readonly shapes: Shapes
  /** How long a late payment or a late refund stays undecided. */
  readonly lateAfterMilliseconds: number
  /** Told of failures that nobody asked about and of every answer with status 500. */
  readonly report: (error: unknown) => void
}

export function furnish(wishes: {
  now: () => Date
  journal: Journal
  publicUrl: () => string
  lateAfterMilliseconds: number
  report: (error: unknown) => void
}): Office {
  const clock = new Clock(wishes.now)
  const store = new Store(wishes.journal)
  const agenda = new Agenda(store, clock, wishes.report)
  return {
    store,
    clock,
    agenda,
    events: new EventLog(store, clock, agenda),
    shapes: new Shapes(store, wishes.publicUrl),
    lateAfterMilliseconds: wishes.lateAfterMilliseconds,
    report: wishes.report,
  }
}
