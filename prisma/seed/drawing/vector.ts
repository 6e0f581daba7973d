/** A point or a direction; y is up, x to the right of the camera, z towards it. */
export interface Vector {
  readonly x: number
  readonly y: number
  readonly z: number
}

export const UP: Vector = { x: 0, y: 1, z: 0 }
export const ORIGIN: Vector = { x: 0, y: 0, z: 0 }

export const vector = (x: number, y: number, z: number): Vector => ({ x, y, z })

export const sum = (a: Vector, b: Vector): Vector => vector(a.x + b.x, a.y + b.y, a.z + b.z)

export const difference = (a: Vector, b: Vector): Vector => vector(a.x - b.x, a.y - b.y, a.z - b.z)

export const scaled = (a: Vector, factor: number): Vector => vector(a.x * factor, a.y * factor, a.z * factor)

export const dot = (a: Vector, b: Vector): number => a.x * b.x + a.y * b.y + a.z * b.z

export const cross = (a: Vector, b: Vector): Vector =>
  vector(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)

export const length = (a: Vector): number => Math.hypot(a.x, a.y, a.z)

export const unit = (a: Vector): Vector => scaled(a, 1 / length(a))

export const blend = (a: Vector, b: Vector, share: number): Vector =>
  sum(scaled(a, 1 - share), scaled(b, share))

/** Some unit vector at right angles to the given one. */
export const perpendicular = (a: Vector): Vector =>
  unit(Math.abs(a.y) < 0.9 ? cross(a, UP) : cross(a, vector(1, 0, 0)))

/** The direction at `azimuth` around the upright axis and `inclination` away from it, both in degrees. */
export function polar(azimuth: number, inclination: number): Vector {
  const phi = (azimuth * Math.PI) / 180
  const rho = (inclination * Math.PI) / 180
  return vector(Math.sin(rho) * Math.cos(phi), Math.cos(rho), Math.sin(rho) * Math.sin(phi))
}

/** A right-handed frame; `up` is the crystal's c axis. */
export interface Frame {
  readonly right: Vector
  readonly up: Vector
  readonly forward: Vector
}

/** The frame whose c axis points along `axis`, turned about it by `spin` radians. */
export function frameAlong(axis: Vector, spin: number): Frame {
  const up = unit(axis)
  const side = perpendicular(up)
  const other = cross(up, side)
  const right = sum(scaled(side, Math.cos(spin)), scaled(other, Math.sin(spin)))
  return { right, up, forward: cross(right, up) }
}

/** Takes a direction from the frame's own coordinates to those around it. */
export const turned = (frame: Frame, a: Vector): Vector =>
  sum(sum(scaled(frame.right, a.x), scaled(frame.up, a.y)), scaled(frame.forward, a.z))

/** Takes a direction to the frame's own coordinates: the opposite of `turned`. */
export const within = (frame: Frame, a: Vector): Vector =>
  vector(dot(frame.right, a), dot(frame.up, a), dot(frame.forward, a))
