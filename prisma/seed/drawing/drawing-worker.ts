import { parentPort } from 'node:worker_threads'
import type { DrawingReply, DrawingTask } from './illustrator.ts'
import { drawSpecimen } from './specimen-picture.ts'

/** Draws whatever it is sent, one picture after the other; the pixels are handed over, not copied. */
parentPort?.on('message', ({ recipe, view, size }: DrawingTask) => {
  try {
    const pixels = drawSpecimen(recipe, view, size)
    parentPort?.postMessage({ pixels } satisfies DrawingReply, [pixels.buffer as ArrayBuffer])
  } catch (error) {
    parentPort?.postMessage({ failure: String(error) } satisfies DrawingReply)
  }
})
