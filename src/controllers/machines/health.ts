import type { Request, Response } from 'express'
import type { Database } from '../../persistence/database.ts'

export class HealthController {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  live = (_req: Request, res: Response) => {
    res.json({ status: 'ok' })
  }

  ready = async (_req: Request, res: Response) => {
    const alive = await this.#database.isAlive()
    res.status(alive ? 200 : 503).json({ status: alive ? 'ok' : 'database unavailable' })
  }
}
