import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** What it may be called, the best first, and Debian's packages that bring the first. */
const PROGRAMS = {
  chromium: { names: ['chromium'], packages: ['chromium', 'fonts-liberation'] },
  // Draws no windows, not even hidden ones, and opens a page in half the time.
  'chromium-headless-shell': {
    names: ['chromium-headless-shell', 'chromium'],
    packages: ['chromium-headless-shell', 'fonts-liberation'],
  },
  'redis-server': { names: ['redis-server'], packages: ['redis-server'] },
  wrk: { names: ['wrk'], packages: ['wrk'] },
} as const

const LOCK = join(tmpdir(), 'cartwright-tools.lock')

/** Installs the packages that follow the name of a program, unless somebody else just has. */
const INSTALL =
  'command -v "$1" || { shift; apt-get update && apt-get install -y --no-install-recommends "$@"; }'

type Program = keyof typeof PROGRAMS

/**
 * The path of a program that tests or benches need. What is missing is installed where that is possible, and named where it is not.
 */
export function program(name: Program): string {
  return onPath(PROGRAMS[name].names) ?? installed(name)
}

function onPath(names: readonly string[]): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/sbin']
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable)
}

function installed(name: Program): string {
  const { names, packages } = PROGRAMS[name]
  if (process.getuid?.() === 0 && onPath(['apt-get'])) {
    // Several workers may miss the same program at once, and apt refuses who comes second.
    execFileSync('flock', [LOCK, 'sh', '-c', INSTALL, 'install', names[0], ...packages], {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  }
  const path = onPath(names)
  if (!path) throw new Error(`This needs the program “${name}”. Please install ${packages.join(' and ')}.`)
  return path
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
