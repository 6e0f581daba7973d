/** What somebody typed, as the paragraphs to show. */
export function paragraphs(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
