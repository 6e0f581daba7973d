import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * The path of a program that tests need. What is missing is installed where that is possible, and named where it is not.
 *
 * @param name of the program and of Debian's package
 */
export function program(name: 'chromium' | 'redis-server'): string {
  return onPath(name) ?? installed(name)
}

function onPath(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/sbin']
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

function installed(name: string): string {
  if (process.getuid?.() === 0 && onPath('apt-get')) {
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const options = { stdio: 'ignore', env: environment } as const
    execFileSync('apt-get', ['update'], options)
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', name], options)
  }
  const path = onPath(name)
  if (!path) throw new Error(`The tests need the program “${name}”. Please install the package ${name}.`)
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
