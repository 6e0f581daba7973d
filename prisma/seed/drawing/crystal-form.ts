import { dot, polar, scaled, unit, type Vector, vector } from './vector.ts'

/** Fine growth lines on a face: along the c axis, or across it. */
export type Striation = 'along' | 'across'

/** One face of a crystal: the crystal lies on the inner side of the plane `normal · p = distance`. */
export interface Facet {
  readonly normal: Vector
  readonly distance: number
  readonly striation?: Striation
}

/**
 * The form {hkl} of the cubic system: every order and every sign of the three indices.
 * `distance` is from the centre to each face.
 */
export function cubicForm(indices: readonly [number, number, number], distance: number): Facet[] {
  const [h, k, l] = indices
  const orders = [
    vector(h, k, l),
    vector(k, l, h),
    vector(l, h, k),
    vector(h, l, k),
    vector(l, k, h),
    vector(k, h, l),
  ]
  return distinct(orders.flatMap(signed)).map((normal) => ({ normal, distance }))
}

/** The pyritohedron {hk0}: cyclic orders only, so that its twelve faces become pentagons. */
export function pyritohedralForm(h: number, k: number, distance: number): Facet[] {
  const orders = [vector(h, k, 0), vector(0, h, k), vector(k, 0, h)]
  return distinct(orders.flatMap(signed)).map((normal) => ({ normal, distance, striation: 'across' }))
}

/** The tetrahedral half of a cubic form: only faces whose signs multiply to `parity`. */
export function tetrahedralForm(
  indices: readonly [number, number, number],
  distance: number,
  parity: 1 | -1,
): Facet[] {
  return cubicForm(indices, distance).filter(
    ({ normal }) => Math.sign(normal.x * normal.y * normal.z) === parity,
  )
}

/** `count` upright faces around the c axis, the first at `azimuth` degrees. */
export function prism(count: number, azimuth: number, distance: number, striation?: Striation): Facet[] {
  return around(count, azimuth).map((phi) => ({ normal: polar(phi, 90), distance, striation }))
}

/** `count` faces that meet at the height `apex` on the c axis, their normals `inclination` degrees from it. */
export function pyramid(count: number, azimuth: number, inclination: number, apex: number): Facet[] {
  const distance = apex * Math.cos((inclination * Math.PI) / 180)
  return around(count, azimuth).map((phi) => ({ normal: polar(phi, inclination), distance }))
}

/** The same faces at the lower end, turned by `twist` degrees: 0 mirrors them, 60 makes a rhombohedron of three. */
export function underneath(faces: readonly Facet[], twist = 0): Facet[] {
  const cosine = Math.cos((twist * Math.PI) / 180)
  const sine = Math.sin((twist * Math.PI) / 180)
  return faces.map(({ normal: n, ...face }) => ({
    ...face,
    normal: vector(n.x * cosine - n.z * sine, -n.y, n.x * sine + n.z * cosine),
  }))
}

/** A pyramid at both ends. */
export function bipyramid(count: number, azimuth: number, inclination: number, apex: number): Facet[] {
  const upper = pyramid(count, azimuth, inclination, apex)
  return [...upper, ...underneath(upper)]
}

/** A face and its opposite. */
export function pinacoid(normal: Vector, distance: number, striation?: Striation): Facet[] {
  const outward = unit(normal)
  return [
    { normal: outward, distance, striation },
    { normal: scaled(outward, -1), distance, striation },
  ]
}

/** An upright prism of four faces whose edges enclose the lozenge with the half-diagonals `a` and `b`. */
export function lozenge(a: number, b: number, striation?: Striation): Facet[] {
  const distance = (a * b) / Math.hypot(a, b)
  return [vector(b, 0, a), vector(-b, 0, a), vector(b, 0, -a), vector(-b, 0, -a)].map((normal) => ({
    normal: unit(normal),
    distance,
    striation,
  }))
}

function around(count: number, azimuth: number): number[] {
  return Array.from({ length: count }, (_, index) => azimuth + (index * 360) / count)
}

function signed(a: Vector): Vector[] {
  return [1, -1].flatMap((x) =>
    [1, -1].flatMap((y) => [1, -1].map((z) => unit(vector(a.x * x, a.y * y, a.z * z)))),
  )
}

function distinct(directions: readonly Vector[]): Vector[] {
  return directions.filter(
    (direction, index) => directions.findIndex((other) => dot(direction, other) > 0.9999) === index,
  )
}
