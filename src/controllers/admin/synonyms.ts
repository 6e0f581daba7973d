import type { Request, Response } from 'express'
import type { SynonymLines } from '../../models/search/synonyms.ts'
import type { SynonymService } from '../../services/synonym.service.ts'
import { errorsOn, type FormErrors, NO_ERRORS } from '../../web/form-errors.ts'
import { idField, parse, phraseQuery, synonymsForm } from '../forms.ts'

export class AdminSynonymsController {
  readonly #synonyms: SynonymService
  readonly #adminPath: string

  constructor(synonyms: SynonymService, adminPath: string) {
    this.#synonyms = synonyms
    this.#adminPath = adminPath
  }

  index = async (req: Request, res: Response) => {
    const { phrase } = phraseQuery.parse(req.query)
    await this.#page(res, phrase && `${phrase} = `, NO_ERRORS)
  }

  create = async (req: Request, res: Response) => {
    const { lines } = parse(synonymsForm, req.body)
    const { synonyms, mistakes } = await this.#synonyms.add(lines)
    if (mistakes.length > 0) return this.#page(res.status(422), lines, wrongLines(mistakes))
    if (synonyms.length === 0) return this.#page(res.status(422), lines, NOTHING_WRITTEN)
    res.notify({ tone: 'good', text: `${counted(synonyms.length)} saved; the search knows already.` })
    res.redirect(303, `${this.#adminPath}/synonyms`)
  }

  destroy = async (req: Request<{ id: string }>, res: Response) => {
    const { phrase, meaning } = await this.#synonyms.remove(parse(idField, req.params.id))
    res.notify({ tone: 'good', text: `“${phrase} = ${meaning}” is removed.` })
    res.redirect(303, `${this.#adminPath}/synonyms`)
  }

  async #page(res: Response, lines: string, wrong: FormErrors): Promise<void> {
    await res.page('admin/synonyms/index', {
      title: 'Synonyms',
      synonyms: await this.#synonyms.all(),
      lines,
      ...wrong,
      hasErrors: wrong.errorList.length > 0,
    })
  }
}

const NOTHING_WRITTEN = errorsOn([{ field: 'lines', sentence: 'Write at least one line.' }])

/** All of them belong to one field, and each is to be seen. */
function wrongLines(mistakes: SynonymLines['mistakes']): FormErrors {
  const errorList = mistakes.map(({ line, sentence }) => ({
    field: 'lines',
    sentence: `Line ${line}: ${sentence}`,
  }))
  return { errorList, errors: { lines: 'Nothing is saved yet. Please mend the lines named above.' } }
}

function counted(count: number): string {
  return count === 1 ? 'One synonym' : `${count} synonyms`
}
