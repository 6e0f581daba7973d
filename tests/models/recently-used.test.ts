import { describe, expect, test } from 'vitest'
import { RecentlyUsed } from '../../src/models/recently-used.ts'

describe('what was recently used', () => {
  test('forgets what nobody asked for the longest', () => {
    const kept = new RecentlyUsed<string>(2)
    kept.set('a', 'A')
    kept.set('b', 'B')
    kept.get('a')
    kept.set('c', 'C')
    expect([kept.get('a'), kept.get('b'), kept.get('c')]).toEqual(['A', undefined, 'C'])
  })

  test('counts what things weigh, and what takes the place of another only once', () => {
    const kept = new RecentlyUsed<string>(5, ({ length }) => length)
    kept.set('a', 'aaaa')
    kept.set('a', 'aa')
    kept.set('b', 'bbb')
    expect([kept.get('a'), kept.get('b')]).toEqual(['aa', 'bbb'])
    kept.set('c', 'c')
    expect([kept.get('a'), kept.get('b'), kept.get('c')]).toEqual([undefined, 'bbb', 'c'])
  })

  test('keeps nothing that is too large for it', () => {
    const kept = new RecentlyUsed<string>(2, ({ length }) => length)
    kept.set('a', 'aaa')
    expect(kept.get('a')).toBeUndefined()
  })
})
