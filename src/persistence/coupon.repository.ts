import { CouponRefused } from '../models/errors.ts'
import {
  alreadyUsed,
  brokenCoupon,
  Coupon,
  type CouponClaim,
  type Uses,
  unknownCoupon,
} from '../models/pricing/coupon.ts'
import { couponCodes } from '../models/pricing/coupon-batch.ts'
import { sameCode } from '../models/pricing/coupon-code.ts'
import type { Promotion } from '../models/pricing/promotion.ts'
import type { Rows } from './database.ts'
import { type OnUnreadable, PromotionRows } from './promotion-rows.ts'
import type { SettingRepository } from './setting.repository.ts'

/** Who uses a coupon: known by their account, by the mail address of the order, or by both. */
export interface CouponUser {
  readonly userId: number | null
  /** Empty until they have typed one. Compared without regard to case. */
  readonly email: string
}

/** What a coupon of a batch allows; null means without limit, and to give back as its promotion says. */
export interface BatchTerms {
  readonly prefix: string
  readonly limit: number | null
  readonly limitPerCustomer?: number | null
  readonly startsAt?: Date | null
  readonly endsAt?: Date | null
  readonly givesBack?: boolean | null
}

/** Codes that could not be added because they were there, by a chance of one in 2⁶⁰ each, are made anew. */
const MOST_ROUNDS = 5

/** Coupons, and the uses of them. */
export class CouponRepository {
  readonly #rows: Rows
  readonly #settings: SettingRepository
  readonly #promotions: PromotionRows

  constructor(rows: Rows, settings: SettingRepository, onUnreadable: OnUnreadable = () => {}) {
    this.#rows = rows
    this.#settings = settings
    this.#promotions = new PromotionRows(rows, onUnreadable)
  }

  /** What stands behind the codes a shopper typed. */
  async claims(codes: readonly string[], user: CouponUser, now: Date): Promise<CouponClaim[]> {
    if (codes.length === 0) return []
    const rows = await this.#rows.coupon.findMany({
      where: { code: { in: [...codes] } },
      include: { promotion: true },
    })
    const { currency } = await this.#settings.all()
    const promotions = await this.#promotions.read(
      rows.map(({ promotion }) => promotion),
      currency,
      true,
    )
    const uses = await this.#usesBy(
      user,
      rows.map(({ promotionId }) => promotionId),
    )
    return codes.map((code) => {
      const row = rows.find((coupon) => sameCode(coupon.code, code))
      return row ? claim(row, promotions.get(row.promotionId), uses, now) : unknownCoupon(code)
    })
  }

  /**
   * Counts one use of each code for an order. The promotion is locked first, so that whoever comes at the same time, with
   * whatever spelling or other code of it, counts after this transaction and sees what it has counted.
   *
   * @throws CouponRefused if a limit was reached meanwhile
   */
  async use(codes: readonly string[], orderNumber: string, user: CouponUser, now: Date): Promise<void> {
    for (const { code, promotionId } of await this.#inLockOrder(codes)) {
      const ofPromotion = await this.#rows.$executeRaw`
        UPDATE promotions SET used = used + 1
         WHERE id = ${promotionId} AND ("limit" IS NULL OR used < "limit")`
      const ofCode = await this.#rows.$executeRaw`
        UPDATE coupons SET used = used + 1
         WHERE code = ${code}::citext AND ("limit" IS NULL OR used < "limit")`
      if (ofPromotion + ofCode < 2) throw new CouponRefused(`The coupon “${code}” has just been used up.`)
      const noted = await this.#rows.$executeRaw`
        INSERT INTO coupon_uses (order_number, promotion_id, code, user_id, email, at)
        SELECT ${orderNumber}, p.id, c.code, ${user.userId}::int, ${user.email}::citext, ${now}
          FROM coupons c JOIN promotions p ON p.id = c.promotion_id
          CROSS JOIN LATERAL (
            SELECT count(*) AS of_promotion, count(*) FILTER (WHERE u.code = c.code) AS of_code
              FROM coupon_uses u
             WHERE u.promotion_id = p.id AND u.given_back_at IS NULL
               AND (u.email = ${user.email}::citext OR u.user_id = ${user.userId}::int)) AS mine
         WHERE c.code = ${code}::citext
           AND (p.limit_per_customer IS NULL OR mine.of_promotion < p.limit_per_customer)
           AND (c.limit_per_customer IS NULL OR mine.of_code < c.limit_per_customer)`
      if (noted === 0) throw new CouponRefused(alreadyUsed(code))
    }
  }

  /**
   * The order's uses come back, each once, however often this is called.
   *
   * @param why `revised` gives all of them back, because the same order will use them again; `ended` only those of coupons
   * that give back
   */
  async giveBack(orderNumber: string, why: 'revised' | 'ended', now: Date): Promise<void> {
    const returned = await this.#rows.$queryRaw<{ code: string; promotionId: number }[]>`
      UPDATE coupon_uses u SET given_back_at = ${now}
        FROM promotions p
       WHERE u.order_number = ${orderNumber} AND u.given_back_at IS NULL AND p.id = u.promotion_id
         AND (${why} = 'revised'
              OR coalesce((SELECT c.gives_back FROM coupons c WHERE c.code = u.code), p.gives_back))
      RETURNING u.code::text, u.promotion_id AS "promotionId"`
    for (const { code, promotionId } of returned.toSorted(inLockOrder)) {
      await this.#rows
        .$executeRaw`UPDATE promotions SET used = used - 1 WHERE id = ${promotionId} AND used > 0`
      await this.#rows
        .$executeRaw`UPDATE coupons SET used = used - 1 WHERE code = ${code}::citext AND used > 0`
    }
  }

  /**
   * An order that was being changed has been paid as it was: what it used counts again, unless the last use has gone to
   * somebody else meanwhile, whose order is as good.
   */
  async useAgain(orderNumber: string, codes: readonly string[], user: CouponUser, now: Date): Promise<void> {
    for (const { code } of await this.#inLockOrder(codes)) {
      const [free] = await this.#rows.$queryRaw<unknown[]>`
        SELECT 1 FROM promotions p JOIN coupons c ON c.promotion_id = p.id
         WHERE c.code = ${code}::citext
           AND (p."limit" IS NULL OR p.used < p."limit") AND (c."limit" IS NULL OR c.used < c."limit")
           AND NOT EXISTS (SELECT 1 FROM coupon_uses u
                            WHERE u.order_number = ${orderNumber} AND u.code = c.code AND u.given_back_at IS NULL)
           FOR UPDATE`
      if (!free) continue
      await this.#rows.$executeRaw`
        UPDATE promotions SET used = used + 1 WHERE id = (SELECT promotion_id FROM coupons WHERE code = ${code}::citext)`
      await this.#rows.$executeRaw`UPDATE coupons SET used = used + 1 WHERE code = ${code}::citext`
      await this.#rows.$executeRaw`
        INSERT INTO coupon_uses (order_number, promotion_id, code, user_id, email, at)
        SELECT ${orderNumber}, promotion_id, code, ${user.userId}::int, ${user.email}::citext, ${now}
          FROM coupons WHERE code = ${code}::citext`
    }
  }

  /**
   * Adds that many coupons whose codes cannot be guessed.
   *
   * @param chance as many random bytes as it is asked for
   * @returns their codes
   */
  async issue(
    promotionId: number,
    count: number,
    { prefix, ...terms }: BatchTerms,
    chance: (bytes: number) => Uint8Array,
  ): Promise<readonly string[]> {
    const issued: string[] = []
    for (let round = 0; round < MOST_ROUNDS && issued.length < count; round += 1) {
      const codes = couponCodes(count - issued.length, prefix, chance)
      const added = await this.#rows.coupon.createManyAndReturn({
        data: codes.map((code) => ({ ...terms, code, promotionId })),
        skipDuplicates: true,
        select: { code: true },
      })
      issued.push(...added.map(({ code }) => code))
    }
    return issued
  }

  /** By promotion, then by code: two orders with the same coupons must lock them in the same order, or they deadlock. */
  async #inLockOrder(codes: readonly string[]): Promise<readonly { code: string; promotionId: number }[]> {
    if (codes.length === 0) return []
    const rows = await this.#rows.coupon.findMany({
      where: { code: { in: [...codes] } },
      select: { code: true, promotionId: true },
    })
    const gone = codes.find((code) => !rows.some((row) => sameCode(row.code, code)))
    if (gone) throw new CouponRefused(`The coupon “${gone}” is no longer there.`)
    return rows.toSorted(inLockOrder)
  }

  async #usesBy(
    { userId, email }: CouponUser,
    promotionIds: readonly number[],
  ): Promise<readonly KnownUse[]> {
    if (promotionIds.length === 0 || (userId === null && email === '')) return []
    return this.#rows.$queryRaw<KnownUse[]>`
      SELECT promotion_id AS "promotionId", code::text FROM coupon_uses
       WHERE given_back_at IS NULL AND promotion_id = ANY(${[...promotionIds]})
         AND (user_id = ${userId}::int OR email = ${email}::citext)`
  }
}

interface KnownUse {
  readonly promotionId: number
  readonly code: string
}

interface CouponRow {
  readonly code: string
  readonly limit: number | null
  readonly limitPerCustomer: number | null
  readonly used: number
  readonly startsAt: Date | null
  readonly endsAt: Date | null
  readonly promotionId: number
  readonly promotion: Pick<CouponRow, 'limit' | 'limitPerCustomer' | 'used'>
}

function claim(
  row: CouponRow,
  promotion: Promotion | undefined,
  uses: readonly KnownUse[],
  now: Date,
): CouponClaim {
  if (!promotion) return brokenCoupon(row.code)
  const ofPromotion = uses.filter(({ promotionId }) => promotionId === row.promotionId)
  const ofCode = ofPromotion.filter(({ code }) => sameCode(code, row.code))
  const byCustomer = (limit: number | null, { length }: readonly unknown[]): Uses => ({ limit, used: length })
  const coupon = new Coupon({
    code: row.code,
    window: row,
    uses: [row, row.promotion],
    usesByCustomer: [
      byCustomer(row.limitPerCustomer, ofCode),
      byCustomer(row.promotion.limitPerCustomer, ofPromotion),
    ],
  })
  return { code: row.code, promotion, refusal: coupon.refusal(now) }
}

function inLockOrder(one: KnownUse, other: KnownUse): number {
  if (one.promotionId !== other.promotionId) return one.promotionId - other.promotionId
  const [a, b] = [one.code.toLowerCase(), other.code.toLowerCase()]
  return a < b ? -1 : a > b ? 1 : 0
}
