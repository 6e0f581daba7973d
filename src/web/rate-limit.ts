import type { Request, RequestHandler } from 'express'
import type { Redis } from 'ioredis'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import { networkOf } from './network.ts'

export interface Limit {
  readonly name: string
  readonly points: number
  readonly seconds: number
}

export class TooManyRequests extends Error {
  override name = 'TooManyRequests'
  readonly seconds: number

  constructor(seconds: number) {
    super(
      `That was too often. Please try again in ${seconds > 90 ? `${Math.ceil(seconds / 60)} minutes` : `${seconds} seconds`}.`,
    )
    this.seconds = seconds
  }
}

/**
 * Counts requests, in Redis where there is one; while Redis is down, each process counts for itself.
 *
 * @param whose by what they are told apart: by address, unless it says otherwise
 */
export function rateLimit(
  { name, points, seconds }: Limit,
  redis: Redis | null,
  whose: (req: Request) => string = byAddress,
): RequestHandler {
  const memory = new RateLimiterMemory({ keyPrefix: name, points, duration: seconds })
  const limiter = redis
    ? new RateLimiterRedis({
        storeClient: redis,
        keyPrefix: name,
        points,
        duration: seconds,
        insuranceLimiter: memory,
      })
    : memory
  return async (req, res, next) => {
    try {
      await limiter.consume(whose(req))
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused
      const wait = Math.max(1, Math.ceil(refused.msBeforeNext / 1000))
      res.set('Retry-After', String(wait))
      throw new TooManyRequests(wait)
    }
    next()
  }
}

function byAddress({ ip }: Request): string {
  return ip ? networkOf(ip) : 'unknown'
}
