/** Says times as people at the shop's place say them. */
export class ShopTime {
  readonly #day: Intl.DateTimeFormat
  readonly #dayAndTime: Intl.DateTimeFormat
  readonly #time: Intl.DateTimeFormat
  readonly #offset: Intl.DateTimeFormat

  // An Intl.DateTimeFormat costs about as much as a whole page of text.
  static readonly #known = new Map<string, ShopTime>()

  /** @param timeZone IANA name, such as Europe/Berlin */
  static in(timeZone: string): ShopTime {
    const known = ShopTime.#known.get(timeZone) ?? new ShopTime(timeZone)
    ShopTime.#known.set(timeZone, known)
    return known
  }

  private constructor(timeZone: string, locale = 'en-GB') {
    const day = { day: 'numeric', month: 'short', year: 'numeric' } as const
    const time = { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const
    this.#day = new Intl.DateTimeFormat(locale, { ...day, timeZone })
    this.#dayAndTime = new Intl.DateTimeFormat(locale, { ...day, ...time, timeZone })
    this.#time = new Intl.DateTimeFormat(locale, { ...time, timeZone })
    this.#offset = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'longOffset' })
  }

  /** '21 Nov 2026' */
  day(at: Date): string {
    return this.#day.format(at)
  }

  /** '21 Nov 2026, 05:24 CET' */
  dayAndTime(at: Date): string {
    return this.#dayAndTime.format(at)
  }

  /** @param day such as '2026-11-21'; clocks are put forward or back before noon, so its noon tells how its evening is */
  endOf(day: string): Date {
    const parts = this.#offset.formatToParts(new Date(`${day}T12:00:00Z`))
    const offset = parts.find(({ type }) => type === 'timeZoneName')?.value.replace('GMT', '') || 'Z'
    return new Date(`${day}T23:59:59.999${offset}`)
  }

  /** '05:24 CET' */
  time(at: Date): string {
    return this.#time.format(at)
  }
}
