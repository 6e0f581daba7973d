import { z } from 'zod'

export const duties = ['expire_session', 'settle_payment', 'settle_refund', 'deliver_event'] as const
export type Duty = (typeof duties)[number]

const appointment = z.object({
  id: z.string(),
  duty: z.enum(duties),
  subject: z.string(),
  at: z.number(),
})

/** Something to be done to one thing at one time (milliseconds); kept in the store, so that a restart keeps it. */
export class Appointment {
  static read = (record: unknown) => new Appointment(appointment.parse(record))

  static make(duty: Duty, subject: string, at: number): Appointment {
    return new Appointment({ id: Appointment.idOf(duty, subject), duty, subject, at })
  }

  static idOf(duty: Duty, subject: string): string {
    return `${duty}:${subject}`
  }

  readonly record: z.infer<typeof appointment>

  constructor(record: z.infer<typeof appointment>) {
    this.record = record
  }

  get id(): string {
    return this.record.id
  }

  get at(): number {
    return this.record.at
  }
}
