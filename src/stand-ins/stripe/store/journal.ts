import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

const entry = z.record(
  z.string(),
  z.object({ put: z.array(z.unknown()).default([]), drop: z.array(z.string()).default([]) }),
)

/** What one transaction changed: per shelf, the records put and the ids dropped. */
export type JournalEntry = z.infer<typeof entry>

export interface Journal {
  entries(): Iterable<JournalEntry>
  append(entry: JournalEntry): void
  close(): void
}

/** An append-only file with one transaction per line. */
export class FileJournal implements Journal {
  readonly #file: number
  readonly #lines: string[]
  #length: number

  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true })
    this.#file = openSync(path, 'a+', 0o600)
    const whole = wholeLines(readFileSync(path))
    this.#lines = whole.toString('utf8').split('\n').filter(Boolean)
    this.#length = whole.length
    this.#cutBack()
  }

  *entries(): Iterable<JournalEntry> {
    for (const line of this.#lines) yield entry.parse(JSON.parse(line))
    this.#lines.length = 0
  }

  // Written in the same breath as the change, so that an answer never promises what a kill -9 would forget.
  // The operating system keeps what was written when only the process dies, hence no fsync.
  append(change: JournalEntry): void {
    const line = Buffer.from(`${JSON.stringify(change)}\n`)
    try {
      for (let written = 0; written < line.length; ) written += writeSync(this.#file, line, written)
      this.#length += line.length
    } catch (error) {
      this.#cutBack()
      throw error
    }
  }

  close(): void {
    closeSync(this.#file)
  }

  // A process killed in the middle of a write leaves half a line; what was never answered may be forgotten.
  #cutBack(): void {
    if (fstatSync(this.#file).size > this.#length) ftruncateSync(this.#file, this.#length)
  }
}

/** Remembers nothing: for tests and for throw-away runs. */
export class NoJournal implements Journal {
  entries(): Iterable<JournalEntry> {
    return []
  }

  append(): void {}

  close(): void {}
}

function wholeLines(text: Buffer): Buffer {
  return text.subarray(0, text.lastIndexOf('\n') + 1)
}
