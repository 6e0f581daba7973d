import { setTimeout as sleep } from 'node:timers/promises'
import { Logger as JobLogger, type Runner, type RunnerOptions, run } from 'graphile-worker'
import type { Pool } from 'pg'
import type { Logger } from 'pino'

/** Milliseconds between two attempts to begin anew. */
const REST = 1_000

/**
 * Keeps jobs going. Where the end of a job cannot be written down, because no connection is to be had or the one it had
 * was cut, graphile-worker stops all work. The job is then set free, for it may be done twice, and work begins anew.
 */
export class JobRunner {
  readonly #options: RunnerOptions
  readonly #pool: Pool
  readonly #log: Logger
  readonly #stopped = new AbortController()
  #runner: Runner
  readonly #work: Promise<void>

  private constructor(runner: Runner, options: RunnerOptions, pool: Pool, log: Logger) {
    this.#options = options
    this.#pool = pool
    this.#log = log
    this.#runner = runner
    this.#work = this.#goOn()
  }

  /** @param pool stays open when the runner has stopped */
  static async start(
    jobs: Pick<RunnerOptions, 'taskList' | 'crontab' | 'concurrency'>,
    pool: Pool,
    log: Logger,
  ): Promise<JobRunner> {
    const options: RunnerOptions = {
      ...jobs,
      pgPool: pool,
      pollInterval: 1_000,
      noHandleSignals: true,
      // Without a batch, even of one, nobody listens whether a job's end was written, and a failure ends the process.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
      // The message says what failed and why; what comes with it holds whole connections.
      logger: new JobLogger(() => (level, message) => {
        if (level === 'error') log.error(message)
        else if (level === 'warning') log.warn(message)
      }),
    }
    return new JobRunner(await run(options), options, pool, log)
  }

  /** Lets the jobs that are being done finish. */
  async stop(): Promise<void> {
    this.#stopped.abort()
    // It may be stopping by itself.
    await this.#runner.stop().catch(() => this.#runner.promise)
    await this.#work
  }

  async #goOn(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      const stranded = await this.#end(this.#runner)
      await this.#beginAnew(stranded)
    }
  }

  /** Waits for it, and says which pools of workers left jobs behind that are not marked as done. */
  async #end({ events, promise, stop }: Runner): Promise<readonly string[]> {
    const stranded = new Set<string>()
    events.on('pool:fatalError', ({ workerPool }) => stranded.add(workerPool.id))

    let hasLooked = false
    for (const look of ['worker:getJob:empty', 'job:start'] as const)
      events.once(look, () => {
        hasLooked = true
      })
    // It remembers for good whether its first look for jobs failed, and would never find any.
    events.on('worker:getJob:error', () => {
      if (!hasLooked) stop().catch(() => {})
    })
    await promise.catch((error: unknown) => this.#log.error({ err: error }, 'jobs'))
    return [...stranded]
  }

  async #beginAnew(stranded: readonly string[]): Promise<void> {
    const { signal } = this.#stopped
    while (!signal.aborted) {
      try {
        await sleep(REST, undefined, { signal })
        await this.#pool.query('SELECT graphile_worker.force_unlock_workers($1)', [stranded])
        this.#runner = await run(this.#options)
        this.#log.warn('The jobs had stopped and go on.')
        if (signal.aborted) await this.#runner.stop()
        return
      } catch (error) {
        if (!signal.aborted) this.#log.error({ err: error }, 'The jobs have stopped, and cannot go on yet.')
      }
    }
  }
}
