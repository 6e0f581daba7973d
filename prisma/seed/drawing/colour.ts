/** Linear-light red, green and blue: what is added and multiplied while tracing. */
export interface Rgb {
  readonly r: number
  readonly g: number
  readonly b: number
}

export const rgb = (r: number, g: number, b: number): Rgb => ({ r, g, b })

export const grey = (level: number): Rgb => rgb(level, level, level)

/** '#rrggbb', as people and style sheets write it. */
export function fromHex(hex: string): Rgb {
  const word = Number.parseInt(hex.slice(1), 16)
  return rgb(linear((word >> 16) / 255), linear(((word >> 8) & 255) / 255), linear((word & 255) / 255))
}

export const mixed = (a: Rgb, b: Rgb, share: number): Rgb =>
  rgb(a.r + (b.r - a.r) * share, a.g + (b.g - a.g) * share, a.b + (b.b - a.b) * share)

export const dimmed = (a: Rgb, factor: number): Rgb => rgb(a.r * factor, a.g * factor, a.b * factor)

export const mapped = (a: Rgb, change: (channel: number) => number): Rgb =>
  rgb(change(a.r), change(a.g), change(a.b))

/** Rec. 709 weights. */
export const luminance = (a: Rgb): number => 0.2126 * a.r + 0.7152 * a.g + 0.0722 * a.b

/** sRGB to linear light, both 0 to 1 (IEC 61966-2-1). */
export function linear(encoded: number): number {
  return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4
}

/** Linear light to sRGB, both 0 to 1 (IEC 61966-2-1). */
export function encoded(light: number): number {
  return light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055
}
