import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A new folder. The database server may run as another user, so that one must be able to pass through. */
export function aFolder(purpose: string): string {
  const folder = mkdtempSync(join(tmpdir(), `cartwright-${purpose}-`))
  chmodSync(folder, 0o755)
  return folder
}
