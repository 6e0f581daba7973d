import { Worker } from 'node:worker_threads'
import sharp from 'sharp'
import type { SpecimenRecipe, View } from './specimen-picture.ts'

/** One picture to draw, as sent to a worker. */
export interface DrawingTask {
  readonly recipe: SpecimenRecipe
  readonly view: View
  /** Pixels along each side. */
  readonly size: number
}

export type DrawingReply = { readonly pixels: Uint8Array } | { readonly failure: string }

interface Commission extends DrawingTask {
  readonly resolve: (pixels: Uint8Array) => void
  readonly reject: (reason: Error) => void
}

/** Good enough to cut every smaller and larger size from. */
const MASTER_QUALITY = 82

/** Has specimens drawn by a few workers at a time, off the main thread. */
export class Illustrator {
  readonly #workers = new Set<Worker>()
  readonly #idle: Worker[] = []
  readonly #waiting: Commission[] = []
  readonly #busy = new Map<Worker, Commission>()

  constructor(workers = 2) {
    for (let count = 0; count < workers; count += 1) this.#hire()
  }

  /** An encoded (WebP) square picture, `size` pixels along each side. */
  async draw(recipe: SpecimenRecipe, view: View, size: number): Promise<Buffer> {
    const pixels = await this.#commission({ recipe, view, size })
    return sharp(pixels, { raw: { width: size, height: size, channels: 3 } })
      .webp({ quality: MASTER_QUALITY })
      .toBuffer()
  }

  /** Dismisses the workers; pictures not yet drawn are refused. */
  async close(): Promise<void> {
    const workers = [...this.#workers]
    this.#workers.clear()
    this.#refuseAll(new Error('The illustrator was closed'))
    await Promise.all(workers.map((worker) => worker.terminate()))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #hire(): void {
    const worker = new Worker(new URL('./drawing-worker.ts', import.meta.url))
    this.#workers.add(worker)
    this.#idle.push(worker)
    worker.on('message', (reply: DrawingReply) => {
      const commission = this.#busy.get(worker)
      this.#busy.delete(worker)
      this.#idle.push(worker)
      if ('pixels' in reply) commission?.resolve(reply.pixels)
      else commission?.reject(new Error(reply.failure))
      this.#assign()
    })
    worker.on('error', (error) => {
      const reason = error instanceof Error ? error : new Error(String(error))
      this.#workers.delete(worker)
      this.#busy.get(worker)?.reject(reason)
      this.#busy.delete(worker)
      // The others go on; without any, nobody must wait for ever.
      if (this.#workers.size === 0) this.#refuseAll(reason)
    })
  }

  #commission(task: DrawingTask): Promise<Uint8Array> {
    if (this.#workers.size === 0) return Promise.reject(new Error('The illustrator has no workers any more'))
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...task, resolve, reject })
      this.#assign()
    })
  }

  #assign(): void {
    while (this.#waiting.length > 0) {
      const worker = this.#idle.pop()
      if (!worker) return
      if (!this.#workers.has(worker)) continue
      const commission = this.#waiting.shift()
      if (!commission) return
      this.#busy.set(worker, commission)
      const { recipe, view, size } = commission
      worker.postMessage({ recipe, view, size } satisfies DrawingTask)
    }
  }

  #refuseAll(reason: Error): void {
    const unfinished = [...this.#busy.values(), ...this.#waiting.splice(0)]
    this.#busy.clear()
    for (const { reject } of unfinished) reject(reason)
  }
}
