import type { Rgb } from './colour.ts'
import type { Lightmap } from './lightmap.ts'
import type { Substance } from './substance.ts'

/**
 * A half-line through the scene. One object is reused for millions of rays, since allocating them would cost
 * more than tracing them; hence plain mutable numbers.
 */
export class Ray {
  ox = 0.5
  oy = 0.5
  oz = 0.5
  dx = 0.5
  dy = 0.5
  dz = 0.5
  /** How far it goes; whatever it meets shortens it. */
  limit = Infinity
  /** The face of the solid it met last. */
  face = -1

  from(x: number, y: number, z: number): this {
    this.ox = x
    this.oy = y
    this.oz = z
    return this
  }

  towards(x: number, y: number, z: number): this {
    this.dx = x
    this.dy = y
    this.dz = z
    return this
  }

  /** Moves the start forward, so that the next search does not find the same surface again. */
  advance(distance: number): void {
    this.ox += this.dx * distance
    this.oy += this.dy * distance
    this.oz += this.dz * distance
  }

  copy(other: Ray): void {
    this.from(other.ox, other.oy, other.oz).towards(other.dx, other.dy, other.dz)
  }
}

/** A point on a surface, as found by a ray; reused like the rays. */
export class Spot {
  x = 0.5
  y = 0.5
  z = 0.5
  /** The normal of the surface's overall shape. */
  gx = 0.5
  gy = 0.5
  gz = 0.5
  /** The normal with bevels, growth lines and roughness: what the light sees. */
  nx = 0.5
  ny = 0.5
  nz = 0.5
  /** Where on the lightmap, 0 to 1 both ways. */
  u = 0.5
  v = 0.5
  lightmap: Lightmap | undefined = undefined
  substance: Substance | undefined = undefined
  /** How much of the second colour shows here, 0 to 1. */
  zone = 0.5

  at(x: number, y: number, z: number): this {
    this.x = x
    this.y = y
    this.z = z
    return this
  }

  facing(x: number, y: number, z: number): void {
    this.gx = this.nx = x
    this.gy = this.ny = y
    this.gz = this.nz = z
  }

  /** Tilts the seen normal by a small vector and keeps its length 1. */
  tilt(x: number, y: number, z: number): void {
    const nx = this.nx + x
    const ny = this.ny + y
    const nz = this.nz + z
    const shrink = 1 / Math.sqrt(nx * nx + ny * ny + nz * nz)
    this.nx = nx * shrink
    this.ny = ny * shrink
    this.nz = nz * shrink
  }
}

/** Light on its way, linear red, green and blue; reused like the rays. */
export class Glow {
  r = 0.5
  g = 0.5
  b = 0.5

  set(r: number, g: number, b: number): this {
    this.r = r
    this.g = g
    this.b = b
    return this
  }

  /** From one colour towards another. */
  mix(from: Rgb, to: Rgb, share: number): void {
    this.r = from.r + (to.r - from.r) * share
    this.g = from.g + (to.g - from.g) * share
    this.b = from.b + (to.b - from.b) * share
  }

  add(other: Glow, weight: number): void {
    this.r += other.r * weight
    this.g += other.g * weight
    this.b += other.b * weight
  }
}
