import type { Request, Response } from 'express'

/** For whoever runs the shop: is the process alive, and can it serve? */
export class HealthController {
  readonly #isReady: () => Promise<boolean>

  constructor(isReady: () => Promise<boolean>) {
    this.#isReady = isReady
  }

  live = (_req: Request, res: Response) => {
    res.json({ status: 'ok' })
  }

  ready = async (_req: Request, res: Response) => {
    const ready = await this.#isReady()
    res.status(ready ? 200 : 503).json({ status: ready ? 'ok' : 'database unavailable' })
  }
}
