import { RedisStore } from 'connect-redis'
import type { Store } from 'express-session'
import { Redis } from 'ioredis'
import type { Logger } from 'pino'

/** Milliseconds. A command that waits longer fails: Redis makes the shop faster, never slower. */
const TIMEOUT = 1_000

export function connectRedis(url: string, log: Logger): Redis {
  const redis = new Redis(url, {
    commandTimeout: TIMEOUT,
    connectTimeout: TIMEOUT,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: true,
  })
  redis.on('error', (error) => log.warn({ err: error }, 'redis'))
  return redis
}

export function redisSessions(redis: Redis): Store {
  return new RedisStore({ client: redis, prefix: 'session:' })
}
