import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { Coupon, type CouponFacts } from '../../src/models/pricing/coupon.ts'
import { couponCodes } from '../../src/models/pricing/coupon-batch.ts'
import { NOW } from './cast.ts'

const before = new Date(NOW.getTime() - 1)
const after = new Date(NOW.getTime() + 1)

describe('a coupon', () => {
  test.each<[string, Partial<CouponFacts>, string | null]>([
    ['without limits counts', {}, null],
    ['counts from its first moment on', { window: { startsAt: NOW, endsAt: after } }, null],
    [
      'does not count before it',
      { window: { startsAt: after, endsAt: null } },
      'The coupon “TEN” is not valid yet.',
    ],
    [
      'does not count at its last moment',
      { window: { startsAt: before, endsAt: NOW } },
      'The coupon “TEN” has run out.',
    ],
    ['counts below its limit', { uses: [{ limit: 3, used: 2 }] }, null],
    ['does not count at its limit', { uses: [{ limit: 3, used: 3 }] }, 'The coupon “TEN” has been used up.'],
    [
      'does not count when all codes of its promotion are used up',
      {
        uses: [
          { limit: 3, used: 0 },
          { limit: 5, used: 5 },
        ],
      },
      'The coupon “TEN” has been used up.',
    ],
    [
      'does not count again for a customer who has used it',
      { usesByCustomer: [{ limit: 1, used: 1 }] },
      'You have used the coupon “TEN” as often as it counts for one customer.',
    ],
  ])('%s', (_what, facts, sentence) => {
    const window = { startsAt: null, endsAt: null }
    const coupon = new Coupon({
      code: 'TEN',
      window,
      uses: [{ limit: null, used: 99 }],
      usesByCustomer: [],
      ...facts,
    })
    expect(coupon.refusal(NOW)).toBe(sentence)
  })
})

describe('codes made in bulk', () => {
  test('are all different, begin as wished and have no letters that are read for one another', () => {
    const codes = couponCodes(5_000, 'SPRING', randomBytes)
    expect(new Set(codes).size).toBe(5_000)
    expect(codes.filter((code) => !/^SPRING(-[2-9A-HJ-NP-Z]{4}){3}$/.test(code))).toEqual([])
    expect(couponCodes(1, '', randomBytes)[0]).toMatch(/^[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){2}$/)
  })

  test('use every letter equally often, and nothing but chance', () => {
    const letters = couponCodes(1, '', () => Uint8Array.from([0, 31, 32, 63, 255, 1, 2, 3, 4, 5, 6, 7]))
    expect(letters).toEqual(['2Z2Z-Z345-6789'])
  })
})
