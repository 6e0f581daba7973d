import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import express, { Router } from 'express'
import type { Stylesheet } from './stylesheet.ts'

const YEAR = 31_536_000_000

/** Style sheet, scripts and pictures of the design. */
export function assets(folder: string, stylesheet: () => Stylesheet): Router {
  const router = Router()
  router.get('/assets/shop.:version.css', (_req, res) => {
    res.set('Cache-Control', 'public, max-age=31536000, immutable').type('css').send(stylesheet().css)
  })
  router.get('/favicon.ico', (_req, res) => res.redirect(301, '/assets/img/favicon.svg'))
  router.use(
    '/assets',
    express.static(folder, { index: false, dotfiles: 'ignore', setHeaders: cacheVersioned }),
  )
  return router
}

/** The address of an asset that changes with its content. */
export function versioned(folder: string): (path: string) => string {
  const known = new Map<string, string>()
  return (path) => {
    const href = known.get(path) ?? `/assets/${path}?v=${hashOf(join(folder, path))}`
    known.set(path, href)
    return href
  }
}

function cacheVersioned(res: { req?: { url?: string }; setHeader(name: string, value: string): void }): void {
  const immutable = res.req?.url?.includes('?v=')
  res.setHeader(
    'Cache-Control',
    immutable ? `public, max-age=${YEAR / 1000}, immutable` : 'public, max-age=600',
  )
}

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 12)
}
