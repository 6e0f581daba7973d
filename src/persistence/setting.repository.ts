import { z } from 'zod'
import type { Rows } from './database.ts'

const settings = z.object({
  shopName: z.string().default('Lodestone Minerals'),
  currency: z.string().length(3).default('EUR'),
  /** The country that prices are estimated for before the shopper names one. */
  homeCountry: z.string().length(2).default('DE'),
  pricesIncludeTax: z.boolean().default(true),
  holdStockFrom: z.enum(['cart', 'checkout']).default('cart'),
  /** Nobody orders as a guest. */
  accountRequired: z.boolean().default(false),
  /** Hours that a customer's cart lies untouched before they are reminded of it. */
  cartReminderHours: z.number().int().min(1).max(144).default(24),
  /** Minutes after paying during which a shopper may cancel an order that has not left; 0 means never. */
  cancelWithinMinutes: z.number().int().min(0).max(1_440).default(60),
  /** Minutes after the last attempt to pay, after which an unpaid order is given up. A payment page lives for nearly 40. */
  payWithinMinutes: z.number().int().min(45).max(10_080).default(60),
  holidays: z.array(z.string()).default([]),
  /** IANA name; times are shown in it. */
  timeZone: z.string().default('Europe/Berlin'),
  /** UTC. */
  cutOffHour: z.number().int().min(0).max(24).default(13),
  contactEmail: z.string().default('hello@lodestone.example'),
})

/** What a shopkeeper can change while the shop runs. */
export type Settings = z.infer<typeof settings>

export class SettingRepository {
  readonly #rows: Rows
  #known: Promise<Settings> | null = null

  constructor(rows: Rows) {
    this.#rows = rows
  }

  /** Read once per piece of work. */
  all(): Promise<Settings> {
    this.#known ??= this.#read()
    return this.#known
  }

  /** Two who change several at once take turns: each key is locked in the order of the keys. What is undefined stays. */
  async change(changes: Partial<Settings>): Promise<void> {
    const wanted = Object.entries(changes).filter(([, value]) => value !== undefined)
    for (const [key, value] of wanted.sort(([one], [other]) => (one < other ? -1 : 1)))
      await this.#rows.setting.upsert({ where: { key }, create: { key, value }, update: { value } })
    this.#known = null
  }

  async #read(): Promise<Settings> {
    const rows = await this.#rows.setting.findMany()
    return settings.parse(Object.fromEntries(rows.map(({ key, value }) => [key, value])))
  }
}
