import { polar, type Vector } from './vector.ts'

/** A seeded source of pseudo-random numbers: the same seed always grows the same specimen. */
export class Chance {
  #state: number

  constructor(seed: string) {
    this.#state = fingerprint(seed)
  }

  /** At least 0, less than 1 (Tommy Ettinger's Mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let word = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next()
  }

  /** 1, give or take at most `share`. */
  about(share: number): number {
    return this.between(1 - share, 1 + share)
  }

  whole(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1))
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[Math.floor(this.next() * choices.length)] ?? choices[0]
  }

  angle(): number {
    return this.between(0, 2 * Math.PI)
  }

  /** A direction at most `widest` degrees from upright. */
  upward(widest: number): Vector {
    return polar(this.between(0, 360), widest * Math.sqrt(this.next()))
  }

  /** Any direction, evenly over the sphere. */
  direction(): Vector {
    return polar(this.between(0, 360), (Math.acos(this.between(-1, 1)) * 180) / Math.PI)
  }
}

/** FNV-1a over the UTF-16 code units. */
function fingerprint(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash
}
