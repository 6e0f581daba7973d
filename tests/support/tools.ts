import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** Debian's packages that bring it, and what it needs to show text. */
const PACKAGES = {
  chromium: ['chromium', 'fonts-liberation'],
  'redis-server': ['redis-server'],
  wrk: ['wrk'],
} as const

const LOCK = join(tmpdir(), 'cartwright-tools.lock')

/** Installs the packages that follow the name of a program, unless somebody else just has. */
const INSTALL =
  'command -v "$1" || { shift; apt-get update && apt-get install -y --no-install-recommends "$@"; }'

type Program = keyof typeof PACKAGES

/**
 * The path of a program that tests or benches need. What is missing is installed where that is possible, and named where it is not.
 */
export function program(name: Program): string {
  return onPath(name) ?? installed(name)
}

function onPath(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/sbin']
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

function installed(name: Program): string {
  if (process.getuid?.() === 0 && onPath('apt-get')) {
    // Several workers may miss the same program at once, and apt refuses who comes second.
    execFileSync('flock', [LOCK, 'sh', '-c', INSTALL, 'install', name, ...PACKAGES[name]], {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  }
  const path = onPath(name)
  if (!path)
    throw new Error(`This needs the program “${name}”. Please install ${PACKAGES[name].join(' and ')}.`)
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
