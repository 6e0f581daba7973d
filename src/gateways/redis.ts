import { once } from 'node:events'
import { RedisStore } from 'connect-redis'
import type { Store } from 'express-session'
import { Redis } from 'ioredis'
import type { Logger } from 'pino'

/** Milliseconds. A command that waits longer fails: Redis makes the shop faster, never slower. */
const TIMEOUT = 1_000
/** Seconds that a session is answered for without asking PostgreSQL. */
const COPY_LIFE = 300

/** Resolves once Redis answers, or after a second without it: the shop opens either way. */
export async function connectRedis(url: string, log: Logger): Promise<Redis> {
  const redis = new Redis(url, {
    commandTimeout: TIMEOUT,
    connectTimeout: TIMEOUT,
    maxRetriesPerRequest: 1,
    // While it is away nobody queues up for it.
    enableOfflineQueue: false,
  })
  redis.on('error', (error) => log.warn({ err: error }, 'redis'))
  await once(redis, 'ready', { signal: AbortSignal.timeout(TIMEOUT) }).catch(() => {})
  return redis
}

/** Copies of sessions, for so long at a time. */
export function redisSessions(redis: Redis): Store {
  return new RedisStore({ client: redis, prefix: 'session:', ttl: () => COPY_LIFE })
}
