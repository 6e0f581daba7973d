import { backdrop } from './backdrop.ts'
import type { Camera } from './camera.ts'
import { encoded } from './colour.ts'
import { Glow, Ray } from './ray.ts'
import type { Scene } from './scene.ts'
import { Shader } from './shader.ts'
import type { Solid } from './solid.ts'

/** Above this, light is compressed; below, colours stay as they are. */
const SHOULDER = 0.62
/** More than 1 makes colours richer. */
const RICHNESS = 1.14
/** Differences between neighbouring pixels above this are smoothed; in linear light. */
const CONTRAST = 0.05
/** Places within a pixel, in halves of it: a rotated grid, which serves near-vertical edges as well as flat ones. */
const SAMPLES = [-0.125, -0.375, 0.375, -0.125, 0.125, 0.375, -0.375, 0.125]
/** sRGB of linear light in steps of 1/4095. */
const ENCODED = Uint8Array.from({ length: 4096 }, (_, index) => Math.round(encoded(index / 4095) * 255))

/** Draws a scene into a square picture. */
export class Picture {
  readonly #scene: Scene
  readonly #camera: Camera
  readonly #size: number
  readonly #shader: Shader
  readonly #ray = new Ray()
  readonly #mirror = new Ray()
  readonly #light = new Glow()
  readonly #shadow = new Glow()
  readonly #marks = new Map<Solid, number>()
  /** What the last ray met, as a number; equal numbers are the same face of the same solid. */
  #mark = 0

  constructor(scene: Scene, camera: Camera, size: number) {
    this.#scene = scene
    this.#camera = camera
    this.#size = size
    this.#shader = new Shader(scene)
    scene.solids.forEach((solid, index) => {
      this.#marks.set(solid, (index + 1) * 64)
    })
  }

  /** 8-bit sRGB, three bytes a pixel, row by row from the top. */
  draw(): Uint8Array {
    const size = this.#size
    const light = new Float32Array(size * size * 3)
    const marks = new Int32Array(size * size)
    for (let row = 0; row < size; row += 1) {
      for (let column = 0; column < size; column += 1) {
        const index = row * size + column
        this.#expose(column + 0.5, row + 0.5)
        marks[index] = this.#mark
        light[index * 3] = this.#light.r
        light[index * 3 + 1] = this.#light.g
        light[index * 3 + 2] = this.#light.b
      }
    }
    this.#smoothEdges(light, marks)
    const bytes = new Uint8Array(light.length)
    for (let index = 0; index < light.length; index += 1) {
      bytes[index] = ENCODED[Math.round((light[index] as number) * 4095)] as number
    }
    return bytes
  }

  /** Samples again, more finely, where faces or tones meet. */
  #smoothEdges(light: Float32Array, marks: Int32Array): void {
    const size = this.#size
    const edge = (index: number, other: number): boolean => {
      const a = index * 3
      const b = other * 3
      return (
        marks[index] !== marks[other] ||
        Math.abs((light[a + 1] as number) - (light[b + 1] as number)) > CONTRAST ||
        Math.abs((light[a] as number) - (light[b] as number)) > CONTRAST * 1.5
      )
    }
    const rough = new Uint8Array(size * size)
    for (let row = 1; row < size; row += 1) {
      for (let column = 1; column < size; column += 1) {
        const index = row * size + column
        if (edge(index, index - 1)) rough[index] = rough[index - 1] = 1
        if (edge(index, index - size)) rough[index] = rough[index - size] = 1
      }
    }
    for (let index = 0; index < rough.length; index += 1) {
      if (rough[index] === 0) continue
      let red = 0
      let green = 0
      let blue = 0
      for (let sample = 0; sample < SAMPLES.length; sample += 2) {
        const x = (index % size) + 0.5 + (SAMPLES[sample] as number)
        const y = Math.floor(index / size) + 0.5 + (SAMPLES[sample + 1] as number)
        this.#expose(x, y)
        red += this.#light.r
        green += this.#light.g
        blue += this.#light.b
      }
      light[index * 3] = red / 4
      light[index * 3 + 1] = green / 4
      light[index * 3 + 2] = blue / 4
    }
  }

  /** Leaves the light at a place of the picture, ready to be shown, in `#light`. */
  #expose(column: number, row: number): void {
    const x = (column / this.#size) * 2 - 1
    const y = 1 - (row / this.#size) * 2
    const ray = this.#ray
    const light = this.#light
    this.#camera.aim(x, y, ray)
    const solid = this.#scene.nearest(ray)
    if (solid) {
      const face = this.#scene.face
      this.#mark = (this.#marks.get(solid) ?? 0) + face
      this.#shader.shade(solid, ray, this.#scene.distance, face, light)
      this.#develop(light)
      return
    }
    this.#mark = 0
    backdrop(x, y, light)
    if (ray.dy < 0) this.#layShadow(ray)
  }

  /** From light in the scene to light on the screen: slightly richer colours, then the film's shoulder. */
  #develop(light: Glow): void {
    const grey = 0.2126 * light.r + 0.7152 * light.g + 0.0722 * light.b
    light.set(
      shown(grey + (light.r - grey) * RICHNESS),
      shown(grey + (light.g - grey) * RICHNESS),
      shown(grey + (light.b - grey) * RICHNESS),
    )
  }

  /** Darkens the paper where the specimen keeps light from it, and mirrors the specimen a little in its gloss. */
  #layShadow(ray: Ray): void {
    const light = this.#light
    const distance = -ray.oy / ray.dy
    const shadow = this.#shadow
    const x = ray.ox + ray.dx * distance
    const z = ray.oz + ray.dz * distance
    this.#scene.shadow(x, z, shadow)
    light.set(
      Math.min(light.r * shadow.r, 1),
      Math.min(light.g * shadow.g, 1),
      Math.min(light.b * shadow.b, 1),
    )
    if (shadow.g > 0.97) return
    const mirror = this.#mirror
    mirror.from(x, 1e-4, z).towards(ray.dx, -ray.dy, ray.dz)
    const solid = this.#scene.nearest(mirror)
    if (!solid) return
    this.#mark = 1
    const share = 0.16 * Math.exp(-4 * this.#scene.distance)
    this.#shader.glance(mirror, shadow)
    this.#develop(shadow)
    light.set(
      light.r + (shadow.r - light.r) * share,
      light.g + (shadow.g - light.g) * share,
      light.b + (shadow.b - light.b) * share,
    )
  }
}

/** Filmic shoulder: bright light runs gently into white instead of clipping; gives back 0 to 1. */
function shown(light: number): number {
  if (light <= SHOULDER) return Math.max(light, 0)
  return 1 - (1 - SHOULDER) * Math.exp((SHOULDER - light) / (1 - SHOULDER))
}
