import { Agent, get } from 'node:http'

export interface Measured {
  readonly requests: number
  readonly failures: number
  readonly perSecond: number
  /** Milliseconds. */
  readonly median: number
  readonly p95: number
}

/** As many requests as a number of clients get answered, each asking again as soon as it has its answer. */
export async function measure(
  shop: string,
  nextPath: () => string,
  { clients, seconds }: { clients: number; seconds: number },
): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const times: number[] = []
  let failures = 0
  const began = performance.now()
  const ends = began + seconds * 1_000
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() < ends) {
        const asked = performance.now()
        if ((await statusOf(shop + nextPath(), agent)) !== 200) failures += 1
        times.push(performance.now() - asked)
      }
    }),
  )
  agent.destroy()
  times.sort((a, b) => a - b)
  const took = (performance.now() - began) / 1_000
  const at = (share: number) => times[Math.floor(times.length * share)] ?? 0
  return { requests: times.length, failures, perSecond: times.length / took, median: at(0.5), p95: at(0.95) }
}

function statusOf(url: string, agent: Agent): Promise<number> {
  return new Promise((done, failed) => {
    get(url, { agent }, (response) => {
      response.resume()
      response.on('end', () => done(response.statusCode ?? 0))
    }).on('error', failed)
  })
}

/** Numbers from 0 up to 1 that look random and are the same in every run. */
export function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
