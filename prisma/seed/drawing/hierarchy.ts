import type { Ray } from './ray.ts'
import { type Box, boxAround, type Solid } from './solid.ts'

const MOST_PER_LEAF = 2

interface Entry extends Box {
  readonly solid: Solid
}

type Tree = Box &
  (
    | { readonly entries: readonly Entry[] }
    | { readonly halves: readonly [Tree, Tree]; readonly axis: 'x' | 'y' | 'z' }
  )

/** A tree laid out in the order in which rays of one general direction come by, nearer boxes first. */
interface Tour {
  readonly solids: readonly Solid[]
  /** Six numbers a node: lowest x, y, z, highest x, y, z. */
  readonly boxes: Float64Array
  /** Three numbers a node: first solid, the one after the last (the same in inner nodes), where to go on if the box is missed. */
  readonly links: Int32Array
}

/**
 * A tree of boxes around boxes (bounding volume hierarchy): a ray asks only the few solids whose boxes it
 * crosses. There is a tour for each of the eight ways a ray can point, so that the first solid met tends to be
 * the nearest and the rest are passed over.
 */
export class Hierarchy {
  readonly #tours: readonly Tour[]
  /** Solids that are slow to ask come last, when little of the way is left to search. */
  readonly #slow: readonly Solid[]

  constructor(solids: readonly Solid[]) {
    const entries = solids
      .filter((solid) => !solid.slow)
      .flatMap((solid) => solid.boxes.map((box) => ({ ...box, solid })))
    const tree = planted(entries)
    this.#tours = Array.from({ length: 8 }, (_, octant) => tour(tree, octant))
    this.#slow = solids.filter((solid) => solid.slow)
  }

  /** The first solid on the ray's way; the ray is shortened to end there. */
  nearest(ray: Ray): Solid | undefined {
    const { ox, oy, oz, dx, dy, dz } = ray
    const { solids, boxes, links } = this.#tours[
      (dx < 0 ? 1 : 0) + (dy < 0 ? 2 : 0) + (dz < 0 ? 4 : 0)
    ] as Tour
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
      if (near > far || far < 0 || near > ray.limit) {
        link = (links[link + 2] as number) * 3
        continue
      }
      const after = links[link + 1] as number
      for (let index = links[link] as number; index < after; index += 1) {
        const solid = solids[index] as Solid
        if (solid.meet(ray)) found = solid
      }
      link += 3
    }
    for (const solid of this.#slow) {
      if (solid.meet(ray)) found = solid
    }
    return found
  }
}

/** Halves a group across its longest side, again and again. */
function planted(entries: readonly Entry[]): Tree {
  const box = boxAround(entries.flatMap(({ lowest, highest }) => [lowest, highest]))
  if (entries.length <= MOST_PER_LEAF) return { ...box, entries }
  const { lowest, highest } = box
  const [x, y, z] = [highest.x - lowest.x, highest.y - lowest.y, highest.z - lowest.z]
  const axis = x > y && x > z ? 'x' : y > z ? 'y' : 'z'
  const middle = (entry: Entry) => entry.lowest[axis] + entry.highest[axis]
  const ordered = entries.toSorted((a, b) => middle(a) - middle(b))
  const half = ordered.length >> 1
  return { ...box, axis, halves: [planted(ordered.slice(0, half)), planted(ordered.slice(half))] }
}

/** `octant` has a bit set for each axis along which the rays run backwards. */
function tour(tree: Tree, octant: number): Tour {
  const solids: Solid[] = []
  const boxes: number[] = []
  const links: number[] = []
  const visit = (node: Tree): void => {
    const link = links.length
    const { lowest, highest } = node
    boxes.push(lowest.x, lowest.y, lowest.z, highest.x, highest.y, highest.z)
    links.push(solids.length, solids.length, 0)
    if ('entries' in node) {
      solids.push(...node.entries.map((entry) => entry.solid))
      links[link + 1] = solids.length
    } else {
      const backwards = octant & { x: 1, y: 2, z: 4 }[node.axis]
      for (const half of backwards ? node.halves.toReversed() : node.halves) visit(half)
    }
    links[link + 2] = links.length / 3
  }
  visit(tree)
  return { solids, boxes: Float64Array.from(boxes), links: Int32Array.from(links) }
}
