import type { Request, RequestHandler, Response } from 'express'
import { ShopTime } from '../models/shop-time.ts'
import type { Services } from '../services.ts'
import { send } from '../web/answer.ts'
import type { Assets } from '../web/assets.ts'
import type { Fillings, Page } from '../web/page.ts'
import type { PageLocals } from './request.ts'

interface FrameOptions {
  readonly services: Services
  readonly adminPath: string
  readonly assets: () => Pick<Assets, 'href' | 'styles' | 'modules'>
  readonly demo: boolean
  readonly clock: () => Date
}

/** Who is looking, as far as the header of every page shows it. */
export interface Looker {
  readonly signedIn: boolean
  readonly cartUnits: number
}

/**
 * The frame that all pages share, and what goes into its holes.
 *
 * Search engines may keep a page whose action names its `canonical` path: `/products/azurite` whatever variant is shown,
 * `/categories/quartz?page=2` on the second page. A page that names none is marked noindex, and so is one that names
 * one and says `indexable: false`, such as a filtered listing.
 */
export class PageFrame {
  readonly #options: FrameOptions
  readonly #navigations = new Map<string, Page>()

  constructor(options: FrameOptions) {
    this.#options = options
  }

  /** Gives every answer `res.page`. */
  middleware: RequestHandler = (req, res, next) => {
    res.page = async (view: string, locals: PageLocals) => {
      const page = await this.page(view, locals, req)
      send(req, res, page, await this.fillings(req, res))
    }
    next()
  }

  /** A page with its holes; without a request, one that is the same for everybody. */
  async page(view: string, locals: PageLocals, req?: Request): Promise<Page> {
    const { services, ...options } = this.#options
    const inBackOffice = req?.originalUrl.startsWith(options.adminPath) && req.staff != null
    const isAdmin = view.startsWith('admin/') || inBackOffice
    const { shopName, contactEmail, timeZone } = await orElse(PLAIN_SETTINGS, () => services.settings.all())
    const assets = options.assets()
    const path = locals.path ?? req?.path ?? '/'
    return services.pages.page(view, isAdmin ? 'admin/layout' : 'layout', {
      hasErrors: false,
      named: locals.canonical !== undefined,
      indexable: locals.canonical !== undefined,
      compact: false,
      query: '',
      ...locals,
      shop: { name: shopName, contactEmail },
      user: req?.user ?? null,
      staff: req?.staff ?? null,
      waiting: inBackOffice ? await orElse(null, () => services.moderation.waiting()) : null,
      path,
      canonical: services.addresses.absolute(locals.canonical ?? path),
      addresses: services.addresses,
      postal: services.addressFormats,
      topCategories: isAdmin ? [] : await orElse([], async () => (await services.catalog.categories()).top),
      styles: assets.styles,
      asset: (name: string) => assets.href(name),
      modules: assets.modules,
      shopTime: ShopTime.in(timeZone),
      adminPath: options.adminPath,
      demo: options.demo,
      year: options.clock().getUTCFullYear(),
    })
  }

  /** What one visitor finds in the holes of a page. */
  async fillings(req: Request, res: Response, stock: Page | string = ''): Promise<Fillings> {
    const notice = res.takeNotice?.() ?? null
    let token: string | null = null
    const told = notice ? await this.#options.services.pages.part('_notice', { notice }) : ''
    const navigation = await this.navigation({
      signedIn: req.user != null,
      cartUnits: req.cart?.units ?? 0,
    })
    return {
      csrf: () => {
        token ??= req.csrfToken?.() ?? ''
        return token
      },
      navigation: () => navigation,
      notice: () => told,
      stock: () => stock,
    }
  }

  /** The links to account and cart; there are few of them, so each is rendered once. */
  async navigation(looker: Looker): Promise<Page> {
    const key = `${looker.signedIn} ${looker.cartUnits}`
    const known =
      this.#navigations.get(key) ?? (await this.#options.services.pages.part('_navigation', { ...looker }))
    if (this.#navigations.size < MOST_NAVIGATIONS) this.#navigations.set(key, known)
    return known
  }

  /** Of one visitor's cart size, if it was rendered before. */
  knownNavigation(looker: Looker): Page | undefined {
    return this.#navigations.get(`${looker.signedIn} ${looker.cartUnits}`)
  }
}

const MOST_NAVIGATIONS = 500

const PLAIN_SETTINGS = { shopName: 'Our shop', contactEmail: 'the shop', timeZone: 'UTC' }

/** The page that says that the database is away must not need it. What else needs it fails before it comes here. */
async function orElse<Value>(fallback: Value, read: () => Promise<Value>): Promise<Value> {
  return read().catch(() => fallback)
}
