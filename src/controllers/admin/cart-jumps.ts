import type { Request, Response } from 'express'
import type { CartWatch } from '../../services/cart-watch.ts'

export class AdminCartJumpsController {
  readonly #watch: CartWatch

  constructor(watch: CartWatch) {
    this.#watch = watch
  }

  index = async (_req: Request, res: Response) => {
    await res.page('admin/cart-jumps/index', { title: 'Unusual carts', jumps: await this.#watch.latest() })
  }
}
