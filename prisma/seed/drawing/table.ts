import { diffuse } from './light-probe.ts'
import type { Gather } from './lightmap.ts'
import { Glow, Spot } from './ray.ts'
import { smoothstep } from './smoothstep.ts'

const SIDE = 96
/** Neighbouring texels look around in directions turned by sixteenths; averaged over 4 × 4 they make one dense look. */
const TURNS = 4
/** Shadows on white paper look paler than they are; this deepens them. */
const DEPTH = 1.7

/** The shadow that the specimen casts on the table: for each place, the light left of that on the empty table. */
export class TableShadow {
  readonly #reach: number
  readonly #texels: Float64Array

  /** `reach` is half the width of the part of the table that takes shadows. */
  constructor(reach: number, gather: Gather) {
    this.#reach = reach
    this.#texels = averaged(averaged(gathered(reach, gather))).map((light) => light ** DEPTH)
  }

  look(x: number, z: number, into: Glow): void {
    const u = (x / this.#reach / 2 + 0.5) * SIDE - 0.5
    const v = (z / this.#reach / 2 + 0.5) * SIDE - 0.5
    const column = Math.floor(u)
    const row = Math.floor(v)
    if (column < 0 || row < 0 || column >= SIDE - 1 || row >= SIDE - 1) {
      into.set(1, 1, 1)
      return
    }
    const right = u - column
    const down = v - row
    const a = (row * SIDE + column) * 3
    const c = a + SIDE * 3
    const wa = (1 - right) * (1 - down)
    const wb = right * (1 - down)
    const wc = (1 - right) * down
    const wd = right * down
    const t = this.#texels
    into.r =
      (t[a] as number) * wa + (t[a + 3] as number) * wb + (t[c] as number) * wc + (t[c + 3] as number) * wd
    into.g =
      (t[a + 1] as number) * wa +
      (t[a + 4] as number) * wb +
      (t[c + 1] as number) * wc +
      (t[c + 4] as number) * wd
    into.b =
      (t[a + 2] as number) * wa +
      (t[a + 5] as number) * wb +
      (t[c + 2] as number) * wc +
      (t[c + 5] as number) * wd
  }
}

function gathered(reach: number, gather: Gather): Float64Array {
  const texels = new Float64Array(SIDE * SIDE * 3)
  const spot = new Spot()
  const light = new Glow()
  const open = new Glow()
  diffuse.look(0, 1, 0, open)
  for (let row = 0; row < SIDE; row += 1) {
    for (let column = 0; column < SIDE; column += 1) {
      const u = ((column + 0.5) / SIDE) * 2 - 1
      const v = ((row + 0.5) / SIDE) * 2 - 1
      const keep = 1 - smoothstep(0.6, 1, Math.hypot(u, v))
      spot.at(u * reach, 0, v * reach).facing(0, 1, 0)
      const turn = ((column % TURNS) * TURNS + (row % TURNS)) / TURNS ** 2
      if (keep > 0) gather(spot, light, turn * 2 * Math.PI)
      const index = (row * SIDE + column) * 3
      texels[index] = 1 + keep * (light.r / open.r - 1)
      texels[index + 1] = 1 + keep * (light.g / open.g - 1)
      texels[index + 2] = 1 + keep * (light.b / open.b - 1)
    }
  }
  return texels
}

/** Each texel becomes the mean of the 4 × 4 around it. */
function averaged(texels: Float64Array): Float64Array {
  const along = (from: Float64Array, stride: number): Float64Array =>
    from.map((_, index) => {
      let total = 0
      for (let step = -1; step < TURNS - 1; step += 1) total += from[index + step * stride] ?? 1
      return total / TURNS
    })
  return along(along(texels, 3), SIDE * 3)
}
