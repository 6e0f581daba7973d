import { randomBytes } from 'node:crypto'
import { CouponRepository } from '../../src/persistence/coupon.repository.ts'
import { SettingRepository } from '../../src/persistence/setting.repository.ts'
import type { Prisma, PrismaClient } from '../client/client.ts'

type Rows = Prisma.TransactionClient

const DAY = 86_400_000
/** Handed out at the fair, each for one order. */
const VOUCHERS = 40

/**
 * What the demo shop promises, and to whom. All of it needs a code, a group or ten orders, so that nobody who just looks
 * around meets other prices than those on the labels.
 */
export async function loadPromotions(client: PrismaClient, now: Date): Promise<void> {
  await client.$transaction(async (rows) => {
    await threeForTwo(rows)
    await firstOrder(rows)
    await fair(rows, now)
    await tenthOrder(rows)
    await museums(rows)
  })
}

async function threeForTwo(rows: Rows): Promise<void> {
  const zeolites = await rows.category.findUnique({ where: { slug: 'zeolites' } })
  if (!zeolites) return
  await rows.promotion.create({
    data: {
      name: 'Three zeolites for two',
      priority: 20,
      rules: [],
      actions: [{ kind: 'buy-x-get-y', buy: 2, get: 1, categoryIds: [zeolites.id] }],
      needsCoupon: true,
      coupons: { create: { code: 'THREEFORTWO' } },
    },
  })
}

async function firstOrder(rows: Rows): Promise<void> {
  await rows.promotion.create({
    data: {
      name: 'Free delivery of your first order',
      rules: [
        { kind: 'nth-order', n: 1 },
        { kind: 'items-total-at-least', amount: 2_500 },
        { kind: 'ships-to', countries: ['DE', 'AT', 'CH'] },
      ],
      actions: [{ kind: 'percent-off-shipping', percent: 100 }],
      limitPerCustomer: 1,
      needsCoupon: true,
      coupons: { create: { code: 'HELLO' } },
    },
  })
}

async function fair(rows: Rows, now: Date): Promise<void> {
  const { id } = await rows.promotion.create({
    data: {
      name: 'Mineral fair: €15 off',
      priority: 10,
      rules: [{ kind: 'items-total-at-least', amount: 10_000 }],
      actions: [{ kind: 'fixed-off-order', amount: 1_500 }],
      endsAt: new Date(now.getTime() + 60 * DAY),
      limitPerCustomer: 1,
      givesBack: false,
      needsCoupon: true,
    },
  })
  const coupons = new CouponRepository(rows, new SettingRepository(rows))
  await coupons.issue(id, VOUCHERS, { prefix: 'FAIR', limit: 1 }, randomBytes)
}

async function tenthOrder(rows: Rows): Promise<void> {
  await rows.promotion.create({
    data: {
      name: 'Your tenth order: delivery is on us',
      rules: [{ kind: 'nth-order', n: 10 }],
      actions: [{ kind: 'percent-off-shipping', percent: 100 }],
    },
  })
}

/** Two of the customers buy for collections: what there is plenty of costs them less, and five pieces less again. */
async function museums(rows: Rows): Promise<void> {
  const collectors = await rows.user.findMany({
    where: { role: 'customer' },
    orderBy: { id: 'asc' },
    take: 2,
    select: { id: true },
  })
  const group = await rows.customerGroup.create({
    data: { name: 'Museums and schools', members: { create: collectors.map(({ id }) => ({ userId: id })) } },
  })
  const plentiful = await rows.variant.findMany({ where: { stock: { onHand: { gte: 8 } } } })
  await rows.groupPrice.createMany({
    data: plentiful.map(({ id, price }) => ({
      variantId: id,
      groupId: group.id,
      price: Math.round(price * 0.85),
    })),
  })
  await rows.promotion.create({
    data: {
      name: 'Museums and schools: 5 % off five pieces',
      rules: [
        { kind: 'customer-group', groupId: group.id },
        { kind: 'quantity-at-least', quantity: 5 },
      ],
      actions: [{ kind: 'percent-off-order', percent: 5 }],
    },
  })
}
