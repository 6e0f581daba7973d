import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import { type Draw, ImageStore } from './gateways/image-store.ts'
import { OutboxFolderMailer } from './gateways/outbox-folder.mailer.ts'
import { SmtpMailer } from './gateways/smtp.mailer.ts'
import { StripeGateway } from './gateways/stripe.gateway.ts'
import { Database } from './persistence/database.ts'
import { AccountService } from './services/account.service.ts'
import { CartService } from './services/cart.service.ts'
import { CatalogService } from './services/catalog.service.ts'
import { CheckoutService } from './services/checkout.service.ts'
import { InventoryService } from './services/inventory.service.ts'
import { NotificationService, type Render } from './services/notification.service.ts'
import { OrderService } from './services/order.service.ts'
import { OrderLinks } from './services/order-links.ts'
import { PaymentService } from './services/payment.service.ts'
import { PricingService } from './services/pricing.service.ts'
import { Pages } from './web/pages.ts'

export interface Services {
  readonly accounts: AccountService
  readonly carts: CartService
  readonly catalog: CatalogService
  readonly checkout: CheckoutService
  readonly images: ImageStore
  readonly inventory: InventoryService
  readonly notifications: NotificationService
  readonly orderLinks: OrderLinks
  readonly orders: OrderService
  readonly outbox: Database['read']['outbox']
  /** Null when mails really go out. */
  readonly outboxFolder: OutboxFolderMailer | null
  readonly pages: Pages
  readonly payments: PaymentService
  readonly settings: Pick<Database['read']['settings'], 'all'>
  /** True while the database answers. */
  isReady(): Promise<boolean>
  close(): Promise<void>
}

/** What a process adds to the configuration: what it started itself. */
export interface Surroundings {
  readonly config: Config
  readonly databaseUrl: string
  readonly sessionSecrets: readonly string[]
  readonly stripe: {
    readonly secretKey: string
    readonly webhookSecrets: readonly string[]
    readonly apiBase?: string
  }
  readonly log: Logger
  /** Makes pictures that are missing, as in the demo. */
  readonly draw?: Draw
  readonly clock?: () => Date
  /** bcrypt's cost; lower in tests only. */
  readonly passwordCost?: number
}

/** The composition root: the only place that knows which class plays which part. */
export function createServices({ config, databaseUrl, log, ...given }: Surroundings): Services {
  const clock = given.clock ?? (() => new Date())
  const database = new Database(databaseUrl)
  const pages = new Pages('views', config.NODE_ENV !== 'development')
  const outboxFolder = config.SMTP_URL
    ? null
    : new OutboxFolderMailer(join(config.DATA_DIR, 'mails'), config.MAIL_FROM)
  const mailer = config.SMTP_URL ? new SmtpMailer(config.SMTP_URL, config.MAIL_FROM) : outboxFolder
  if (!mailer) throw new Error('There is neither a mail server nor an outbox folder.')

  const gateway = new StripeGateway(given.stripe.secretKey, given.stripe.webhookSecrets, given.stripe.apiBase)
  const orderLinks = new OrderLinks(config.baseUrl, given.sessionSecrets)
  const pricing = new PricingService(clock)
  const carts = new CartService(database, pricing, clock)
  const payments = new PaymentService(database, gateway, clock, log)
  const render: Render = (view, facts) => pages.fragment(view, facts)

  return {
    isReady: () => database.isAlive(),
    pages,
    outboxFolder,
    orderLinks,
    carts,
    payments,
    accounts: new AccountService(database, given.passwordCost),
    catalog: new CatalogService(database, clock),
    checkout: new CheckoutService(database, carts, pricing, clock),
    images: new ImageStore(join(config.DATA_DIR, 'images'), given.draw),
    inventory: new InventoryService(database, clock),
    notifications: new NotificationService(database, mailer, render, orderLinks, clock),
    orders: new OrderService(database, payments, clock, log),
    outbox: database.read.outbox,
    settings: { all: () => database.read.settings.all() },
    close: async () => {
      await mailer.close()
      await database.close()
    },
  }
}
