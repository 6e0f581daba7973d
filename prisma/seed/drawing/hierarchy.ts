import type { Ray } from './ray.ts'
import { type Box, boxAround, type Solid } from './solid.ts'

const MOST_PER_LEAF = 2

interface Entry extends Box {
  readonly solid: Solid
}

/**
 * A tree of boxes around boxes (bounding volume hierarchy): a ray asks only the few solids whose boxes it
 * crosses. Nodes lie in depth-first order, each with the index at which to go on when its box is missed.
 */
export class Hierarchy {
  readonly #solids: Solid[] = []
  /** Six numbers a node: lowest x, y, z, highest x, y, z. */
  readonly #boxes: Float64Array
  /** Three numbers a node: first solid, the one after the last (the same in inner nodes), where to go on. */
  readonly #links: Int32Array
  /** Distance to the solid found last. */
  distance = Infinity
  /** The face on which it was found. */
  face = -1

  constructor(solids: readonly Solid[]) {
    const boxes: number[] = []
    const links: number[] = []
    const grow = (group: readonly Entry[]): void => {
      const { lowest, highest } = boxAround(group.flatMap((entry) => [entry.lowest, entry.highest]))
      const link = links.length
      boxes.push(lowest.x, lowest.y, lowest.z, highest.x, highest.y, highest.z)
      links.push(this.#solids.length, this.#solids.length, 0)
      if (group.length <= MOST_PER_LEAF) {
        this.#solids.push(...group.map((entry) => entry.solid))
        links[link + 1] = this.#solids.length
      } else {
        const halves = split(group, { lowest, highest })
        for (const half of halves) grow(half)
      }
      links[link + 2] = links.length / 3
    }
    const entries = solids.flatMap((solid) => solid.boxes.map((box) => ({ ...box, solid })))
    if (entries.length > 0) grow(entries)
    this.#boxes = Float64Array.from(boxes)
    this.#links = Int32Array.from(links)
  }

  /** The first solid on the ray's way within `limit`; see `distance` and `face` for where. */
  nearest(ray: Ray, limit: number): Solid | undefined {
    const solids = this.#solids
    const links = this.#links
    const boxes = this.#boxes
    const { ox, oy, oz, dx, dy, dz } = ray
    const ix = 1 / dx
    const iy = 1 / dy
    const iz = 1 / dz
    // Which sides of a box the ray comes to first.
    const nearX = dx < 0 ? 3 : 0
    const nearY = dy < 0 ? 4 : 1
    const nearZ = dz < 0 ? 5 : 2
    const farX = 3 - nearX
    const farY = 5 - nearY
    const farZ = 7 - nearZ
    const count = links.length
    let best = limit
    let found: Solid | undefined
    let link = 0
    while (link < count) {
      const box = link * 2
      let near = ((boxes[box + nearX] as number) - ox) * ix
      let far = ((boxes[box + farX] as number) - ox) * ix
      const nearest = ((boxes[box + nearY] as number) - oy) * iy
      const furthest = ((boxes[box + farY] as number) - oy) * iy
      if (nearest > near) near = nearest
      if (furthest < far) far = furthest
      const foremost = ((boxes[box + nearZ] as number) - oz) * iz
      const hindmost = ((boxes[box + farZ] as number) - oz) * iz
      if (foremost > near) near = foremost
      if (hindmost < far) far = hindmost
      if (near > far || far < 0 || near > best) {
        link = (links[link + 2] as number) * 3
        continue
      }
      const after = links[link + 1] as number
      for (let index = links[link] as number; index < after; index += 1) {
        const solid = solids[index] as Solid
        const distance = solid.meet(ray, best)
        if (distance < best) {
          best = distance
          found = solid
          this.face = ray.face
        }
      }
      link += 3
    }
    this.distance = best
    return found
  }
}

/** Halves a group across its longest side. */
function split(group: readonly Entry[], { lowest, highest }: Box): [Entry[], Entry[]] {
  const [x, y, z] = [highest.x - lowest.x, highest.y - lowest.y, highest.z - lowest.z]
  const axis = x > y && x > z ? 'x' : y > z ? 'y' : 'z'
  const middle = (entry: Entry) => entry.lowest[axis] + entry.highest[axis]
  const ordered = group.toSorted((a, b) => middle(a) - middle(b))
  const half = ordered.length >> 1
  return [ordered.slice(0, half), ordered.slice(half)]
}
