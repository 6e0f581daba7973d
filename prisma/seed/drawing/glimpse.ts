import { satinImage } from './light-probe.ts'
import { Glow, type Ray, Spot } from './ray.ts'
import { schlick } from './reflection.ts'
import type { Scene } from './scene.ts'
import type { Solid } from './solid.ts'

/** What is seen in a mirror or through a crystal: simpler than what is seen directly, without reflections of reflections. */
export class Glimpse {
  readonly #scene: Scene
  readonly #spot = new Spot()
  readonly #tint = new Glow()
  readonly #lit = new Glow()
  readonly #mirror = new Glow()

  constructor(scene: Scene) {
    this.#scene = scene
  }

  /** What a ray sees. */
  along(ray: Ray, into: Glow): void {
    const solid = this.#scene.nearest(ray)
    if (solid) this.of(solid, ray, into)
    else this.#scene.surroundings(ray, into)
  }

  /** What a ray sees that has met a solid. */
  of(solid: Solid, ray: Ray, into: Glow): void {
    const spot = this.#spot
    const tint = this.#tint
    const lit = this.#lit
    const mirror = this.#mirror
    solid.survey(ray, spot, false)
    const substance = spot.substance ?? solid.substance
    tint.mix(substance.body, substance.second, spot.zone)
    if (spot.lightmap) spot.lightmap.look(spot.u, spot.v, this.#scene.gather, lit)
    const { nx, ny, nz } = spot
    const cosine = -(ray.dx * nx + ray.dy * ny + ray.dz * nz)
    satinImage.look(ray.dx + 2 * cosine * nx, ray.dy + 2 * cosine * ny, ray.dz + 2 * cosine * nz, mirror)
    if (substance.metallic) {
      into.set(
        tint.r * (0.35 * lit.r + 0.75 * mirror.r),
        tint.g * (0.35 * lit.g + 0.75 * mirror.g),
        tint.b * (0.35 * lit.b + 0.75 * mirror.b),
      )
      return
    }
    const reflected = schlick(substance.gloss, cosine)
    into.set(
      tint.r * lit.r + mirror.r * reflected,
      tint.g * lit.g + mirror.g * reflected,
      tint.b * lit.b + mirror.b * reflected,
    )
  }
}
