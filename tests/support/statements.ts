import pg from 'pg'
import { vi } from 'vitest'

/** Jobs of the background and news between processes come whenever they like, and so do new connections. */
const ASIDE = /graphile_worker|pg_notify|^LISTEN|^SET plan_cache_mode/

/** What the shops of this process send to PostgreSQL while something is done. */
export async function statementsOf(act: () => Promise<unknown>): Promise<string[]> {
  const sent: string[] = []
  const query = pg.Client.prototype.query
  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: pg.Client,
    ...given: unknown[]
  ) {
    const [first] = given
    const text = typeof first === 'string' ? first : JSON.stringify(first ?? '')
    if (!ASIDE.test(text)) sent.push(text)
    return Reflect.apply(query, this, given)
  })
  try {
    await act()
  } finally {
    spy.mockRestore()
  }
  return sent
}
