import { fromHex, grey } from './colour.ts'
import { inkedDigit } from './digits.ts'
import { Lightmap } from './lightmap.ts'
import type { Ray, Spot } from './ray.ts'
import { type Box, SKIN, type Solid } from './solid.ts'
import type { Substance } from './substance.ts'
import { type Vector, vector } from './vector.ts'

/** Of the ruler itself, in the scene and as a share of its length; only the marks are to scale. */
const THICKNESS = 0.024
const DEPTH_SHARE = 0.115
/** Bare ends, as a share of the depth. */
const END = 0.3

const EBONY: Substance = {
  body: fromHex('#2e2d2b'),
  second: fromHex('#f4f1ea'),
  zoning: 'bands',
  metallic: false,
  clarity: 0,
  refraction: 1.5,
  gloss: 0.04,
  roughness: 0.3,
  sheen: 0,
  relief: 0,
  grain: 0,
  cast: grey(0.08),
}

/** Faces: front (towards the camera), end, top. */
const NORMALS = [vector(0, 0, 1), vector(1, 0, 0), vector(0, 1, 0)]

/** A ruler on the table in front of the specimen, parallel to the picture; its marks are millimetres. */
export class Ruler implements Solid {
  readonly slow = false
  readonly substance = EBONY
  readonly boxes: readonly Box[]
  readonly outline: readonly Vector[]
  readonly #lowest: Vector
  readonly #highest: Vector
  readonly #depth: number
  /** Length of a millimetre in the scene. */
  readonly #millimetre: number
  /** Every how many centimetres a number stands. */
  readonly #numbered: number
  readonly #lightmap: Lightmap

  /** Lies from −width/2 to width/2, its back edge at `back`; `millimetre` is one in the scene. */
  constructor(centimetres: number, back: number, millimetre: number) {
    const depth = centimetres * 10 * millimetre * DEPTH_SHARE
    const half = centimetres * 5 * millimetre + depth * END
    this.#depth = depth
    this.#lowest = vector(-half, 0, back)
    this.#highest = vector(half, THICKNESS, back + depth)
    this.#millimetre = millimetre
    this.#numbered = [1, 2, 5, 10].find((step) => step * 10 * millimetre > 0.15) ?? 10
    this.boxes = [{ lowest: this.#lowest, highest: this.#highest }]
    this.outline = [-half, half].flatMap((x) => [back, back + depth].map((z) => vector(x, 0, z)))
    this.#lightmap = new Lightmap(48, 5, (u, v, spot) => {
      spot.at((u * 2 - 1) * half, THICKNESS, back + v * depth).facing(0, 1, 0)
    })
  }

  meet(ray: Ray): boolean {
    const { ox, oy, oz, dx, dy, dz } = ray
    const low = this.#lowest
    const high = this.#highest
    const x0 = (low.x - ox) / dx
    const x1 = (high.x - ox) / dx
    const y0 = (low.y - oy) / dy
    const y1 = (high.y - oy) / dy
    const z0 = (low.z - oz) / dz
    const z1 = (high.z - oz) / dz
    const nearX = Math.min(x0, x1)
    const nearY = Math.min(y0, y1)
    const nearZ = Math.min(z0, z1)
    const near = Math.max(nearX, nearY, nearZ)
    const far = Math.min(Math.max(x0, x1), Math.max(y0, y1), Math.max(z0, z1))
    if (near > far || near < SKIN || near >= ray.limit) return false
    ray.limit = near
    ray.face = near === nearY ? 2 : near === nearZ ? 0 : 1
    return true
  }

  survey(ray: Ray, spot: Spot): void {
    const x = ray.ox + ray.dx * ray.limit
    const y = ray.oy + ray.dy * ray.limit
    const z = ray.oz + ray.dz * ray.limit
    const { face } = ray
    const { x: nx, y: ny, z: nz } = NORMALS[face] as Vector
    const side = face === 1 ? Math.sign(x) : 1
    spot.at(x, y, z).facing(nx * side, ny, nz)
    spot.substance = EBONY
    spot.lightmap = this.#lightmap
    spot.u = (x - this.#lowest.x) / (this.#highest.x - this.#lowest.x)
    spot.v = (z - this.#lowest.z) / this.#depth
    spot.zone = face === 2 && this.#inked(x, (z - this.#lowest.z) / this.#depth) ? 1 : 0
  }

  /** Whether there is a mark at x; `down` is 0 at the back edge, where the marks begin, and 1 at the front. */
  #inked(x: number, down: number): boolean {
    const depth = this.#depth
    const margin = depth * END
    const place = (x - this.#lowest.x - margin) / this.#millimetre
    const nearest = Math.round(place)
    const total = Math.round((this.#highest.x - this.#lowest.x - 2 * margin) / this.#millimetre)
    if (nearest >= 0 && nearest <= total) {
      const reach = nearest % 10 === 0 ? 0.46 : nearest % 5 === 0 ? 0.34 : 0.22
      const width = Math.min(0.12, 0.0045 / this.#millimetre)
      if (down < reach && Math.abs(place - nearest) < width) return true
    }
    const step = this.#numbered * 10
    const number = Math.round(place / step)
    if (number < 0 || number * step > total) return false
    // Digits are as wide as three and as high as five of these cells.
    const cell = (depth * 0.4) / 5
    return inkedDigit(
      number * this.#numbered,
      ((place - number * step) * this.#millimetre) / cell,
      ((down - 0.52) * depth) / cell,
    )
  }
}
