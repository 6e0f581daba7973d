/** An object as it goes over the wire. */
export type Shape = Record<string, unknown>

export function isShape(value: unknown): value is Shape {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
