import { StripeStandIn } from '../../src/stand-ins/stripe/stripe-stand-in.ts'

// A stand-in in a process of its own, so that a test can kill it; it prints its port.
const { SECRET_KEY = '', WEBHOOK_SECRET = '', WEBHOOK_URL = '', JOURNAL = '' } = process.env

const standIn = new StripeStandIn({
  secretKey: SECRET_KEY,
  webhookSecret: WEBHOOK_SECRET,
  webhookUrl: WEBHOOK_URL,
  journalPath: JOURNAL,
  merchantName: 'Cartwright',
})
const { port } = await standIn.listen(0)
console.log(port)
