import type { Crystal } from './crystal.ts'
import { noise } from './noise.ts'
import { smoothstep } from './smoothstep.ts'

/** Share of the second colour, 0 to 1, at a place on or in a crystal. */
export function zoneShare(crystal: Crystal, x: number, y: number, z: number): number {
  switch (crystal.substance.zoning) {
    case 'none':
      return 0
    case 'tips':
      return smoothstep(0.05, 0.6, alongAxis(crystal, x, y, z) + 0.08 * noise(x * 6, y * 6, z * 6))
    case 'roots':
      return 1 - smoothstep(0.1, 0.55, alongAxis(crystal, x, y, z))
    case 'phantom': {
      // The younger, outer layers are of the second colour.
      const depth = crystal.depth(x, y, z) / crystal.size
      return 1 - smoothstep(0.03, 0.16, depth)
    }
    default:
      return smoothstep(-0.1, 0.35, noise(x * 2.6, y * 2.6, z * 2.6) + 0.4 * noise(x * 7, y * 7, z * 7))
  }
}

/** −1 at the lower end, 1 at the tip. */
function alongAxis({ axis, centre, reach }: Crystal, x: number, y: number, z: number): number {
  return ((x - centre.x) * axis.x + (y - centre.y) * axis.y + (z - centre.z) * axis.z) / reach
}
