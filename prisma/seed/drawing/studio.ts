import { grey, mixed, type Rgb, rgb } from './colour.ts'
import { smoothstep } from './smoothstep.ts'
import { cross, dot, UP, unit, type Vector, vector } from './vector.ts'

/** A lamp behind a rectangle of white cloth, infinitely far away. */
interface SoftBox {
  readonly toward: Vector
  readonly across: Vector
  readonly upward: Vector
  /** Half the width and height, as tangents of the angle. */
  readonly width: number
  readonly height: number
  readonly light: Rgb
}

function softBox(toward: Vector, width: number, height: number, light: Rgb): SoftBox {
  const axis = unit(toward)
  const across = unit(Math.abs(axis.y) > 0.95 ? cross(axis, vector(0, 0, 1)) : cross(axis, UP))
  return { toward: axis, across, upward: cross(across, axis), width, height, light }
}

/** The camera looks towards −z: key light from the upper left, a strip behind on the right for the rims. */
const SOFT_BOXES: readonly SoftBox[] = [
  softBox(vector(-0.66, 0.66, 0.4), 0.52, 0.46, rgb(7.2, 7.0, 6.65)),
  softBox(vector(0.15, 0.95, -0.3), 0.6, 0.3, rgb(3.6, 3.6, 3.6)),
  softBox(vector(0.88, 0.45, -0.5), 0.18, 0.75, rgb(5.2, 5.4, 5.7)),
  softBox(vector(0.68, 0.22, 0.7), 0.3, 0.6, rgb(1.3, 1.28, 1.25)),
  softBox(vector(-0.95, 0.16, -0.1), 0.12, 0.6, rgb(2.6, 2.6, 2.6)),
]

const WALL = rgb(0.66, 0.645, 0.62)
const ROOM = rgb(0.13, 0.127, 0.125)
const CEILING = rgb(0.36, 0.355, 0.35)
/** The table top, as surfaces that look down see it. */
export const TABLE = rgb(0.62, 0.6, 0.575)

/** Light from a direction; `blur` softens the lamps' edges as a rough surface's mirror image would. */
export function studioLight(direction: Vector, blur: number): Rgb {
  const { x, y, z } = direction
  const depth = 0.45 + blur * 0.6
  const behind = smoothstep(depth, -depth, z + 0.1)
  const walls = mixed(ROOM, WALL, behind)
  // Black flags left and right: without something dark to mirror, facets would all look alike.
  const flag = 1 - 0.8 * smoothstep(0.45 - blur * 0.3, 0.95, Math.abs(x)) * (1 - 0.5 * blur)
  const sides = rgb(walls.r * flag, walls.g * flag, walls.b * flag)
  const above = mixed(sides, CEILING, smoothstep(0.2 - blur * 0.3, 0.95, y))
  const horizon = 0.06 + blur * 0.5
  // The table fades into the dark towards the camera.
  const table = 1 - 0.55 * smoothstep(-0.2, 0.95, z)
  const below = rgb(TABLE.r * table, TABLE.g * table, TABLE.b * table)
  let light = mixed(above, below, smoothstep(horizon, -horizon, y))
  for (const box of SOFT_BOXES) light = plus(light, boxLight(box, direction, blur))
  return light
}

function boxLight(box: SoftBox, direction: Vector, blur: number): Rgb {
  const facing = dot(direction, box.toward)
  if (facing <= 0.02) return grey(0)
  const edge = 0.16 + blur * 0.9
  const u = Math.abs(dot(direction, box.across) / facing)
  const v = Math.abs(dot(direction, box.upward) / facing)
  const cover =
    smoothstep(box.width + edge, box.width - edge, u) * smoothstep(box.height + edge, box.height - edge, v)
  // The same power spread over the wider, softer image.
  const spread = (box.width * box.height) / ((box.width + blur * 0.45) * (box.height + blur * 0.45))
  // The lamp behind the cloth makes its middle brighter, which gives flat faces a gradient to mirror.
  const fall = 1 - 0.75 * Math.min((u / box.width) ** 2 * 0.5 + (v / box.height) ** 2 * 0.5, 1)
  const power = cover * spread * fall
  return rgb(box.light.r * power, box.light.g * power, box.light.b * power)
}

const plus = (a: Rgb, b: Rgb): Rgb => rgb(a.r + b.r, a.g + b.g, a.b + b.b)
