import { Chance } from './chance.ts'

const SIDE = 32
const MASK = SIDE - 1

const lattice = new Float64Array(SIDE ** 3)
const chance = new Chance('noise')
for (let index = 0; index < lattice.length; index += 1) lattice[index] = chance.between(-1, 1)

const ease = (t: number) => t * t * (3 - 2 * t)

/** Value noise, −1 to 1, one bump per unit of length; it repeats after 32 units, which no specimen shows. */
export function noise(x: number, y: number, z: number): number {
  const left = Math.floor(x)
  const bottom = Math.floor(y)
  const back = Math.floor(z)
  const u = ease(x - left)
  const v = ease(y - bottom)
  const w = ease(z - back)
  const x0 = left & MASK
  const x1 = (left + 1) & MASK
  const y0 = (bottom & MASK) << 5
  const y1 = ((bottom + 1) & MASK) << 5
  const z0 = (back & MASK) << 10
  const z1 = ((back + 1) & MASK) << 10
  const a = lattice[x0 + y0 + z0] as number
  const b = lattice[x1 + y0 + z0] as number
  const c = lattice[x0 + y1 + z0] as number
  const d = lattice[x1 + y1 + z0] as number
  const e = lattice[x0 + y0 + z1] as number
  const f = lattice[x1 + y0 + z1] as number
  const g = lattice[x0 + y1 + z1] as number
  const h = lattice[x1 + y1 + z1] as number
  const near = a + (b - a) * u + (c + (d - c) * u - a - (b - a) * u) * v
  const far = e + (f - e) * u + (g + (h - g) * u - e - (f - e) * u) * v
  return near + (far - near) * w
}

/** Fractal noise: `octaves` layers, each twice as fine and half as strong as the one before. */
export function fractalNoise(x: number, y: number, z: number, octaves: number): number {
  let total = 0
  let strength = 0.5
  let scale = 1
  for (let octave = 0; octave < octaves; octave += 1) {
    total += strength * noise(x * scale + octave * 7.3, y * scale + octave * 3.1, z * scale)
    strength *= 0.5
    scale *= 2.03
  }
  return total
}
