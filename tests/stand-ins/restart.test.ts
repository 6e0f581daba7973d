import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, onTestFinished, test } from 'vitest'
import { aClient, anOrder, secretKey, start, WindUpClock, webhookSecret } from './a-stand-in.ts'
import { Shopper } from './shopper.ts'
import { WebhookReceiver } from './webhook-receiver.ts'

const HOUR = 3_600_000

// The tests themselves may run on an older Node that does not read TypeScript.
const projectNode = join(import.meta.dirname, '../../node_modules/.bin/node')

describe('After a restart from its journal the stand-in', () => {
  test('knows sessions, payments, events and idempotency keys', async () => {
    const options = await aJournal()
    const before = await start(options)
    const session = await before.stripe.checkout.sessions.create(anOrder(), { idempotencyKey: 'order-7' })
    await new Shopper().pay(session, '4242424242424242')
    const paid = await before.stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] })
    await before.stop()

    const { stripe, stop } = await start(options)
    onTestFinished(stop)

    expect(await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] })).toEqual(paid)
    expect((await stripe.events.list({ type: 'charge.succeeded' })).data).toHaveLength(1)
    const again = await stripe.checkout.sessions.create(anOrder(), { idempotencyKey: 'order-7' })
    expect(again.id).toBe(session.id)
    expect(again.lastResponse.headers).toHaveProperty('idempotent-replayed')
  })

  test('delivers the webhooks that were still to be delivered', async () => {
    const options = await aJournal()
    options.webhooks.answers.push(500)
    const before = await start({ ...options, backOffMilliseconds: [HOUR] })
    const session = await before.stripe.checkout.sessions.create(anOrder())
    await before.stripe.checkout.sessions.expire(session.id)
    await options.webhooks.until('checkout.session.expired')
    await before.stop()

    const clock = new WindUpClock()
    clock.forward(2 * HOUR)
    const { stop } = await start({ ...options, now: clock.now })
    onTestFinished(stop)

    const [first, second] = await options.webhooks.until('checkout.session.expired', 2)
    expect(second?.id).toBe(first?.id)
  })

  test('expires what has run out and settles what was processing', async () => {
    const options = await aJournal()
    const before = await start({ ...options, lateAfterMilliseconds: HOUR })
    const open = await before.stripe.checkout.sessions.create(anOrder())
    const late = await before.stripe.checkout.sessions.create(anOrder())
    await new Shopper().pay(late, '4000000000006009')
    await before.stop()

    const clock = new WindUpClock()
    clock.forward(25 * HOUR)
    const { stripe, stop } = await start({ ...options, now: clock.now })
    onTestFinished(stop)

    expect(await stripe.checkout.sessions.retrieve(open.id)).toMatchObject({ status: 'expired' })
    expect(await stripe.checkout.sessions.retrieve(late.id)).toMatchObject({ payment_status: 'paid' })
    await options.webhooks.until('checkout.session.async_payment_succeeded')
  })

  test('has lost nothing it had answered, even when it was killed', async () => {
    const options = await aJournal()
    const killed = spawn(projectNode, [join(import.meta.dirname, 'stand-in-process.ts')], {
      env: {
        ...process.env,
        SECRET_KEY: secretKey,
        WEBHOOK_SECRET: webhookSecret,
        WEBHOOK_URL: options.webhookUrl,
        JOURNAL: options.journalPath,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [port] = await once(createInterface(killed.stdout), 'line')
    const session = await aClient(Number(port)).checkout.sessions.create(anOrder())
    const paid = await new Shopper().pay(session, '4242424242424242')
    killed.kill('SIGKILL')
    await once(killed, 'exit')
    appendFileSync(options.journalPath, '{"sessions":{"put":[{"id":"cs_te')

    const { stripe, stop } = await start(options)

    expect(paid.status).toBe(303)
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
    })
    await options.webhooks.until('checkout.session.completed')
    const next = await stripe.checkout.sessions.create(anOrder())
    await stop()
    const afterwards = await start(options)
    onTestFinished(afterwards.stop)
    expect(await afterwards.stripe.checkout.sessions.retrieve(next.id)).toMatchObject({ status: 'open' })
  })
})

test('The journal holds neither card numbers nor security codes', async () => {
  const options = await aJournal()
  const { stripe, stop } = await start(options)
  const session = await stripe.checkout.sessions.create(anOrder())
  const shopper = new Shopper()
  await shopper.pay(session, '4000000000000002', { cvc: '987' })
  await shopper.pay(session, '4242424242424242', { cvc: '987' })
  await stop()

  const journal = readFileSync(options.journalPath, 'utf8')

  expect(journal).toContain('"last4":"4242"')
  expect(journal).not.toContain('4242424242424242')
  expect(journal).not.toContain('4000000000000002')
  expect(journal).not.toContain('"987"')
})

async function aJournal() {
  const folder = mkdtempSync(join(tmpdir(), 'stand-in-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const webhooks = await WebhookReceiver.open(webhookSecret)
  onTestFinished(() => webhooks.close())
  return { journalPath: join(folder, 'stripe.jsonl'), webhooks, webhookUrl: webhooks.url }
}
