import { SearchWords } from './search-words.ts'

/** Who types the phrase also finds what it means. */
export interface Synonym {
  /** As SearchWords writes it: 'fools gold'. */
  readonly phrase: string
  readonly meaning: string
}

export interface SynonymLines {
  readonly synonyms: readonly Synonym[]
  /** Lines that cannot be understood, by their number. */
  readonly mistakes: readonly { readonly line: number; readonly sentence: string }[]
}

const LONGEST = 60

/** Reads “phrase = meaning” lines; empty ones and those that begin with # say nothing, a later line wins. */
export function readSynonyms(text: string): SynonymLines {
  const lines = text
    .split(/\r?\n/)
    .map((content, index) => ({ line: index + 1, content: content.trim() }))
    .filter(({ content }) => content !== '' && !content.startsWith('#'))
  const read = lines.map(({ line, content }) => ({ line, ...synonymIn(content) }))
  const known = new Map(read.flatMap(({ synonym }) => (synonym ? [[synonym.phrase, synonym]] : [])))
  return {
    synonyms: [...known.values()],
    mistakes: read.flatMap(({ line, sentence }) => (sentence ? [{ line, sentence }] : [])),
  }
}

function synonymIn(content: string): { synonym?: Synonym; sentence?: string } {
  const [left = '', right, more] = content.split('=')
  if (right === undefined || more !== undefined)
    return { sentence: 'Write one phrase, one “=” and what it means.' }
  const phrase = SearchWords.of(left).text
  const meaning = right.trim().replace(/\s+/g, ' ')
  if (!phrase) return { sentence: 'Say before the “=” what people type.' }
  if (SearchWords.of(meaning).isEmpty) return { sentence: 'Say after the “=” what they mean.' }
  if (left.trim().length > LONGEST || meaning.length > LONGEST)
    return { sentence: `Use at most ${LONGEST} characters on each side.` }
  if (phrase === SearchWords.of(meaning).text) return { sentence: 'Both sides say the same.' }
  return { synonym: { phrase, meaning } }
}
