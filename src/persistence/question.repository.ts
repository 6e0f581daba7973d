import type { Prisma } from '../../prisma/client/client.ts'
import { NotFound } from '../models/errors.ts'
import { Answer } from '../models/reviews/answer.ts'
import type { ModerationState } from '../models/reviews/moderation.ts'
import { POSTINGS_PER_PAGE, PostingPage } from '../models/reviews/posting-page.ts'
import { Question } from '../models/reviews/question.ts'
import type { Rows } from './database.ts'

const whole = {
  product: { select: { id: true, slug: true, name: true } },
  answers: { orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] },
} as const satisfies Prisma.QuestionInclude

type QuestionRow = Prisma.QuestionGetPayload<{ include: typeof whole }>

const NEWEST = [
  { createdAt: 'desc' },
  { id: 'desc' },
] as const satisfies Prisma.QuestionOrderByWithRelationInput[]

interface Posted {
  readonly author: string
  readonly text: string
  readonly createdAt: Date
}

export class QuestionRepository {
  readonly #rows: Rows

  constructor(rows: Rows) {
    this.#rows = rows
  }

  /** @throws NotFound */
  async find(id: number): Promise<Question> {
    const row = await this.#rows.question.findUnique({
      where: { id },
      include: whole,
      relationLoadStrategy: 'join',
    })
    if (!row) throw new NotFound('question')
    return question(row)
  }

  /** The question an answer is given to. @throws NotFound */
  async ofAnswer(answerId: number): Promise<Question> {
    const row = await this.#rows.answer.findUnique({
      where: { id: answerId },
      select: { questionId: true },
    })
    if (!row) throw new NotFound('answer')
    return this.find(row.questionId)
  }

  /** With its answers, locked until the transaction ends. @throws NotFound */
  async lock(id: number): Promise<Question> {
    await this.#rows.$queryRaw`SELECT id FROM questions WHERE id = ${id} FOR UPDATE`
    return this.find(id)
  }

  /** A page of the published ones, the newest first. */
  published(productId: number, page: number): Promise<PostingPage<Question>> {
    return this.#page({ productId, state: 'published' }, [...NEWEST], page)
  }

  async newest(productId: number, count: number): Promise<readonly Question[]> {
    const rows = await this.#rows.question.findMany({
      where: { productId, state: 'published' },
      include: whole,
      relationLoadStrategy: 'join',
      orderBy: [...NEWEST],
      take: count,
    })
    return rows.map(question)
  }

  count(productId: number): Promise<number> {
    return this.#rows.question.count({ where: { productId, state: 'published' } })
  }

  /** Questions that are in this state or have an answer that is; what waits longest comes first. */
  inState(state: ModerationState, page: number): Promise<PostingPage<Question>> {
    const direction = state === 'waiting' ? 'asc' : 'desc'
    return this.#page(
      { OR: [{ state }, { answers: { some: { state } } }] },
      [{ createdAt: direction }, { id: direction }],
      page,
    )
  }

  /** Questions and answers that wait to be read. */
  async waiting(): Promise<number> {
    const where = { state: 'waiting' } as const
    return (await this.#rows.question.count({ where })) + (await this.#rows.answer.count({ where }))
  }

  async ask(asked: Posted & { productId: number; userId: number }): Promise<void> {
    await this.#rows.question.create({ data: asked, select: { id: true } })
  }

  /** @param given without a userId when it is the shop that answers */
  async answer(
    questionId: number,
    given: Posted & { userId: number | null; state: ModerationState },
  ): Promise<void> {
    await this.#rows.answer.create({ data: { ...given, questionId }, select: { id: true } })
  }

  /** Writes what was decided about a locked question and its answers. */
  async save(decided: Question): Promise<void> {
    await this.#rows.question.update({ where: { id: decided.id }, data: { state: decided.state } })
    for (const { id, state } of decided.answers)
      await this.#rows.answer.updateMany({ where: { id, state: { not: state } }, data: { state } })
  }

  async #page(
    where: Prisma.QuestionWhereInput,
    orderBy: Prisma.QuestionOrderByWithRelationInput[],
    page: number,
  ): Promise<PostingPage<Question>> {
    const rows = await this.#rows.question.findMany({
      where,
      include: whole,
      relationLoadStrategy: 'join',
      orderBy,
      take: POSTINGS_PER_PAGE,
      skip: (page - 1) * POSTINGS_PER_PAGE,
    })
    return new PostingPage(rows.map(question), await this.#rows.question.count({ where }), page)
  }
}

function question(row: QuestionRow): Question {
  return new Question({ ...row, answers: row.answers.map((answer) => new Answer(answer)) })
}
