import type { TaskList } from 'graphile-worker'
import type { Logger } from 'pino'
import { z } from 'zod'
import { JobRunner } from './persistence/job-runner.ts'
import { listenedPool } from './persistence/pool.ts'
import { confirmationJob, newsJob } from './services/follow-jobs.ts'
import { lookupJob } from './services/order-lookup.service.ts'
import type { Services } from './services.ts'
import { type ReactionName, reactions, subscriptions } from './subscriptions.ts'

const eventJob = z.object({ eventId: z.uuid() })
const refundJob = z.object({ refundId: z.uuid() })

const CONCURRENCY = 4

/** Carts' holds and followers every minute, unpaid orders every five, carts that were left every ten; what nobody came back to, and what is wanted, at night. */
const CRONTAB = `
* * * * * sweep-holds
*/5 * * * * abandon-unpaid-orders
17 3 * * * forget-old-drafts
27 3 * * * count-popularity
37 3 * * * count-pairs
* * * * * tell-followers ?queue=follows&jobKey=tell-followers&max=1
47 3 * * * forget-unconfirmed-follows
57 3 * * * forget-old-cart-memos
*/10 * * * * remind-of-carts
`

/** Starts the half of the shop that no shopper waits for. */
export async function startBackground(
  services: Services,
  databaseUrl: string,
  log: Logger,
): Promise<{ stop(): Promise<void> }> {
  // The runner would not wait for a pool of its own to end.
  const pgPool = listenedPool(databaseUrl, CONCURRENCY + 2, (error) =>
    log.warn(`job database: ${error.message}`),
  )
  const jobs = { concurrency: CONCURRENCY, crontab: CRONTAB, taskList: tasks(services) }
  const runner = await JobRunner.start(jobs, pgPool, log)
  return {
    stop: async () => {
      await runner.stop()
      await pgPool.end()
    },
  }
}

function tasks(services: Services): TaskList {
  return {
    // One job a reaction, so that a mail server that is down does not repeat the reactions that went well.
    tell: async (input, { addJob }) => {
      const event = await services.outbox.find(eventJob.parse(input).eventId)
      for (const name of event ? subscriptions[event.type] : [])
        await addJob(name, { eventId: event?.id }, { jobKey: `${name}:${event?.id}` })
    },
    'send-refund': async (input) => services.payments.sendRefund(refundJob.parse(input).refundId),
    'sweep-holds': async () => {
      await services.inventory.sweepExpiredHolds()
    },
    'abandon-unpaid-orders': async () => services.orders.abandonUnpaid(),
    'forget-old-drafts': async () => services.checkout.forgetOldDrafts(),
    'count-popularity': async () => services.demand.countPopularity(),
    'count-pairs': async () => services.demand.countPairs(),
    'tell-followers': async () => services.followNews.tell(),
    'forget-unconfirmed-follows': async () => services.follows.forgetUnconfirmed(),
    'forget-old-cart-memos': async () => services.carts.forgetOldMemos(),
    'remind-of-carts': async () => services.cartReminders.tell(),
    'mail-order-link': async (input) => services.orderLookup.mail(lookupJob.parse(input)),
    'mail-follow-confirmation': async (input) => services.followMails.confirm(confirmationJob.parse(input)),
    'mail-follow-news': async (input) => services.followMails.news(newsJob.parse(input)),
    ...Object.fromEntries(reactionNames().map((name) => [name, reactionTask(services, name)])),
  }
}

function reactionTask(services: Services, name: ReactionName): TaskList[string] {
  return async (input) => {
    const event = await services.outbox.find(eventJob.parse(input).eventId)
    if (event) await reactions[name](services, event)
  }
}

function reactionNames(): ReactionName[] {
  return [...new Set(Object.values(subscriptions).flat())]
}
