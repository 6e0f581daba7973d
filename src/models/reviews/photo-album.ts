/** Where the photos of customers are kept. */
export interface PhotoAlbum {
  /**
   * Makes a picture of what somebody sent: upright, no larger than needed, without what the camera wrote into it.
   *
   * @returns null if it is no picture that can be read
   */
  develop(file: Uint8Array): Promise<Uint8Array | null>
  /** @returns the key of a developed photo, which nobody can guess */
  keep(photo: Uint8Array): Promise<string>
  remove(key: string): Promise<void>
}
