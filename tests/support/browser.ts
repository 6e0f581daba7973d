import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type LaunchOptions,
} from 'playwright-core'
import sharp from 'sharp'
import { program } from './tools.ts'

/**
 * Chromium, quiet: it asks nobody on the network for anything.
 *
 * @param kind the shell is quicker, but keeps no page that one might come back to
 */
export function aBrowser(
  options: LaunchOptions = {},
  kind: 'chromium' | 'chromium-headless-shell' = 'chromium-headless-shell',
): Promise<Browser> {
  return chromium.launch({
    ...options,
    executablePath: program(kind),
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

/**
 * A visit by a new guest. Every picture is a grey plate: the demo draws its specimens when they are first asked for,
 * which takes longer than all the rest. Pictures that customers sent are shown as they are.
 */
export async function aVisit(browser: Browser, options: BrowserContextOptions): Promise<BrowserContext> {
  const context = await browser.newContext(options)
  context.setDefaultTimeout(20_000)
  const body = await sharp({ create: { width: 16, height: 16, channels: 3, background: '#767676' } })
    .webp()
    .toBuffer()
  await context.route(/\/images\/(?!review-)/, (route) => route.fulfill({ contentType: 'image/webp', body }))
  return context
}
