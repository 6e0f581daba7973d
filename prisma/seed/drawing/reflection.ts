import type { Glow } from './ray.ts'

/** Share of the light that a surface mirrors at an angle, given its cosine (Schlick's approximation of Fresnel). */
export function schlick(head: number, cosine: number): number {
  const grazing = 1 - Math.min(Math.max(cosine, 0), 1)
  const square = grazing * grazing
  return head + (1 - head) * square * square * grazing
}

/** Subdues dull reflections that would veil the colour, but not the lamps': what a polarising filter is used for. */
export function polarise(mirror: Glow): void {
  const brightest = Math.max(mirror.r, mirror.g, mirror.b)
  dim(mirror, brightest / (brightest + 0.6))
}

/** Keeps a metal that mirrors a lamp from turning into a blank white patch. */
export function restrain(mirror: Glow): void {
  dim(mirror, 1 / (1 + 0.22 * Math.max(mirror.r, mirror.g, mirror.b)))
}

export function dim(light: Glow, share: number): void {
  light.set(light.r * share, light.g * share, light.b * share)
}
