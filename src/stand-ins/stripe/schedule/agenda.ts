import type { Clock } from '../clock.ts'
import type { Store } from '../store/store.ts'
import { Appointment, type Duty } from './appointment.ts'

export type Duties = Record<Duty, (subject: string) => void>

// A clock that is set forward by hand rings no timer, so the agenda looks up at least this often.
const LONGEST_NAP_MILLISECONDS = 1000

/** Does what is due: on its own when the time has come, and before each request. */
export class Agenda {
  readonly #store: Store
  readonly #clock: Clock
  readonly #report: (error: unknown) => void
  #duties: Duties | undefined
  #timer: NodeJS.Timeout | undefined
  #next: number

  constructor(store: Store, clock: Clock, report: (error: unknown) => void) {
    this.#store = store
    this.#clock = clock
    this.#report = report
    this.#next = this.#earliest()
  }

  /** Books the duty; an appointment for the same duty and subject moves to the new time. */
  book(duty: Duty, subject: string, at: number): void {
    this.#store.appointments.put(Appointment.make(duty, subject, at))
    this.#next = Math.min(this.#next, at)
    this.#setTimer()
  }

  cancel(duty: Duty, subject: string): void {
    this.#store.appointments.drop(Appointment.idOf(duty, subject))
  }

  start(duties: Duties): void {
    this.#duties = duties
    this.#setTimer()
  }

  stop(): void {
    this.#duties = undefined
    clearTimeout(this.#timer)
  }

  /** Does everything that is due now. What fails is reported and tried again a second later. */
  keep(): void {
    const { milliseconds } = this.#clock
    if (!this.#duties || milliseconds < this.#next) return

    const due = this.#store.appointments.all().filter(({ at }) => at <= milliseconds)
    const attended = due.sort((one, other) => one.at - other.at).map((one) => this.#attend(one))
    this.#next = attended.every(Boolean) ? this.#earliest() : milliseconds + LONGEST_NAP_MILLISECONDS
    this.#setTimer()
  }

  #attend({ id, record: { duty, subject } }: Appointment): boolean {
    try {
      this.#store.transaction(() => {
        this.#store.appointments.drop(id)
        this.#duties?.[duty](subject)
      })
      return true
    } catch (error) {
      this.#report(error)
      return false
    }
  }

  #earliest(): number {
    return this.#store.appointments.all().reduce((earliest, { at }) => Math.min(earliest, at), Infinity)
  }

  #setTimer(): void {
    if (!this.#duties) return
    clearTimeout(this.#timer)
    const nap = Math.min(Math.max(this.#next - this.#clock.milliseconds, 0), LONGEST_NAP_MILLISECONDS)
    this.#timer = setTimeout(() => this.#wake(), nap)
  }

  #wake(): void {
    this.keep()
    this.#setTimer()
  }
}
