import type { Request, Response } from 'express'
import type { PaymentService } from '../../services/payment.service.ts'

export class StripeWebhooksController {
  readonly #payments: PaymentService

  constructor(payments: PaymentService) {
    this.#payments = payments
  }

  create = async (req: Request, res: Response) => {
    const body: unknown = req.body
    await this.#payments.receive(Buffer.isBuffer(body) ? body : Buffer.alloc(0), req.get('stripe-signature'))
    res.json({ received: true })
  }
}
