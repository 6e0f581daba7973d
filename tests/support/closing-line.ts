import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node'

/**
 * Ends the run with one line that says how it went. A file that cannot even be loaded counts as a failure, and so do a
 * hook that fails and every test that therefore did not run.
 */
export default class ClosingLine implements Reporter {
  #vitest: Vitest | null = null

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const filtered = this.#vitest?.config.testNamePattern !== undefined
    const tests = modules
      .flatMap((module) => [...module.children.allTests()])
      .filter((test) => !(filtered && wasLeftOut(test)))
    const passed = tests.filter((test) => test.result().state === 'passed').length
    const broken = modules
      .flatMap((module) => [module, ...module.children.allSuites()])
      .filter((suite) => suite.state() === 'failed' && suite.errors().length > 0).length
    const failed = tests.length - passed + broken + unhandledErrors.length
    // After the other reporters have had their say.
    process.once('exit', () => process.stdout.write(`${passed} passed, ${failed} failed\n`))
  }
}

/** Before anything ran: what a failed hook leaves undone was still to be run when it was collected. */
function wasLeftOut(test: TestCase): boolean {
  return test.options.mode === 'skip'
}
