import { randomUUID } from 'node:crypto'
import type { Request, Response } from 'express'
import { NotFound } from '../../models/errors.ts'
import type { StoredValueService } from '../../services/stored-value.service.ts'
import { type FormErrors, NO_ERRORS } from '../../web/form-errors.ts'
import { idField, parse, storedValuesQuery } from '../forms.ts'

/** Gift cards and credit: the list, with forms that give some, and each with its ledger. */
export class AdminStoredValuesController {
  readonly #storedValues: StoredValueService
  readonly #adminPath: string

  constructor(storedValues: StoredValueService, adminPath: string) {
    this.#storedValues = storedValues
    this.#adminPath = adminPath
  }

  index = async (req: Request, res: Response) => {
    await this.page(req, res, {}, NO_ERRORS)
  }

  show = async (req: Request<{ id: string }>, res: Response) => {
    const ledger = await this.#storedValues.ledger(parse(idField, req.params.id))
    if (!ledger) throw new NotFound('gift card')
    await res.page('admin/stored-values/show', {
      title: ledger.storedValue.name,
      ledger,
      orderHref: (number: string) => `${this.#adminPath}/orders/${number}`,
    })
  }

  /** Also shown when one of its forms has a mistake. */
  async page(
    req: Request,
    res: Response,
    values: Readonly<Record<string, string>>,
    wrong: FormErrors,
  ): Promise<void> {
    const { q, before } = storedValuesQuery.parse(req.query)
    await res.page('admin/stored-values/index', {
      title: 'Gift cards and credit',
      ...(await this.#storedValues.page(q, before ?? null)),
      sought: q,
      // Sent twice, a form gives once.
      key: values.key ?? randomUUID(),
      values,
      ...wrong,
      hasErrors: wrong.errorList.length > 0,
    })
  }
}
