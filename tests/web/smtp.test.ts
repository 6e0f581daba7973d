import { once } from 'node:events'
import { SMTPServer } from 'smtp-server'
import { expect, test } from 'vitest'
import { aFreePort } from '../support/port.ts'
import { pay, place, toReview } from '../support/purchase.ts'
import { aShop } from '../support/test-shop.ts'
import { Visitor } from '../support/visitor.ts'

test('with SMTP_URL set, mails go out by SMTP, and no page shows them', async () => {
  const received: { to: string[]; source: string }[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        received.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          source: Buffer.concat(chunks).toString(),
        })
        done()
      })
    },
  })
  const port = await aFreePort()
  await once(server.listen(port), 'listening')
  try {
    await using shop = await aShop('demo', { SMTP_URL: `smtp://127.0.0.1:${port}`, LOG_LEVEL: 'silent' })
    const [row] = await shop.database.query<{ id: number }>(
      "SELECT id FROM variants WHERE sku = 'FLUO-TN-GREE'",
    )
    const visitor = new Visitor(shop.url)
    await visitor.post('/cart/lines', { variant: String(row?.id) })
    await pay(visitor, await place(visitor, await toReview(visitor)))

    await expect.poll(() => received.length, { timeout: 15_000 }).toBe(1)
    expect(received[0]?.to).toEqual(['ada@example.com'])
    expect(received[0]?.source).toMatch(/Subject: Your order LM-\d+: thank you/)
    expect(received[0]?.source).toMatch(/multipart\/alternative/)
    expect((await visitor.get('/development/mails')).status).toBe(404)
  } finally {
    await new Promise<void>((closed) => server.close(() => closed()))
  }
})
