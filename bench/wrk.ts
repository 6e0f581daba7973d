import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { program } from '../tests/support/tools.ts'

export interface Load {
  readonly url: string
  readonly connections: number
  readonly seconds: number
  readonly headers?: Readonly<Record<string, string>>
}

export interface Measured {
  readonly perSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  /** Microseconds of the server's processor time an answer took; waiting and the noise of the machine left out. */
  readonly cpu: number
}

/** Asks for one address over and over from one thread (wrk). @throws if any answer is not 200 */
export async function measure(load: Load, pid: number): Promise<Measured> {
  const before = cpuOf(pid)
  const headers = Object.entries(load.headers ?? {}).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
  const { stdout } = await promisify(execFile)(program('wrk'), [
    ...['-t1', `-c${load.connections}`, `-d${load.seconds}s`, '--latency', ...headers, load.url],
  ])
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`${load.url}: ${stdout}`)
  const figure = (pattern: RegExp) => pattern.exec(stdout)?.[1] ?? ''
  return {
    perSecond: Number(figure(/Requests\/sec:\s+([\d.]+)/)),
    p50: milliseconds(figure(/\n\s+50%\s+(\S+)/)),
    p99: milliseconds(figure(/\n\s+99%\s+(\S+)/)),
    cpu: (cpuOf(pid) - before) / Number(figure(/(\d+) requests in/)),
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Microseconds of processor time; the kernel counts in hundredths of a second. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10_000
}

function milliseconds(text: string): number {
  const [, value = '', unit = ''] = /^([\d.]+)(us|ms|s)$/.exec(text) ?? []
  return Number(value) * ({ us: 0.001, ms: 1, s: 1_000 }[unit] ?? Number.NaN)
}
