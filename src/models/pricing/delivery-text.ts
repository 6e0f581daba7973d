import type { DeliveryPromise } from './shipping.ts'

/** 'Thu 26 – Mon 30 Nov', or one day when both are the same. */
export function deliveryText({ from, to }: DeliveryPromise, locale = 'en-GB'): string {
  const day = (date: Date, withMonth: boolean) =>
    new Intl.DateTimeFormat(locale, {
      weekday: 'short',
      day: 'numeric',
      ...(withMonth && { month: 'short' }),
      timeZone: 'UTC',
    })
      .format(date)
      .replace(',', '')
  if (from.getTime() === to.getTime()) return day(from, true)
  const sameMonth = from.getUTCMonth() === to.getUTCMonth()
  return `${day(from, !sameMonth)} – ${day(to, true)}`
}
