import type { Database } from '../persistence/database.ts'

type Settings = Awaited<ReturnType<Database['read']['settings']['all']>>

/** The shop's settings, read again only after some of what all pages share has changed. */
export class SettingsService {
  readonly #database: Database
  #known: { readonly settings: Settings; readonly shopRevision: number } | null = null

  constructor(database: Database) {
    this.#database = database
  }

  /** Counts at once in every process: the catalogue's clock tells them to read again. */
  async change(settings: Partial<Settings>): Promise<void> {
    await this.#database.transaction(({ settings: kept }) => kept.change(settings))
  }

  async all(): Promise<Settings> {
    const { shopRevision } = await this.#database.clock.now()
    if (this.#known?.shopRevision === shopRevision) return this.#known.settings
    const settings = await this.#database.read.settings.all()
    this.#known = { settings, shopRevision }
    return settings
  }
}
