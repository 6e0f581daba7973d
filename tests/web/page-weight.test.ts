import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PICTURE_WIDTHS } from '../../src/models/catalog/picture-width.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { type Page, Visitor } from '../support/visitor.ts'

const MOST_BYTES = 60 * 1024

let shop: TestShop

beforeAll(async () => {
  shop = await aShop('demo')
})

afterAll(() => shop[Symbol.asyncDispose]())

/** Addresses of the style sheets and scripts that a page makes a browser load. */
function assetsOf({ text }: Page): string[] {
  return [
    ...new Set(
      [...text.matchAll(/(?:href|src)="(\/assets\/[^"]+\.(?:css|js))"/g)].map(([, href = '']) => href),
    ),
  ]
}

async function bytesOf(href: string): Promise<number> {
  const answer = await fetch(new URL(href, shop.url), { headers: { 'accept-encoding': 'br, gzip' } })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-encoding')).toBe('br')
  await answer.arrayBuffer()
  return Number(answer.headers.get('content-length'))
}

describe('a first visit loads at most 60 KB of HTML, CSS and JavaScript', () => {
  test.each([
    ['a product', '/products/fluorite'],
    ['a category', '/categories/quartz'],
    ['home', '/'],
  ])('of %s', async (_page, path) => {
    const page = await new Visitor(shop.url).get(path)
    const assets = assetsOf(page)
    const weights = await Promise.all(assets.map(bytesOf))
    const html = gzipSync(page.text).byteLength
    const total = weights.reduce((sum, bytes) => sum + bytes, html)
    const figures = assets.map((href, index) => `${href.split('/').at(-1)} ${weights[index]}`).join(', ')
    expect(total, `${total} bytes: HTML ${html}, ${figures}`).toBeLessThanOrEqual(MOST_BYTES)
  })

  test('every script that runs is named by the page, so that none is found late', async () => {
    const page = await new Visitor(shop.url).get('/')
    const known = new Set(assetsOf(page).map((href) => new URL(href, shop.url).href))
    for (const address of [...known].filter((href) => href.endsWith('.js'))) {
      const source = await (await fetch(address)).text()
      const imports = [...source.matchAll(/^(?:import|export)\b.*?'(\.[^']+)'/gm)]
      for (const [, specifier = ''] of imports) expect(known).toContain(new URL(specifier, address).href)
    }
  })
})

describe('a picture', () => {
  test('is kept for long, known by its ETag, and may be shown by feeds and previews on other sites', async () => {
    mkdirSync(join(shop.folder, 'images'), { recursive: true })
    for (const width of PICTURE_WIDTHS)
      writeFileSync(join(shop.folder, 'images', `pebble-${width}.webp`), 'RIFF')
    const { status, headers } = await fetch(new URL('/images/pebble-640.webp', shop.url))
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('image/webp')
    expect(headers.get('cache-control')).toMatch(/^public, max-age=\d{7,}, immutable$/)
    expect(headers.get('etag')).toBeTruthy()
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin')
  })
})

describe('an asset', () => {
  test('is kept for ever under its versioned address, packed as the browser can read it', async () => {
    const [script = ''] = assetsOf(await new Visitor(shop.url).get('/')).filter((href) =>
      href.endsWith('/shop.js'),
    )
    const bodies = await Promise.all(
      ['br', 'gzip', 'identity'].map(async (encoding) => {
        const answer = await fetch(new URL(script, shop.url), { headers: { 'accept-encoding': encoding } })
        expect(answer.headers.get('content-encoding') ?? 'identity').toBe(encoding)
        expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
        expect(answer.headers.get('vary')).toContain('Accept-Encoding')
        expect(answer.headers.get('content-type')).toContain('javascript')
        return answer.text()
      }),
    )
    expect(new Set(bodies).size).toBe(1)
  })

  test('of another release is answered with today’s, which nobody may keep', async () => {
    for (const href of ['/assets/000000000000/js/shop.js', '/assets/shop.000000000000.css']) {
      const answer = await fetch(new URL(href, shop.url))
      expect(answer.status).toBe(200)
      expect(answer.headers.get('cache-control')).toBe('public, no-cache')
    }
  })

  test('that is known by its ETag is not sent again', async () => {
    const href = new URL('/assets/000000000000/js/shop.js', shop.url)
    const etag = (await fetch(href)).headers.get('etag') ?? ''
    // Node's fetch would otherwise ask for a fresh copy.
    const headers = { 'if-none-match': etag, 'cache-control': 'max-age=0' }
    expect((await fetch(href, { headers })).status).toBe(304)
  })

  test('is looked for in its folder only', async () => {
    for (const path of ['/assets/0/../package.json', '/assets/0/%2e%2e/package.json', '/assets/0/js'])
      expect((await fetch(new URL(path, shop.url))).status).toBe(404)
  })
})
