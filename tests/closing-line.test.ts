import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { aFolder } from './support/temporary.ts'

const STORY = `
  test('kept', () => {})
  test('left out', () => {})
  describe('never opened', () => {
    beforeAll(() => { throw new Error('locked') })
    test('kept inside', () => {})
    test('left out inside', () => {})
  })
  describe('never closed', () => {
    afterAll(() => { throw new Error('jammed') })
    test('kept before', () => {})
  })`

/** The last line of a run of these tests. */
function lastLine(story: string, ...options: string[]): string | undefined {
  const root = aFolder('closing-line')
  writeFileSync(join(root, 'story.test.ts'), story)
  const vitest = resolve('node_modules/vitest/vitest.mjs')
  const reporter = resolve('tests/support/closing-line.ts')
  const run = ['run', '--root', root, '--globals', '--reporter', reporter, ...options]
  const { stdout } = spawnSync(process.execPath, [vitest, ...run], { encoding: 'utf8' })
  return stdout.trim().split('\n').at(-1)
}

test('what a filter leaves out is neither passed nor failed', () => {
  expect(lastLine("test('kept', () => {}); test('left out', () => {})", '-t', 'kept')).toBe(
    '1 passed, 0 failed',
  )
})

test('a hook that fails counts, and so do the tests that did not run because of it', () => {
  expect(lastLine(STORY, '-t', 'kept')).toBe('2 passed, 3 failed')
  expect(lastLine(STORY)).toBe('3 passed, 4 failed')
})

test('a test that is skipped by its author is not passed', () => {
  expect(lastLine("test('kept', () => {}); test.skip('put off', () => {})")).toBe('1 passed, 1 failed')
})
