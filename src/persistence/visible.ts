import type { Prisma } from '../../prisma/client/client.ts'

/** Shoppers see what is published and whose time has come. */
export function visible(now: Date) {
  return { status: 'published', publishedAt: { lte: now } } as const satisfies Prisma.ProductWhereInput
}
