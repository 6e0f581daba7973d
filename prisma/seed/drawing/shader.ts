import { Crystal } from './crystal.ts'
import { Interior } from './interior.ts'
import { blurredImage, diffuse, imageFor, satinImage } from './light-probe.ts'
import { Glow, Ray, Spot } from './ray.ts'
import { schlick } from './reflection.ts'
import type { Scene } from './scene.ts'
import type { Solid } from './solid.ts'
import type { Substance } from './substance.ts'

/** Rougher surfaces show the studio only, not their neighbours, in their reflections. */
const MIRROR_LIMIT = 0.25

/** Thinner crystals show their body colour only. */
const LEAST_GIRTH = 0.09

/** Turns spots into light: what comes back from a surface towards the eye. */
export class Shader {
  readonly #scene: Scene
  readonly #interior: Interior
  readonly #ray = new Ray()
  readonly #inward = new Ray()
  readonly #spot = new Spot()
  readonly #lit = new Glow()
  readonly #mirror = new Glow()
  readonly #inner = new Glow()
  readonly #open = new Glow()
  readonly #tint = new Glow()

  constructor(scene: Scene) {
    this.#scene = scene
    this.#interior = new Interior(this.glance)
  }

  /** Light from a solid towards the start of `view`, which met it. */
  shade(solid: Solid, view: Ray, into: Glow): void {
    const spot = this.#spot
    solid.survey(view, spot, true)
    const substance = spot.substance ?? solid.substance
    let { nx, ny, nz } = spot
    let cosine = -(view.dx * nx + view.dy * ny + view.dz * nz)
    if (cosine < 0.02) {
      nx = spot.gx
      ny = spot.gy
      nz = spot.gz
      cosine = Math.max(-(view.dx * nx + view.dy * ny + view.dz * nz), 0.02)
    }
    const tint = this.#tint
    this.#colour(substance, spot.zone)
    const lit = this.#lit
    const openness = this.#light(spot, nx, ny, nz)

    const ray = this.#ray
    ray
      .from(spot.x + spot.gx * 1e-3, spot.y + spot.gy * 1e-3, spot.z + spot.gz * 1e-3)
      .towards(view.dx + 2 * cosine * nx, view.dy + 2 * cosine * ny, view.dz + 2 * cosine * nz)
    const mirror = this.#mirror
    const { roughness, gloss } = substance
    if (roughness <= MIRROR_LIMIT) {
      this.glance(ray, mirror)
    } else {
      imageFor(roughness).look(ray.dx, ray.dy, ray.dz, mirror)
      const dim = Math.min(openness * 1.1, 1)
      mirror.set(mirror.r * dim, mirror.g * dim, mirror.b * dim)
    }

    if (substance.metallic) {
      this.#metal(cosine, openness, ray, into)
      return
    }
    polarise(mirror)
    const reflected = schlick(gloss, cosine) * (0.8 - 0.5 * roughness)
    const inner = this.#inner
    inner.set(lit.r * tint.r, lit.g * tint.g, lit.b * tint.b)
    if (substance.clarity > 0) this.#body(solid, view, spot, nx, ny, nz, cosine)
    const sheen = substance.sheen * (1 - cosine) * (1 - cosine)
    into.set(
      inner.r * (1 - reflected) + mirror.r * reflected + sheen * lit.r * (0.3 + 0.7 * tint.r),
      inner.g * (1 - reflected) + mirror.g * reflected + sheen * lit.g * (0.3 + 0.7 * tint.g),
      inner.b * (1 - reflected) + mirror.b * reflected + sheen * lit.b * (0.3 + 0.7 * tint.b),
    )
  }

  /** What a ray sees, at the cost of one look: no reflections of reflections. */
  readonly glance = (ray: Ray, into: Glow): void => {
    const solid = this.#scene.nearest(ray)
    if (solid) this.behold(solid, ray, into)
    else this.#scene.surroundings(ray, into)
  }

  /** Light from a solid that `ray` has met, simplified as for glances. */
  behold(solid: Solid, ray: Ray, into: Glow): void {
    const spot = this.#glanced
    solid.survey(ray, spot, false)
    const substance = spot.substance ?? solid.substance
    const { body, second } = substance
    const r = body.r + (second.r - body.r) * spot.zone
    const g = body.g + (second.g - body.g) * spot.zone
    const b = body.b + (second.b - body.b) * spot.zone
    const lit = this.#glancedLight
    if (spot.lightmap) spot.lightmap.look(spot.u, spot.v, this.#scene.gather, lit)
    const cosine = -(ray.dx * spot.nx + ray.dy * spot.ny + ray.dz * spot.nz)
    const through = this.#glancedMirror
    const turn = 2 * cosine
    satinImage.look(ray.dx + turn * spot.nx, ray.dy + turn * spot.ny, ray.dz + turn * spot.nz, through)
    const share = substance.metallic ? 0.75 : schlick(substance.gloss, cosine)
    const lift = substance.metallic ? 0.35 : 1
    const mr = substance.metallic ? r : 1
    const mg = substance.metallic ? g : 1
    const mb = substance.metallic ? b : 1
    into.set(
      r * lit.r * lift + through.r * share * mr,
      g * lit.g * lift + through.g * share * mg,
      b * lit.b * lift + through.b * share * mb,
    )
  }
  readonly #glanced = new Spot()
  readonly #glancedLight = new Glow()
  readonly #glancedMirror = new Glow()

  #colour({ body, second }: Substance, zone: number): void {
    this.#tint.set(
      body.r + (second.r - body.r) * zone,
      body.g + (second.g - body.g) * zone,
      body.b + (second.b - body.b) * zone,
    )
  }

  /** Diffuse light at the spot into `#lit`; gives back how much of the studio it sees, 0 to about 1. */
  #light(spot: Spot, nx: number, ny: number, nz: number): number {
    const lit = this.#lit
    const open = this.#open
    if (spot.lightmap) spot.lightmap.look(spot.u, spot.v, this.#scene.gather, lit)
    diffuse.look(spot.gx, spot.gy, spot.gz, open)
    const openness = lit.g / open.g
    const flat = open.g
    diffuse.look(nx, ny, nz, open)
    // The lightmap knows the overall shape only; fine relief brightens or darkens it as it would in the open.
    const relief = Math.min(Math.max(open.g / flat, 0.5), 2)
    lit.set(lit.r * relief, lit.g * relief, lit.b * relief)
    return openness
  }

  #metal(cosine: number, openness: number, ray: Ray, into: Glow): void {
    const { r, g, b } = this.#tint
    const mirror = this.#mirror
    const wide = this.#open
    blurredImage.look(ray.dx, ray.dy, ray.dz, wide)
    const dim = Math.min(openness, 1)
    const lit = this.#lit
    const grazing = schlick(0, cosine)
    const rr = r + (1 - r) * grazing
    const gg = g + (1 - g) * grazing
    const bb = b + (1 - b) * grazing
    into.set(
      rr * (0.58 * mirror.r + 0.3 * wide.r * dim + 0.22 * lit.r),
      gg * (0.58 * mirror.g + 0.3 * wide.g * dim + 0.22 * lit.g),
      bb * (0.58 * mirror.b + 0.3 * wide.b * dim + 0.22 * lit.b),
    )
  }

  /** Light from within a clear or cloudy solid into `#inner`. */
  #body(solid: Solid, view: Ray, spot: Spot, nx: number, ny: number, nz: number, cosine: number): void {
    const substance = spot.substance ?? solid.substance
    const inner = this.#inner
    const lit = this.#lit
    const tint = this.#tint
    const back = this.#open
    // Cloudy minerals glow with light that entered on the far side.
    diffuse.look(-nx, Math.abs(ny) * 0.5, -nz, back)
    const scattered = 0.3 * substance.clarity
    inner.set(
      tint.r * (lit.r * (1 - scattered) + back.r * scattered),
      tint.g * (lit.g * (1 - scattered) + back.g * scattered),
      tint.b * (lit.b * (1 - scattered) + back.b * scattered),
    )
    // One cannot look into a needle.
    if (!(solid instanceof Crystal) || solid.girth < LEAST_GIRTH) return
    const inward = this.#inward
    const ratio = 1 / substance.refraction
    const bent = Math.sqrt(1 - ratio * ratio * (1 - cosine * cosine))
    const shift = ratio * cosine - bent
    inward
      .from(spot.x - spot.gx * 1e-4, spot.y - spot.gy * 1e-4, spot.z - spot.gz * 1e-4)
      .towards(view.dx * ratio + nx * shift, view.dy * ratio + ny * shift, view.dz * ratio + nz * shift)
    const seen = this.#mirrorWithin
    this.#interior.look(solid, inward, lit, seen)
    const clear = substance.clarity
    inner.set(
      inner.r * (1 - clear) + seen.r * clear,
      inner.g * (1 - clear) + seen.g * clear,
      inner.b * (1 - clear) + seen.b * clear,
    )
  }
  readonly #mirrorWithin = new Glow()
}

/** Subdues dull reflections that would veil the colour, but not the lamps': what a polarising filter is used for. */
function polarise(mirror: Glow): void {
  const brightest = Math.max(mirror.r, mirror.g, mirror.b)
  const share = brightest / (brightest + 0.6)
  mirror.set(mirror.r * share, mirror.g * share, mirror.b * share)
}
