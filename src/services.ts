import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import { addressFormats } from './gateways/address-data.ts'
import { type Draw, ImageStore } from './gateways/image-store.ts'
import { OutboxFolderMailer } from './gateways/outbox-folder.mailer.ts'
import { PhotoLab } from './gateways/photo-lab.ts'
import { SmtpMailer } from './gateways/smtp.mailer.ts'
import { StripeGateway } from './gateways/stripe.gateway.ts'
import { vatNumbers } from './gateways/vat-data.ts'
import { ShopAddresses } from './models/catalog/shop-addresses.ts'
import type { AddressFormats } from './models/checkout/address-format.ts'
import { Database } from './persistence/database.ts'
import { LiveShelf } from './persistence/live-shelf.ts'
import { plannedPool } from './persistence/pool.ts'
import { ShopNews } from './persistence/shop-news.ts'
import { AccountService } from './services/account.service.ts'
import { AddressBookService } from './services/address-book.service.ts'
import { CartService } from './services/cart.service.ts'
import { CartAdjustments } from './services/cart-adjustments.ts'
import { CartHolds } from './services/cart-holds.ts'
import { CartLinks } from './services/cart-links.ts'
import { CartMailService } from './services/cart-mail.service.ts'
import { CartMergeService } from './services/cart-merge.service.ts'
import { CartReminderService } from './services/cart-reminder.service.ts'
import { CartWatch } from './services/cart-watch.ts'
import { CatalogService } from './services/catalog.service.ts'
import { CheckoutService } from './services/checkout.service.ts'
import { CheckoutTickets } from './services/checkout-tickets.ts'
import { DeliveryAddressService } from './services/delivery-address.service.ts'
import { DemandService } from './services/demand.service.ts'
import { FollowService } from './services/follow.service.ts'
import { FollowLinks } from './services/follow-links.ts'
import { FollowMailService } from './services/follow-mail.service.ts'
import { FollowNewsService } from './services/follow-news.service.ts'
import { InventoryService } from './services/inventory.service.ts'
import { Letters } from './services/letters.ts'
import { LinkKeys } from './services/link-keys.ts'
import { MeansService } from './services/means.service.ts'
import { ModerationService } from './services/moderation.service.ts'
import { NotificationService } from './services/notification.service.ts'
import { OrderService } from './services/order.service.ts'
import { OrderLinks } from './services/order-links.ts'
import { OrderLookupService } from './services/order-lookup.service.ts'
import { PaymentService } from './services/payment.service.ts'
import { PricingService } from './services/pricing.service.ts'
import { ProductService } from './services/product.service.ts'
import { PublicationService } from './services/publication.service.ts'
import { QuestionService } from './services/question.service.ts'
import { RecommendationService } from './services/recommendation.service.ts'
import { ReviewService } from './services/review.service.ts'
import { SearchService } from './services/search.service.ts'
import { SettingsService } from './services/settings.service.ts'
import { ShelfService } from './services/shelf.service.ts'
import { ShopWindowService } from './services/shop-window.service.ts'
import { StoredPayments } from './services/stored-payments.ts'
import { StoredValueService } from './services/stored-value.service.ts'
import { SynonymService } from './services/synonym.service.ts'
import { WishlistService } from './services/wishlist.service.ts'
import { WordIndexService } from './services/word-index.service.ts'
import { Pages } from './web/pages.ts'

export interface Services {
  readonly accounts: AccountService
  readonly addressBook: AddressBookService
  /** How addresses are written in each country. */
  readonly addressFormats: AddressFormats
  readonly addresses: ShopAddresses
  readonly carts: CartService
  readonly cartAdjustments: CartAdjustments
  readonly cartLinks: CartLinks
  readonly cartMails: CartMailService
  readonly cartMerging: CartMergeService
  readonly cartReminders: CartReminderService
  /** Carts that became worth much more at once. */
  readonly cartWatch: CartWatch
  readonly catalog: CatalogService
  readonly checkout: CheckoutService
  readonly checkoutTickets: CheckoutTickets
  /** Where orders go. */
  readonly deliveryAddresses: DeliveryAddressService
  readonly demand: DemandService
  readonly followLinks: FollowLinks
  readonly followMails: FollowMailService
  readonly followNews: FollowNewsService
  readonly follows: FollowService
  readonly images: ImageStore
  readonly inventory: InventoryService
  /** Stock and revisions of this moment. */
  readonly live: LiveShelf
  /** Gift cards and credit, as shoppers pay with them. */
  readonly means: MeansService
  readonly moderation: ModerationService
  /** Of stock, prices and carts, from every process. */
  readonly news: ShopNews
  readonly notifications: NotificationService
  readonly orderLinks: OrderLinks
  readonly orderLookup: OrderLookupService
  readonly orders: OrderService
  readonly outbox: Database['read']['outbox']
  /** Null when mails really go out. */
  readonly outboxFolder: OutboxFolderMailer | null
  readonly pages: Pages
  readonly payments: PaymentService
  readonly products: ProductService
  readonly publications: PublicationService
  readonly questions: QuestionService
  readonly recommendations: RecommendationService
  readonly reviews: ReviewService
  readonly search: SearchService
  readonly settings: SettingsService
  readonly shopWindow: ShopWindowService
  readonly storedValues: StoredValueService
  readonly synonyms: SynonymService
  readonly wishlists: WishlistService
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
  readonly clock: () => Date
  /** Told of each search in vain. */
  readonly searchMissed: () => void
  /** bcrypt's cost; lower in tests only. */
  readonly passwordCost?: number
}

/** The composition root: the only place that knows which class plays which part. */
export function createServices({ config, databaseUrl, log, clock, ...given }: Surroundings): Services {
  const livePool = plannedPool(databaseUrl, 2, (error) => log.warn(`live stock: ${error.message}`))
  const news = new ShopNews(databaseUrl, livePool, (error) => log.warn(`shop news: ${error.message}`))
  const database = new Database(databaseUrl, {
    onStock: (variantIds) => news.tell('stock', variantIds),
    onCarts: (cartIds) => news.tell('carts', cartIds),
    onUnreadable: (what, error) =>
      log.error({ err: error }, `cannot read ${what}; the shop goes on without it`),
  })
  const pages = new Pages('views', config.NODE_ENV !== 'development')
  const outboxFolder = config.SMTP_URL
    ? null
    : new OutboxFolderMailer(join(config.DATA_DIR, 'mails'), config.MAIL_FROM)
  const mailer = config.SMTP_URL ? new SmtpMailer(config.SMTP_URL, config.MAIL_FROM) : outboxFolder
  if (!mailer) throw new Error('There is neither a mail server nor an outbox folder.')

  const gateway = new StripeGateway(given.stripe.secretKey, given.stripe.webhookSecrets, given.stripe.apiBase)
  const linkKeys = new LinkKeys(given.sessionSecrets)
  const orderLinks = new OrderLinks(config.baseUrl, linkKeys)
  const pricing = new PricingService(clock)
  const catalog = new CatalogService(database, new ShelfService(database, clock), clock)
  const search = new SearchService(database, new WordIndexService(database), clock, log, given.searchMissed)
  const holds = new CartHolds(clock)
  const cartAdjustments = new CartAdjustments(database, holds, clock)
  const cartWatch = new CartWatch(database, clock)
  const carts = new CartService(
    database,
    { pricing, holds, adjustments: cartAdjustments, watch: cartWatch },
    clock,
  )
  const stored = new StoredPayments(clock)
  const payments = new PaymentService(database, { gateway, stored }, clock, log)
  const means = new MeansService(database, { gateway, stored }, clock)
  const followLinks = new FollowLinks(config.baseUrl, linkKeys)
  const cartLinks = new CartLinks(config.baseUrl, linkKeys)
  const addresses = new ShopAddresses(config.baseUrl)
  const formats = addressFormats()
  const images = new ImageStore(join(config.DATA_DIR, 'images'), given.draw)
  const letters = new Letters(
    database,
    mailer,
    (view, facts) => pages.fragment(view, { ...facts, postal: formats }),
    clock,
  )

  return {
    accounts: new AccountService(database, given.passwordCost),
    addressBook: new AddressBookService(database),
    addressFormats: formats,
    addresses,
    carts,
    cartAdjustments,
    cartLinks,
    cartMails: new CartMailService(database, letters, cartLinks, addresses, pricing),
    cartMerging: new CartMergeService(database, holds, clock),
    cartReminders: new CartReminderService(database, clock),
    cartWatch,
    catalog,
    checkout: new CheckoutService(database, carts, { pricing, means, rules: { formats, vatNumbers } }, clock),
    checkoutTickets: new CheckoutTickets(linkKeys),
    deliveryAddresses: new DeliveryAddressService(database, pricing, clock),
    demand: new DemandService(database, clock),
    followLinks,
    followMails: new FollowMailService(database, letters, followLinks, catalog),
    followNews: new FollowNewsService(database, search, clock),
    follows: new FollowService(database, clock),
    images,
    inventory: new InventoryService(database, clock),
    live: new LiveShelf(livePool, clock),
    means,
    moderation: new ModerationService(database, clock),
    news,
    notifications: new NotificationService(database, letters, orderLinks),
    orderLinks,
    orderLookup: new OrderLookupService(database, letters, orderLinks, clock),
    orders: new OrderService(database, payments, clock, log),
    outbox: database.read.outbox,
    outboxFolder,
    pages,
    payments,
    products: new ProductService(database, catalog, clock),
    publications: new PublicationService(database, catalog, clock),
    questions: new QuestionService(database, clock),
    recommendations: new RecommendationService(database, catalog, clock),
    reviews: new ReviewService(database, new PhotoLab(images), clock),
    search,
    settings: new SettingsService(database),
    shopWindow: new ShopWindowService(database, catalog, clock),
    storedValues: new StoredValueService(database, letters, clock, log),
    synonyms: new SynonymService(database),
    wishlists: new WishlistService(database, catalog, clock),
    isReady: () => database.isAlive(),
    close: async () => {
      await mailer.close()
      await news.close()
      await livePool.end()
      await database.close()
    },
  }
}
