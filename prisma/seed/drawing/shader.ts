import { Crystal } from './crystal.ts'
import type { Glimpse } from './glimpse.ts'
import { Interior } from './interior.ts'
import { blurredImage, diffuse, imageFor } from './light-probe.ts'
import { Glow, Ray, Spot } from './ray.ts'
import { dim, polarise, restrain, schlick } from './reflection.ts'
import type { Scene } from './scene.ts'
import type { Solid } from './solid.ts'
import type { Substance } from './substance.ts'

/** Rougher surfaces show the studio only, not their neighbours, in their reflections. */
const MIRROR_LIMIT = 0.25
/** Seen flatter than this (as a cosine), fine relief is left out: it would face away. */
const GRAZING = 0.02

/** Turns spots into light: what comes back from a surface towards the eye. */
export class Shader {
  readonly #scene: Scene
  readonly #glimpse: Glimpse
  readonly #interior: Interior
  readonly #ray = new Ray()
  readonly #spot = new Spot()
  /** The colour of the substance at the spot. */
  readonly #tint = new Glow()
  /** Diffuse light that arrives there. */
  readonly #lit = new Glow()
  readonly #mirror = new Glow()
  readonly #inner = new Glow()
  readonly #open = new Glow()
  /** Cosine of the angle at which the surface is seen. */
  #cosine = 0.5

  constructor(scene: Scene, glimpse: Glimpse) {
    this.#scene = scene
    this.#glimpse = glimpse
    this.#interior = new Interior(glimpse)
  }

  /** Light from a solid towards the start of `view`, which met it. */
  shade(solid: Solid, view: Ray, into: Glow): void {
    const spot = this.#spot
    solid.survey(view, spot, true)
    const substance = spot.substance ?? solid.substance
    this.#cosine = -(view.dx * spot.nx + view.dy * spot.ny + view.dz * spot.nz)
    if (this.#cosine < GRAZING) {
      spot.facing(spot.gx, spot.gy, spot.gz)
      this.#cosine = Math.max(-(view.dx * spot.nx + view.dy * spot.ny + view.dz * spot.nz), GRAZING)
    }
    this.#tint.mix(substance.body, substance.second, spot.zone)
    const openness = this.#light(spot)
    this.#reflect(view, substance.roughness, openness)
    if (substance.metallic) this.#metal(openness, into)
    else this.#stone(solid, substance, view, into)
  }

  /** Diffuse light at the spot into `#lit`; gives back how much of the studio it sees, 0 to about 1. */
  #light(spot: Spot): number {
    const lit = this.#lit
    const open = this.#open
    if (spot.lightmap) spot.lightmap.look(spot.u, spot.v, this.#scene.gather, lit)
    diffuse.look(spot.gx, spot.gy, spot.gz, open)
    const flat = open.g
    const openness = lit.g / flat
    diffuse.look(spot.nx, spot.ny, spot.nz, open)
    // The lightmap knows the overall shape only; fine relief brightens or darkens it as it would in the open.
    dim(lit, Math.min(Math.max(open.g / flat, 0.5), 2))
    return openness
  }

  /** What the surface mirrors, into `#mirror`. */
  #reflect(view: Ray, roughness: number, openness: number): void {
    const { x, y, z, gx, gy, gz, nx, ny, nz } = this.#spot
    const turn = 2 * this.#cosine
    const ray = this.#ray
    ray
      .from(x + gx * 1e-3, y + gy * 1e-3, z + gz * 1e-3)
      .towards(view.dx + turn * nx, view.dy + turn * ny, view.dz + turn * nz)
    if (roughness <= MIRROR_LIMIT) {
      this.#glimpse.along(ray, this.#mirror)
      return
    }
    imageFor(roughness).look(ray.dx, ray.dy, ray.dz, this.#mirror)
    dim(this.#mirror, Math.min(openness * 1.1, 1))
  }

  #metal(openness: number, into: Glow): void {
    const { r, g, b } = this.#tint
    const mirror = this.#mirror
    const lit = this.#lit
    const wide = this.#open
    restrain(mirror)
    // A second, blurred image stands for the fine scratches of a natural face.
    blurredImage.look(this.#ray.dx, this.#ray.dy, this.#ray.dz, wide)
    const haze = 0.3 * Math.min(openness, 1)
    const grazing = schlick(0, this.#cosine)
    into.set(
      (r + (1 - r) * grazing) * (0.7 * mirror.r + haze * wide.r + 0.22 * lit.r),
      (g + (1 - g) * grazing) * (0.7 * mirror.g + haze * wide.g + 0.22 * lit.g),
      (b + (1 - b) * grazing) * (0.7 * mirror.b + haze * wide.b + 0.22 * lit.b),
    )
  }

  #stone(solid: Solid, substance: Substance, view: Ray, into: Glow): void {
    const inner = this.#inner
    const tint = this.#tint
    const lit = this.#lit
    const mirror = this.#mirror
    const { gloss, roughness, clarity } = substance
    polarise(mirror)
    const reflected = schlick(gloss, this.#cosine) * (0.8 - 0.5 * roughness)
    inner.set(lit.r * tint.r, lit.g * tint.g, lit.b * tint.b)
    if (clarity > 0) this.#glow(clarity)
    if (solid instanceof Crystal && solid.clear) this.#lookInto(solid, view, substance)
    const sheen = substance.sheen * (1 - this.#cosine) * (1 - this.#cosine)
    into.set(
      inner.r * (1 - reflected) + mirror.r * reflected + sheen * lit.r * (0.3 + 0.7 * tint.r),
      inner.g * (1 - reflected) + mirror.g * reflected + sheen * lit.g * (0.3 + 0.7 * tint.g),
      inner.b * (1 - reflected) + mirror.b * reflected + sheen * lit.b * (0.3 + 0.7 * tint.b),
    )
  }

  /** Cloudy minerals glow with light that entered on the far side. */
  #glow(clarity: number): void {
    const tint = this.#tint
    const lit = this.#lit
    const back = this.#open
    const { nx, ny, nz } = this.#spot
    diffuse.look(-nx, Math.abs(ny) * 0.5, -nz, back)
    const share = 0.3 * clarity
    this.#inner.set(
      tint.r * (lit.r + (back.r - lit.r) * share),
      tint.g * (lit.g + (back.g - lit.g) * share),
      tint.b * (lit.b + (back.b - lit.b) * share),
    )
  }

  /** Mixes what is seen within a clear crystal into `#inner`; the view is refracted by Snell's law. */
  #lookInto(crystal: Crystal, view: Ray, { refraction, clarity }: Substance): void {
    const { x, y, z, gx, gy, gz, nx, ny, nz } = this.#spot
    const ratio = 1 / refraction
    const cosine = this.#cosine
    const shift = ratio * cosine - Math.sqrt(1 - ratio * ratio * (1 - cosine * cosine))
    this.#ray
      .from(x - gx * 1e-4, y - gy * 1e-4, z - gz * 1e-4)
      .towards(view.dx * ratio + nx * shift, view.dy * ratio + ny * shift, view.dz * ratio + nz * shift)
    const seen = this.#open
    this.#interior.look(crystal, this.#ray, this.#lit, seen)
    const inner = this.#inner
    dim(inner, 1 - clarity)
    inner.add(seen, clarity)
  }
}
