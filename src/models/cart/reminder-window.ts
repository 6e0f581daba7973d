const HOUR = 3_600_000

/** Hours. Whoever has stayed away for longer has decided. */
const TOO_LATE = 7 * 24

/** When a cart must have been touched last for its customer to be reminded of it now. */
export interface ReminderWindow {
  readonly from: Date
  readonly to: Date
}

/** @param hours how long a cart must have lain untouched */
export function reminderWindow(now: Date, hours: number): ReminderWindow {
  return {
    from: new Date(now.getTime() - TOO_LATE * HOUR),
    to: new Date(now.getTime() - hours * HOUR),
  }
}
