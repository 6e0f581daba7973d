import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Money } from '../../src/models/money.ts'

const anAmount = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 })
const weights = fc.array(fc.nat({ max: 1_000_000 }), { minLength: 1, maxLength: 30 })

describe('money', () => {
  test('prints each currency with its own decimals', () => {
    expect(Money.of(1_999, 'EUR').format()).toBe('€19.99')
    expect(Money.of(1_999, 'JPY').format()).toBe('JP¥1,999')
    expect(Money.of(1_999, 'KWD').decimal).toBe('1.999')
    expect(Money.of(1_999, 'JPY').decimal).toBe('1999')
  })

  test('refuses fractions of a minor unit and mixed currencies', () => {
    expect(() => Money.of(19.99, 'EUR')).toThrow(RangeError)
    expect(() => Money.of(1, 'EUR').plus(Money.of(1, 'USD'))).toThrow(RangeError)
  })

  test.each([
    [5, 10, 1], // half a cent goes up
    [-5, 10, -1], // and, below zero, away from zero
    [4, 10, 0],
    [15, 10, 2],
    [1_050, 19, 200], // 199.5
  ])('%i cents: %i per cent are %i', (amount, percentage, expected) => {
    expect(Money.of(amount, 'EUR').percent(percentage).amount).toBe(expected)
  })

  test('splits by the largest remainder, ties to the earlier part', () => {
    const parts = (amount: number, shares: number[]) =>
      Money.of(amount, 'EUR')
        .allocate(shares)
        .map((part) => part.amount)
    expect(parts(100, [1, 1, 1])).toEqual([34, 33, 33])
    expect(parts(5, [3, 7])).toEqual([2, 3])
    expect(parts(-100, [1, 1, 1])).toEqual([-34, -33, -33])
    expect(parts(10, [0, 0])).toEqual([5, 5])
  })

  test('split parts always add up to the whole and stay within a unit of their exact share', () => {
    fc.assert(
      fc.property(anAmount, weights, (amount, shares) => {
        const parts = Money.of(amount, 'EUR').allocate(shares)
        const total = shares.reduce((sum, share) => sum + share, 0)
        expect(parts.reduce((sum, part) => sum + part.amount, 0)).toBe(amount)
        if (total > 0)
          for (const [index, part] of parts.entries())
            expect(Math.abs(part.amount - (amount * (shares[index] ?? 0)) / total)).toBeLessThanOrEqual(1)
      }),
    )
  })
})
