import type { Crystal } from './crystal.ts'
import { zoneShare } from './crystal-zoning.ts'
import type { Glimpse } from './glimpse.ts'
import { satinImage } from './light-probe.ts'
import { Glow, Ray } from './ray.ts'
import { schlick } from './reflection.ts'

const MOST_BOUNCES = 4
/** In cloudy crystals, and in small ones, the first facets are all one sees. */
const MOST_BOUNCES_IN_HAZE = 2
const SMALL = 0.3
/** Most crystals that one straight stretch of the way may lead through. */
const MOST_CROSSINGS = 2
/** Light too weak to matter. */
const FAINT = 0.1
const STEP = 1e-4
/** Photographers light clear crystals from behind; more than 1 does the same. */
const BRILLIANCE = 1.2

/**
 * Follows light through clear crystals: absorbed on its way (Beer–Lambert), partly scattered by fine veils,
 * leaving or mirrored back (Snell, Schlick) at each facet, going on where one crystal has grown into another.
 */
export class Interior {
  readonly #glimpse: Glimpse
  readonly #ray = new Ray()
  readonly #outside = new Ray()
  readonly #seen = new Glow()
  /** What absorption and partings have left of the light, by colour. */
  readonly #left = new Glow()

  constructor(glimpse: Glimpse) {
    this.#glimpse = glimpse
  }

  /** `start` lies on the crystal's surface and has been refracted into it; `ambient` lights the veils. */
  look(crystal: Crystal, start: Ray, ambient: Glow, into: Glow): void {
    const ray = this.#ray
    const left = this.#left.set(1, 1, 1)
    ray.copy(start)
    into.set(0, 0, 0)
    let host = crystal
    const most = crystal.substance.clarity > 0.6 && crystal.size > SMALL ? MOST_BOUNCES : MOST_BOUNCES_IN_HAZE
    for (let bounce = 0; bounce < most; bounce += 1) {
      host = this.#travel(host, ray, ambient, into)
      const { x, y, z } = host.normalOf(ray.face)
      const cosine = ray.dx * x + ray.dy * y + ray.dz * z
      this.#part(host, ray, cosine, bounce, into)
      if (left.r + left.g + left.b < FAINT) return
      ray.towards(ray.dx - 2 * cosine * x, ray.dy - 2 * cosine * y, ray.dz - 2 * cosine * z)
    }
    // What is still on its way sees the studio sooner or later.
    into.r += left.r * ambient.r * 0.8
    into.g += left.g * ambient.g * 0.8
    into.b += left.b * ambient.b * 0.8
  }

  /** Goes straight on to the next surface, if need be through several crystals; gives back the last of them. */
  #travel(crystal: Crystal, ray: Ray, ambient: Glow, into: Glow): Crystal {
    let host = crystal
    for (let crossing = 0; ; crossing += 1) {
      host.leave(ray)
      this.#fade(host, ray, ambient, into)
      ray.advance(ray.limit)
      const next = crossing < MOST_CROSSINGS ? host.overlapping(ray) : undefined
      if (!next) return host
      host = next
    }
  }

  /** Absorbs light over a stretch and adds what the veils there scatter towards the eye. */
  #fade(host: Crystal, ray: Ray, ambient: Glow, into: Glow): void {
    const { substance, absorption: a, absorptionOfSecond: b } = host
    const distance = ray.limit
    const half = distance * 0.5
    const zone =
      substance.zoning === 'none'
        ? 0
        : zoneShare(host, ray.ox + ray.dx * half, ray.oy + ray.dy * half, ray.oz + ray.dz * half)
    const clear = Math.exp(-distance * host.haze)
    const veiled = 1 - clear
    const { body, second } = substance
    const left = this.#left
    into.r += left.r * veiled * ambient.r * (body.r + (second.r - body.r) * zone)
    into.g += left.g * veiled * ambient.g * (body.g + (second.g - body.g) * zone)
    into.b += left.b * veiled * ambient.b * (body.b + (second.b - body.b) * zone)
    left.r *= clear * Math.exp(-distance * (a.r + (b.r - a.r) * zone))
    left.g *= clear * Math.exp(-distance * (a.g + (b.g - a.g) * zone))
    left.b *= clear * Math.exp(-distance * (a.b + (b.b - a.b) * zone))
  }

  /** At a facet, from within: sends out what is not mirrored, and adds what it sees out there. */
  #part(host: Crystal, ray: Ray, cosine: number, bounce: number, into: Glow): void {
    const { refraction: ratio, gloss } = host.substance
    const bent = 1 - ratio * ratio * (1 - cosine * cosine)
    if (bent <= 0 || cosine <= 0) return
    const { x, y, z } = host.normalOf(ray.face)
    const outward = Math.sqrt(bent)
    const shift = outward - ratio * cosine
    const outside = this.#outside
      .from(ray.ox + x * STEP, ray.oy + y * STEP, ray.oz + z * STEP)
      .towards(ray.dx * ratio + x * shift, ray.dy * ratio + y * shift, ray.dz * ratio + z * shift)
    const seen = this.#seen
    // Only the first way out shows neighbours clearly; later ones are glitter, for which the lamps will do.
    if (bounce === 0) this.#glimpse.along(outside, seen)
    else satinImage.look(outside.dx, outside.dy, outside.dz, seen)
    const mirrored = schlick(gloss, outward)
    const left = this.#left
    const sent = (1 - mirrored) * BRILLIANCE
    into.r += left.r * sent * seen.r
    into.g += left.g * sent * seen.g
    into.b += left.b * sent * seen.b
    left.set(left.r * mirrored, left.g * mirrored, left.b * mirrored)
  }
}
