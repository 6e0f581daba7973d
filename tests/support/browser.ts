import { type Browser, chromium } from 'playwright-core'
import { program } from './tools.ts'

/** Chromium, quiet: it asks nobody on the network for anything. */
export function aBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: program('chromium'),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
