import type { Camera } from './camera.ts'
import { encoded } from './colour.ts'
import { Exposure } from './exposure.ts'
import type { Scene } from './scene.ts'

/** Pixels between the first, coarse samples. */
const COARSE = 2
/** Steps of tone between coarse samples that may be bridged, and between pixels that need no smoothing. */
const SAME_TONE = 0.03
const SMOOTH_TONE = 0.1
/** Further places within a pixel, as shares of it: with the middle, a rotated grid that serves edges of any slant. */
const EXTRA_SAMPLES: readonly (readonly [number, number])[] = [
  [-0.36, -0.12],
  [0.24, -0.34],
  [0.12, 0.38],
]
/** sRGB of linear light in steps of 1/4095. */
const ENCODED = Uint8Array.from({ length: 4096 }, (_, index) => Math.round(encoded(index / 4095) * 255))

/**
 * Draws a scene into a square picture: first every second pixel of every second row, then the ones between,
 * most of which can be told from their neighbours, then more samples where faces or tones meet.
 */
export class Picture {
  readonly #exposure: Exposure
  readonly #size: number
  /** Linear light, three numbers a pixel. */
  readonly #light: Float32Array
  /** What each pixel shows; equal numbers are the same face of the same solid. */
  readonly #marks: Int32Array

  constructor(scene: Scene, camera: Camera, size: number) {
    this.#exposure = new Exposure(scene, camera, size)
    this.#size = size
    this.#light = new Float32Array(size * size * 3)
    this.#marks = new Int32Array(size * size)
  }

  /** 8-bit sRGB, three bytes a pixel, row by row from the top. */
  draw(): Uint8Array {
    const size = this.#size
    for (let row = 0; row < size; row += COARSE) {
      for (let column = 0; column < size; column += COARSE) this.#take(column, row)
    }
    for (let row = 0; row < size; row += COARSE) {
      for (let column = 1; column < size; column += COARSE) this.#bridge(column, row, 1)
    }
    for (let row = 1; row < size; row += COARSE) {
      for (let column = 0; column < size; column += 1) this.#bridge(column, row, size)
    }
    this.#smoothEdges()
    return this.#encoded()
  }

  #encoded(): Uint8Array {
    const bytes = new Uint8Array(this.#light.length)
    for (let index = 0; index < bytes.length; index += 1) {
      bytes[index] = ENCODED[Math.round((this.#light[index] as number) * 4095)] as number
    }
    return bytes
  }

  #take(column: number, row: number): void {
    const { light } = this.#exposure
    const index = row * this.#size + column
    this.#marks[index] = this.#exposure.take(column + 0.5, row + 0.5)
    this.#light[index * 3] = light.r
    this.#light[index * 3 + 1] = light.g
    this.#light[index * 3 + 2] = light.b
  }

  /** Fills a pixel from its two neighbours (`stride` before and after it) if they agree; else takes it too. */
  #bridge(column: number, row: number, stride: number): void {
    const index = row * this.#size + column
    const before = index - stride
    const after = index + stride
    const last = stride === 1 ? column === this.#size - 1 : row === this.#size - 1
    if (last || this.#differ(before, after, SAME_TONE)) {
      this.#take(column, row)
      return
    }
    const light = this.#light
    this.#marks[index] = this.#marks[before] as number
    for (let channel = 0; channel < 3; channel += 1) {
      light[index * 3 + channel] =
        ((light[before * 3 + channel] as number) + (light[after * 3 + channel] as number)) / 2
    }
  }

  /** Samples again, more finely, where faces or tones meet. */
  #smoothEdges(): void {
    const size = this.#size
    const light = this.#light
    const rough = new Uint8Array(size * size)
    for (let row = 1; row < size; row += 1) {
      for (let column = 1; column < size; column += 1) {
        const index = row * size + column
        if (this.#differ(index, index - 1, SMOOTH_TONE)) rough[index] = rough[index - 1] = 1
        if (this.#differ(index, index - size, SMOOTH_TONE)) rough[index] = rough[index - size] = 1
      }
    }
    const share = 1 / (EXTRA_SAMPLES.length + 1)
    const { light: sample } = this.#exposure
    for (let index = 0; index < rough.length; index += 1) {
      if (rough[index] === 0) continue
      let red = light[index * 3] as number
      let green = light[index * 3 + 1] as number
      let blue = light[index * 3 + 2] as number
      for (const [x, y] of EXTRA_SAMPLES) {
        this.#exposure.take((index % size) + 0.5 + x, Math.floor(index / size) + 0.5 + y)
        red += sample.r
        green += sample.g
        blue += sample.b
      }
      light[index * 3] = red * share
      light[index * 3 + 1] = green * share
      light[index * 3 + 2] = blue * share
    }
  }

  /** Whether two pixels show different things, or tones further apart than the eye lets pass (about Weber's law). */
  #differ(index: number, other: number, step: number): boolean {
    if (this.#marks[index] !== this.#marks[other]) return true
    const light = this.#light
    const a = index * 3
    const b = other * 3
    const green = light[a + 1] as number
    const limit = step * Math.sqrt(green + 0.02)
    return (
      Math.abs(green - (light[b + 1] as number)) > limit ||
      Math.abs((light[a] as number) - (light[b] as number)) > limit * 1.5 ||
      Math.abs((light[a + 2] as number) - (light[b + 2] as number)) > limit * 2.5
    )
  }
}
