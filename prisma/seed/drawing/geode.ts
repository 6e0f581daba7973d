import type { Chance } from './chance.ts'
import type { Placement } from './crystal.ts'
import type { Facet } from './crystal-form.ts'
import type { Growth } from './growth.ts'
import { fractalNoise } from './noise.ts'
import { quartzPrism } from './uniaxial-habits.ts'
import { dot, frameAlong, scaled, sum, unit, vector } from './vector.ts'

/** Half a geode, its opening towards the camera; agates keep only a small hollow in the middle. */
export function geode(chance: Chance, filled: boolean, abundance: number): Growth {
  const offset = chance.between(0, 20)
  const centre = vector(0, 0.8, 0)
  const outer = (x: number, y: number, z: number) =>
    0.93 +
    0.16 * fractalNoise(x * 1.6 + offset, y * 1.6, z * 1.6, 2) +
    0.03 * fractalNoise(x * 9, y * 9, z * 9 + offset, 2)
  const wall = filled ? 0.22 : 0.8
  const shell = {
    centre,
    radius: (d: { x: number; y: number; z: number }) => outer(d.x, d.y, d.z),
    cavity: (d: { x: number; y: number; z: number }) =>
      wall *
      (0.93 +
        0.3 * fractalNoise(d.x * 1.6 + offset, d.y * 1.6, d.z * 1.6, 2) +
        (filled ? 0.5 * fractalNoise(d.x * 2, d.y * 2 + offset, d.z * 2, 2) : 0)),
    cut: { normal: unit(vector(chance.between(-0.12, 0.12), 0.5, 1)), distance: 0.1 },
  }
  const crystals: Placement[] = []
  const count = filled ? 60 : Math.round(130 + 50 * abundance)
  for (let index = 0; crystals.length < count && index < 4000; index += 1) {
    const direction = chance.direction()
    const root = scaled(direction, shell.cavity(direction))
    const room = shell.cut.distance - dot(root, shell.cut.normal)
    if (room < 0.02) continue
    const size = (filled ? 0.07 : 0.25) * chance.between(0.5, 1.1)
    const axis = unit(sum(scaled(direction, -1), scaled(chance.direction(), 0.35)))
    crystals.push({
      facets: stout(chance),
      centre: sum(sum(centre, root), scaled(axis, size * 0.25)),
      frame: frameAlong(axis, chance.angle()),
      size: Math.min(size, 0.1 + room),
    })
  }
  return { crystals, shell }
}

/** Druse crystals are mostly point, and rooted in the wall. */
const stout = (chance: Chance): Facet[] =>
  quartzPrism(chance).map((face) => {
    if (face.normal.y < -0.5) return { ...face, distance: 0.2 }
    return Math.abs(face.normal.y) < 0.1 ? { ...face, distance: face.distance * 1.7 } : face
  })
