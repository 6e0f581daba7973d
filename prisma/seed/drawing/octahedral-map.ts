import { unit, type Vector, vector } from './vector.ts'

/**
 * The sphere of directions unfolded onto the unit square by way of an octahedron (Engelhardt and Dachsbacher):
 * no trigonometry and little distortion.
 */
export class Unfolded {
  u = 0.5
  v = 0.5

  /** (x, y, z) need not be of length 1. */
  of(x: number, y: number, z: number): void {
    const shrink = 1 / (Math.abs(x) + Math.abs(y) + Math.abs(z))
    const a = x * shrink
    const b = z * shrink
    if (y >= 0) {
      this.u = a * 0.5 + 0.5
      this.v = b * 0.5 + 0.5
    } else {
      this.u = (1 - Math.abs(b)) * (a >= 0 ? 0.5 : -0.5) + 0.5
      this.v = (1 - Math.abs(a)) * (b >= 0 ? 0.5 : -0.5) + 0.5
    }
  }
}

/** The direction drawn at (u, v) of the unfolded sphere. */
export function folded(u: number, v: number): Vector {
  const a = u * 2 - 1
  const b = v * 2 - 1
  const y = 1 - Math.abs(a) - Math.abs(b)
  if (y >= 0) return unit(vector(a, y, b))
  return unit(vector((1 - Math.abs(b)) * (a >= 0 ? 1 : -1), y, (1 - Math.abs(a)) * (b >= 0 ? 1 : -1)))
}
