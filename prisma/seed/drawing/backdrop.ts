import { fromHex } from './colour.ts'
import type { Glow } from './ray.ts'
import { smoothstep } from './smoothstep.ts'

const TOP = fromHex('#bab4aa')
const BOTTOM = fromHex('#eeebe5')
const CORNER = fromHex('#a8a196')

/**
 * A sheet of paper that runs from the wall down onto the table: the same warm grey in every picture, so that
 * a grid of cards is calm. It is a function of the place in the picture only; x and y from −1 to 1.
 */
export function backdrop(x: number, y: number, into: Glow): void {
  const lift = smoothstep(0.95, -0.55, y)
  const distance = Math.sqrt(x * x * 0.8 + (y + 0.15) * (y + 0.15) * 0.7)
  const vignette = 0.55 * smoothstep(0.55, 1.5, distance)
  const paper = 1 - vignette
  into.set(
    (TOP.r + (BOTTOM.r - TOP.r) * lift) * paper + CORNER.r * vignette,
    (TOP.g + (BOTTOM.g - TOP.g) * lift) * paper + CORNER.g * vignette,
    (TOP.b + (BOTTOM.b - TOP.b) * lift) * paper + CORNER.b * vignette,
  )
}
