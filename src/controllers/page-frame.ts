import type { RequestHandler } from 'express'
import { ShopTime } from '../models/shop-time.ts'
import type { Services } from '../services.ts'
import type { PageLocals } from './request.ts'

interface FrameOptions {
  readonly services: Services
  readonly baseUrl: string
  readonly adminPath: string
  readonly stylesHref: () => string
  readonly asset: (path: string) => string
  readonly demo: boolean
}

/** Gives every answer `res.page`, which puts a view into the frame that all pages share. */
export function pageFrame({ services, ...options }: FrameOptions): RequestHandler {
  return (req, res, next) => {
    res.page = async (view: string, locals: PageLocals) => {
      const inBackOffice = req.originalUrl.startsWith(options.adminPath) && req.staff != null
      const isAdmin = view.startsWith('admin/') || inBackOffice
      const { shopName, contactEmail, timeZone } = await orElse(PLAIN_SETTINGS, () => services.settings.all())
      const frame = {
        hasErrors: false,
        indexable: true,
        compact: false,
        query: '',
        ...locals,
        shop: { name: shopName, contactEmail },
        user: req.user ?? null,
        staff: req.staff ?? null,
        cartUnits: req.cart?.units ?? 0,
        csrf: req.csrfToken?.() ?? '',
        notice: res.takeNotice?.() ?? null,
        path: req.path,
        canonical: options.baseUrl + req.path,
        topCategories: isAdmin ? [] : await orElse([], async () => (await services.catalog.categories()).top),
        styles: options.stylesHref(),
        asset: options.asset,
        shopTime: shopTimeOf(timeZone),
        adminPath: options.adminPath,
        demo: options.demo,
        year: new Date().getUTCFullYear(),
      }
      const html = await services.pages.page(view, isAdmin ? 'admin/layout' : 'layout', frame)
      if (!res.get('Cache-Control')) res.set('Cache-Control', 'private, no-cache')
      res.type('html').send(html)
    }
    next()
  }
}

// An Intl.DateTimeFormat costs about as much as a whole page of text.
const shopTimes = new Map<string, ShopTime>()

function shopTimeOf(timeZone: string): ShopTime {
  const known = shopTimes.get(timeZone) ?? new ShopTime(timeZone)
  shopTimes.set(timeZone, known)
  return known
}

const PLAIN_SETTINGS = { shopName: 'Our shop', contactEmail: 'the shop', timeZone: 'UTC' }

/** The page that says that the database is away must not need it. What else needs it fails before it comes here. */
async function orElse<Value>(fallback: Value, read: () => Promise<Value>): Promise<Value> {
  return read().catch(() => fallback)
}
