/** The product that somebody writes about. */
export interface Subject {
  readonly id: number
  readonly slug: string
  readonly name: string
}
