import { folded, Unfolded } from './octahedral-map.ts'
import type { Glow } from './ray.ts'
import { studioLight } from './studio.ts'
import { dot, type Vector } from './vector.ts'

const unfolded = new Unfolded()

/** Light from all directions, tabulated once so that a look-up costs a few multiplications. */
export class LightProbe {
  readonly #side: number
  readonly #texels: Float64Array

  constructor(side: number, light: (direction: Vector) => { r: number; g: number; b: number }) {
    this.#side = side
    this.#texels = new Float64Array(side * side * 3)
    for (let row = 0; row < side; row += 1) {
      for (let column = 0; column < side; column += 1) {
        const { r, g, b } = light(folded(column / (side - 1), row / (side - 1)))
        this.#texels.set([r, g, b], (row * side + column) * 3)
      }
    }
  }

  look(x: number, y: number, z: number, into: Glow): void {
    unfolded.of(x, y, z)
    const last = this.#side - 1
    const u = unfolded.u * last
    const v = unfolded.v * last
    const column = Math.min(Math.floor(u), last - 1)
    const row = Math.min(Math.floor(v), last - 1)
    const right = u - column
    const down = v - row
    const a = (row * this.#side + column) * 3
    const c = a + this.#side * 3
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

const mirrorImage = (blur: number): LightProbe =>
  new LightProbe(blur === 0 ? 192 : 96, (direction) => studioLight(direction, blur))

/** The studio as surfaces mirror it, from polished to rough. */
export const sharpImage = mirrorImage(0)
export const satinImage = mirrorImage(0.16)
export const blurredImage = mirrorImage(0.42)
export const faintImage = mirrorImage(0.9)

/** The studio as a surface of the given roughness (0 to 1) mirrors it. */
export function imageFor(roughness: number): LightProbe {
  if (roughness < 0.1) return sharpImage
  if (roughness < 0.25) return satinImage
  return roughness < 0.6 ? blurredImage : faintImage
}

/** Diffuse light on an unshaded surface by its normal (Lambert's cosine law), 1 for a white page facing up. */
export const diffuse = diffuseProbe()

function diffuseProbe(): LightProbe {
  const steps = Array.from({ length: 16 }, (_, index) => (index + 0.5) / 16)
  const around = steps.flatMap((u) => steps.map((v) => folded(u, v)))
  const lights = around.map((direction) => ({ direction, light: studioLight(direction, 0.42) }))
  const gather = (normal: Vector) => {
    let r = 0
    let g = 0
    let b = 0
    for (const { direction, light } of lights) {
      const weight = Math.max(dot(direction, normal), 0) / 64
      r += light.r * weight
      g += light.g * weight
      b += light.b * weight
    }
    return { r, g, b }
  }
  return new LightProbe(24, gather)
}
