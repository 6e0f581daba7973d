/** Share of the light that a surface mirrors at an angle, given its cosine (Schlick's approximation of Fresnel). */
export function schlick(head: number, cosine: number): number {
  const grazing = 1 - Math.min(Math.max(cosine, 0), 1)
  const square = grazing * grazing
  return head + (1 - head) * square * square * grazing
}
