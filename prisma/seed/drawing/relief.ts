import { noise } from './noise.ts'

const SIDE = 256
const LINES = 2048

/** Slopes of an uneven surface that repeats after 1 both ways. */
const slopes = new Float64Array(SIDE * SIDE * 2)
/** Slopes of growth lines that repeat after 1. */
const lines = new Float64Array(LINES)

function height(column: number, row: number): number {
  const u = (column & (SIDE - 1)) / SIDE
  const v = (row & (SIDE - 1)) / SIDE
  // The noise repeats after 32, so whole multiples of 32 make the table tile.
  return noise(u * 32, 4.5, v * 32) + 0.5 * noise(u * 64, 8.5, v * 64)
}

for (let row = 0; row < SIDE; row += 1) {
  for (let column = 0; column < SIDE; column += 1) {
    const index = (row * SIDE + column) * 2
    slopes[index] = height(column + 1, row) - height(column - 1, row)
    slopes[index + 1] = height(column, row + 1) - height(column, row - 1)
  }
}

for (let index = 0; index < LINES; index += 1) {
  const step = (at: number) => {
    const t = at / LINES
    return 0.5 * noise(t * 64, 9.5, 0.5) + 0.35 * noise(t * 160, 5.5, 0.5) + 0.25 * noise(t * 352, 2.5, 0.5)
  }
  lines[index] = (step(index + 1) - step(index - 1)) * 14
}

export class Slope {
  u = 0.5
  v = 0.5

  /** The unevenness at (u, v), about −0.5 to 0.5. */
  of(u: number, v: number): void {
    const x = (u - Math.floor(u)) * SIDE
    const y = (v - Math.floor(v)) * SIDE
    const column = Math.floor(x)
    const row = Math.floor(y)
    const right = x - column
    const down = y - row
    const c0 = column & (SIDE - 1)
    const c1 = (column + 1) & (SIDE - 1)
    const r0 = (row & (SIDE - 1)) * SIDE
    const r1 = ((row + 1) & (SIDE - 1)) * SIDE
    const a = (r0 + c0) * 2
    const b = (r0 + c1) * 2
    const c = (r1 + c0) * 2
    const d = (r1 + c1) * 2
    const wa = (1 - right) * (1 - down)
    const wb = right * (1 - down)
    const wc = (1 - right) * down
    const wd = right * down
    this.u =
      (slopes[a] as number) * wa +
      (slopes[b] as number) * wb +
      (slopes[c] as number) * wc +
      (slopes[d] as number) * wd
    this.v =
      (slopes[a + 1] as number) * wa +
      (slopes[b + 1] as number) * wb +
      (slopes[c + 1] as number) * wc +
      (slopes[d + 1] as number) * wd
  }
}

/** The slope across growth lines at `t`, about −1 to 1. */
export function lineSlope(t: number): number {
  const x = (t - Math.floor(t)) * LINES
  const index = Math.floor(x)
  const share = x - index
  return (
    (lines[index & (LINES - 1)] as number) * (1 - share) +
    (lines[(index + 1) & (LINES - 1)] as number) * share
  )
}
