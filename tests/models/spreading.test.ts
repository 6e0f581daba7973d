import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Pile, type Share, spread, spreadWithin } from '../../src/models/pricing/spreading.ts'

const MILLION = 1_000_000

const aPile = fc
  .record({
    count: fc.integer({ min: 1, max: 9_999 }),
    price: fc.integer({ min: 0, max: 5 * MILLION }),
    floor: fc.integer({ min: 0, max: 5 * MILLION }),
  })
  .map(({ count, price, floor }): Pile => ({ count, price, room: Math.max(0, price - floor) }))

const takenFrom = (piles: readonly Pile[], shares: readonly Share[]) =>
  piles.reduce(
    (sum, { count }, index) => sum + count * (shares[index]?.each ?? 0) + (shares[index]?.more ?? 0),
    0,
  )

describe('a discount is spread over units', () => {
  test.each<[string, number, [count: number, price: number, room: number][], [each: number, more: number][]]>(
    [
      // 100 × 500/1000 = 50, 100 × 300/1000 = 30, 100 × 200/1000 = 20
      [
        'in proportion to their price',
        100,
        [
          [1, 500, 500],
          [1, 300, 300],
          [1, 200, 200],
        ],
        [
          [50, 0],
          [30, 0],
          [20, 0],
        ],
      ],
      // 100 ÷ 3 = 33⅓ each; the cent that is left goes to the first
      [
        'with the cent that is left to the earlier of equals',
        100,
        [
          [1, 10, 10],
          [1, 10, 10],
          [1, 10, 10],
        ].map(([c, ,]) => [c ?? 1, 100, 100]),
        [
          [33, 1],
          [33, 0],
          [33, 0],
        ],
      ],
      // 10 × 7/22 = 3.18, 10 × 8/22 = 3.63, 10 × 7/22 = 3.18: 3 + 3 + 3, and one more where most is left
      [
        'with the cent that is left to the largest remainder',
        10,
        [
          [1, 7, 7],
          [1, 8, 8],
          [1, 7, 7],
        ],
        [
          [3, 0],
          [3, 1],
          [3, 0],
        ],
      ],
      // 7 units of 3.00: 10 ÷ 7 = 1.43, so 1 each, and 3 units one more
      ['so that units of one pile differ by a cent at most', 10, [[7, 300, 300]], [[1, 3]]],
      // 600 over 1000 and 1000: 300 each, but the first has room for 50; the other gives 550
      [
        'and what one has no room for, the others give',
        600,
        [
          [1, 1_000, 50],
          [1, 1_000, 1_000],
        ],
        [
          [50, 0],
          [550, 0],
        ],
      ],
      // Rooms 50 and 150: both are full, and 300 of the 500 are not given
      [
        'and what none has room for is not given',
        500,
        [
          [1, 1_000, 50],
          [1, 1_000, 150],
        ],
        [
          [50, 0],
          [150, 0],
        ],
      ],
      // 90 over 100 + 100 + 100: 30 each; the first has 10, so 80 over two are 40; the second has 35, so the third gives 45
      [
        'however often somebody is full',
        90,
        [
          [1, 100, 10],
          [1, 100, 35],
          [1, 100, 100],
        ],
        [
          [10, 0],
          [35, 0],
          [45, 0],
        ],
      ],
      [
        'and nothing comes off what costs nothing',
        50,
        [
          [1, 0, 0],
          [1, 100, 100],
        ],
        [
          [0, 0],
          [50, 0],
        ],
      ],
    ],
  )('%s', (_how, discount, piles, shares) => {
    const found = spread(
      discount,
      piles.map(([count, price, room]) => ({ count, price, room })),
    )
    expect(found.map(({ each, more }) => [each, more])).toEqual(shares)
  })

  test('whatever they cost, the shares add up to the discount or to all that there is room for', () => {
    fc.assert(
      fc.property(
        fc.array(aPile, { maxLength: 30 }),
        fc.integer({ min: 0, max: 1_000 * MILLION }),
        (piles, discount) => {
          const shares = spread(discount, piles)
          const room = piles.reduce((sum, { count, room }) => sum + count * room, 0)
          expect(takenFrom(piles, shares)).toBe(Math.min(discount, room))
        },
      ),
    )
  })

  test('whatever they cost, no unit gives more than it has room for', () => {
    fc.assert(
      fc.property(
        fc.array(aPile, { maxLength: 30 }),
        fc.integer({ min: 0, max: 1_000 * MILLION }),
        (piles, discount) => {
          for (const give of [spread, spreadWithin])
            give(discount, piles).forEach(({ each, more }, index) => {
              expect(each + (more > 0 ? 1 : 0)).toBeLessThanOrEqual(piles[index]?.room ?? 0)
              expect(more).toBeLessThanOrEqual(piles[index]?.count ?? 0)
            })
        },
      ),
    )
  })

  test('is the same for a pile of many as for as many piles of one', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.integer({ min: 1, max: 12 }),
            fc.integer({ min: 0, max: 5_000 }),
            fc.integer({ min: 0, max: 5_000 }),
          ),
          {
            maxLength: 6,
          },
        ),
        fc.integer({ min: 0, max: 100_000 }),
        (made, discount) => {
          const piles = made.map(([count, price, floor]) => ({
            count,
            price,
            room: Math.max(0, price - floor),
          }))
          const single = piles.flatMap((pile) =>
            Array.from({ length: pile.count }, () => ({ ...pile, count: 1 })),
          )
          const unitsOfPiles = spread(discount, piles).flatMap(({ each, more }, index) =>
            Array.from({ length: piles[index]?.count ?? 0 }, (_, unit) => each + (unit < more ? 1 : 0)),
          )
          expect(unitsOfPiles).toEqual(spread(discount, single).map(({ each, more }) => each + more))
        },
      ),
    )
  })

  test('is exact for amounts whose product no double can hold', () => {
    // 2 000 000 000 over prices of 1 900 000 001 and 1 900 000 000: half each, and the odd part decides
    const shares = spread(2_000_000_001, [
      { count: 1, price: 1_900_000_001, room: 1_900_000_001 },
      { count: 1, price: 1_900_000_000, room: 1_900_000_000 },
    ])
    expect(shares.map(({ each, more }) => each + more)).toEqual([1_000_000_001, 1_000_000_000])
  })
})
