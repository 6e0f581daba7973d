/** 0 up to `from`, 1 past `to`, a smooth rise between (Perlin's smoothstep); with `from` above `to` it falls. */
export function smoothstep(from: number, to: number, value: number): number {
  const t = Math.min(Math.max((value - from) / (to - from), 0), 1)
  return t * t * (3 - 2 * t)
}
