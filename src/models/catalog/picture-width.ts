/** Widths in pixels in which every picture is kept. */
export const PICTURE_WIDTHS = [160, 320, 640, 960] as const

export type PictureWidth = (typeof PICTURE_WIDTHS)[number]
