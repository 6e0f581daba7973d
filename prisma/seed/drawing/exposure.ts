import { backdrop } from './backdrop.ts'
import type { Camera } from './camera.ts'
import { Glimpse } from './glimpse.ts'
import { Glow, Ray } from './ray.ts'
import type { Scene } from './scene.ts'
import { Shader } from './shader.ts'
import type { Solid } from './solid.ts'

/** Above this, light is compressed; below, colours stay as they are. */
const SHOULDER = 0.62
/** More than 1 makes colours richer. */
const RICHNESS = 1.24
/** Marks for the paper, and for the part of it that mirrors the specimen. */
const PAPER = 0
const GLOSS = 1
/** More than any solid has faces. */
const FACES = 64

/** One sample of the picture after the other: a ray, what it meets, and the light that comes back. */
export class Exposure {
  /** The light of the sample taken last, ready to be shown, 0 to 1. */
  readonly light = new Glow()
  readonly #scene: Scene
  readonly #camera: Camera
  readonly #size: number
  readonly #glimpse: Glimpse
  readonly #shader: Shader
  readonly #marks: ReadonlyMap<Solid, number>
  readonly #ray = new Ray()
  readonly #mirror = new Ray()
  readonly #shadow = new Glow()

  constructor(scene: Scene, camera: Camera, size: number) {
    this.#scene = scene
    this.#camera = camera
    this.#size = size
    this.#glimpse = new Glimpse(scene)
    this.#shader = new Shader(scene, this.#glimpse)
    this.#marks = new Map(scene.solids.map((solid, index) => [solid, (index + 1) * FACES]))
  }

  /** Samples the picture at a place given in pixels; gives back a mark that tells what is seen there. */
  take(column: number, row: number): number {
    const x = (column / this.#size) * 2 - 1
    const y = 1 - (row / this.#size) * 2
    const ray = this.#ray
    this.#camera.aim(x, y, ray)
    const solid = this.#scene.nearest(ray)
    if (solid) {
      this.#shader.shade(solid, ray, this.light)
      develop(this.light)
      return (this.#marks.get(solid) ?? 0) + ray.face
    }
    backdrop(x, y, this.light)
    return ray.dy < 0 ? this.#layShadow(ray) : PAPER
  }

  /** Darkens the paper where the specimen keeps light from it, and mirrors the specimen a little in its gloss. */
  #layShadow(ray: Ray): number {
    const { light } = this
    const shadow = this.#shadow
    const x = ray.ox + ray.dx * ray.limit
    const z = ray.oz + ray.dz * ray.limit
    this.#scene.shadow(x, z, shadow)
    light.set(
      Math.min(light.r * shadow.r, 1),
      Math.min(light.g * shadow.g, 1),
      Math.min(light.b * shadow.b, 1),
    )
    if (shadow.g > 0.96) return PAPER
    const mirror = this.#mirror.from(x, 1e-4, z).towards(ray.dx, -ray.dy, ray.dz)
    const solid = this.#scene.nearest(mirror)
    if (!solid) return PAPER
    const share = 0.16 * Math.exp(-4 * mirror.limit)
    this.#glimpse.of(solid, mirror, shadow)
    develop(shadow)
    light.set(
      light.r + (shadow.r - light.r) * share,
      light.g + (shadow.g - light.g) * share,
      light.b + (shadow.b - light.b) * share,
    )
    return GLOSS
  }
}

/** From light in the scene to light on the screen: slightly richer colours, then the film's shoulder. */
function develop(light: Glow): void {
  const grey = 0.2126 * light.r + 0.7152 * light.g + 0.0722 * light.b
  light.set(
    shown(grey + (light.r - grey) * RICHNESS),
    shown(grey + (light.g - grey) * RICHNESS),
    shown(grey + (light.b - grey) * RICHNESS),
  )
}

/** Filmic shoulder: bright light runs gently into white instead of clipping; gives back 0 to 1. */
function shown(light: number): number {
  if (light <= SHOULDER) return Math.max(light, 0)
  return 1 - (1 - SHOULDER) * Math.exp((SHOULDER - light) / (1 - SHOULDER))
}
