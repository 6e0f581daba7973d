import type { Ray, Spot } from './ray.ts'
import { SKIN } from './solid.ts'
import type { Vector } from './vector.ts'

/** Numbers a plane takes: its normal and its distance. */
const STRIDE = 4

/** The convex body common to the inner sides of some planes, in a form that is quick to ask. */
export class HalfSpaces {
  readonly #planes: Float64Array

  constructor(planes: readonly { readonly normal: Vector; readonly distance: number }[]) {
    this.#planes = Float64Array.from(
      planes.flatMap(({ normal, distance }) => [normal.x, normal.y, normal.z, distance]),
    )
  }

  /** Whether the ray comes in from outside; if so, shortens it and leaves the plane's number in `ray.face`. */
  meet(ray: Ray): boolean {
    const planes = this.#planes
    const { ox, oy, oz, dx, dy, dz } = ray
    let near = SKIN
    let far = ray.limit
    let plane = -1
    for (let index = 0; index < planes.length; index += STRIDE) {
      const nx = planes[index] as number
      const ny = planes[index + 1] as number
      const nz = planes[index + 2] as number
      const rate = nx * dx + ny * dy + nz * dz
      const gap = (planes[index + 3] as number) - nx * ox - ny * oy - nz * oz
      if (rate < 0) {
        const distance = gap / rate
        if (distance > near) {
          near = distance
          plane = index
          if (near >= far) return false
        }
      } else {
        if (gap <= 0) return false
        const distance = gap / rate
        if (distance < far) {
          far = distance
          if (near >= far) return false
        }
      }
    }
    if (plane < 0) return false
    ray.limit = near
    ray.face = plane / STRIDE
    return true
  }

  /** Ends a ray that starts inside where it leaves, by the plane whose number is left in `ray.face`. */
  leave(ray: Ray): void {
    const planes = this.#planes
    const { ox, oy, oz, dx, dy, dz } = ray
    let far = Infinity
    let plane = 0
    for (let index = 0; index < planes.length; index += STRIDE) {
      const nx = planes[index] as number
      const ny = planes[index + 1] as number
      const nz = planes[index + 2] as number
      const rate = nx * dx + ny * dy + nz * dz
      if (rate <= 0) continue
      const distance = ((planes[index + 3] as number) - nx * ox - ny * oy - nz * oz) / rate
      if (distance < far) {
        far = distance
        plane = index
      }
    }
    ray.limit = Math.max(far, 0)
    ray.face = plane / STRIDE
  }

  /** Whether the ray starts inside, by more than a margin. */
  holds({ ox, oy, oz }: Ray, margin: number): boolean {
    for (let index = 0; index < this.#planes.length; index += STRIDE) {
      if (this.#gap(index, ox, oy, oz) < margin) return false
    }
    return true
  }

  /** Distance to the nearest plane, negative outside. */
  depth(x: number, y: number, z: number): number {
    let least = Infinity
    for (let index = 0; index < this.#planes.length; index += STRIDE) {
      least = Math.min(least, this.#gap(index, x, y, z))
    }
    return least
  }

  /** The number of the nearest plane other than `own`, −1 if none is within `reach`; its distance goes to `into`. */
  nearestBut(own: number, { x, y, z }: Spot, reach: number, into: { gap: number }): number {
    let least = reach
    let nearest = -1
    for (let index = 0; index < this.#planes.length; index += STRIDE) {
      if (index === own * STRIDE) continue
      const gap = this.#gap(index, x, y, z)
      if (gap < least) {
        least = gap
        nearest = index / STRIDE
      }
    }
    into.gap = least
    return nearest
  }

  #gap(index: number, x: number, y: number, z: number): number {
    const planes = this.#planes
    return (
      (planes[index + 3] as number) -
      (planes[index] as number) * x -
      (planes[index + 1] as number) * y -
      (planes[index + 2] as number) * z
    )
  }
}
