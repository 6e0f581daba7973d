import type { Ray } from './ray.ts'
import { cross, difference, dot, scaled, sum, UP, unit, type Vector, vector } from './vector.ts'

/** Half the field of view, as a tangent: a long lens, so that crystals keep their proportions. */
const LENS = 0.19

/** Looks along −z and down at the table; frames what it is shown. */
export class Camera {
  readonly #eye: Vector
  readonly #right: Vector
  readonly #upward: Vector
  readonly #forward: Vector

  /** `elevation` in degrees above the table; the points fill the `share` of the picture. */
  constructor(points: readonly Vector[], elevation: number, share: number) {
    const angle = (elevation * Math.PI) / 180
    this.#forward = vector(0, -Math.sin(angle), -Math.cos(angle))
    this.#right = unit(cross(this.#forward, UP))
    this.#upward = cross(this.#right, this.#forward)
    let eye = scaled(this.#forward, -10)
    // Perspective shifts the outline a little at every move; a few rounds settle it.
    for (let round = 0; round < 5; round += 1) eye = this.#framed(eye, points, share)
    this.#eye = eye
  }

  #framed(eye: Vector, points: readonly Vector[], share: number): Vector {
    let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity]
    let depth = 0
    for (const point of points) {
      const offset = difference(point, eye)
      const distance = dot(offset, this.#forward)
      const x = dot(offset, this.#right) / distance
      const y = dot(offset, this.#upward) / distance
      left = Math.min(left, x)
      right = Math.max(right, x)
      bottom = Math.min(bottom, y)
      top = Math.max(top, y)
      depth += distance / points.length
    }
    const shift = sum(
      scaled(this.#right, ((left + right) / 2) * depth),
      scaled(this.#upward, ((bottom + top) / 2) * depth),
    )
    const filled = Math.max(right - left, top - bottom) / 2 / LENS
    return sum(sum(eye, shift), scaled(this.#forward, depth * (1 - filled / share)))
  }

  /** The ray through a point of the picture: x and y from −1 to 1, y upward. */
  aim(x: number, y: number, ray: Ray): void {
    const a = x * LENS
    const b = y * LENS
    const dx = this.#forward.x + this.#right.x * a + this.#upward.x * b
    const dy = this.#forward.y + this.#right.y * a + this.#upward.y * b
    const dz = this.#forward.z + this.#right.z * a + this.#upward.z * b
    const shrink = 1 / Math.sqrt(dx * dx + dy * dy + dz * dz)
    ray.from(this.#eye.x, this.#eye.y, this.#eye.z).towards(dx * shrink, dy * shrink, dz * shrink)
  }
}
