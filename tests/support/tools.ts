import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Debian's packages that bring it, and what it needs to show text. */
const PACKAGES = { chromium: ['chromium', 'fonts-liberation'], 'redis-server': ['redis-server'] } as const

type Program = keyof typeof PACKAGES

/**
 * The path of a program that tests need. What is missing is installed where that is possible, and named where it is not.
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
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const options = { stdio: 'ignore', env: environment } as const
    execFileSync('apt-get', ['update'], options)
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', ...PACKAGES[name]], options)
  }
  const path = onPath(name)
  if (!path)
    throw new Error(`The tests need the program “${name}”. Please install ${PACKAGES[name].join(' and ')}.`)
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
