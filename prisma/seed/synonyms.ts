import { readFileSync } from 'node:fs'
import { readSynonyms } from '../../src/models/search/synonyms.ts'
import type { PrismaClient } from '../client/client.ts'

const FILE = new URL('./synonyms.txt', import.meta.url)

/** Teaches the search what the file says; @returns how many synonyms that are */
export async function loadSynonyms(client: PrismaClient): Promise<number> {
  const { synonyms, mistakes } = readSynonyms(readFileSync(FILE, 'utf8'))
  const [mistake] = mistakes
  if (mistake) throw new Error(`synonyms.txt, line ${mistake.line}: ${mistake.sentence}`)
  await client.synonym.createMany({ data: [...synonyms], skipDuplicates: true })
  return synonyms.length
}
