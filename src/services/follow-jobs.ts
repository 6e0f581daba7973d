import { z } from 'zod'

/** Asks a guest whether the address is theirs. */
export const confirmationJob = z.object({ followId: z.number().int(), askedAt: z.iso.datetime() })

/** Tells a follower what happened; prices in minor units. */
export const newsJob = z.object({
  /** Names the news, so that no mail of it goes out twice. */
  newsId: z.uuid(),
  followId: z.number().int(),
  news: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('product'),
      before: z.number().int().nullable(),
      price: z.number().int(),
      listPrice: z.number().int(),
      reason: z.string(),
      endsAt: z.iso.datetime().nullable(),
      severalPrices: z.boolean(),
      backInStock: z.boolean(),
    }),
    z.object({ kind: z.literal('arrivals'), productIds: z.array(z.number().int()), total: z.number().int() }),
  ]),
})

export type ConfirmationJob = z.infer<typeof confirmationJob>
export type NewsJob = z.infer<typeof newsJob>
