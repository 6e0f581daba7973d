/** Something the shop refuses for a reason it can tell the shopper. `controllers/errors.ts` decides how each looks. */
export abstract class ShopError extends Error {
  override get name(): string {
    return this.constructor.name
  }
}

export class NotFound extends ShopError {
  constructor(what = 'page') {
    super(`We could not find this ${what}.`)
  }
}

/** The request contradicts what is now true: stock, prices or an order's state have moved on. */
export class Conflict extends ShopError {}

/** What was sent cannot be understood or is out of range. */
export class Invalid extends ShopError {
  /** What the form calls it; null when no single field is to blame. */
  readonly field: string | null

  constructor(message: string, field: string | null = null) {
    super(message)
    this.field = field
  }
}

/** A message that claims to come from a provider and is not signed by it. */
export class Unsigned extends ShopError {
  constructor() {
    super('This message is not signed by the provider of payments.')
  }
}

/** So many want something at the same moment that this one could not be served in time; nothing was done. */
export class Overrun extends ShopError {
  constructor(cause?: unknown) {
    super('Very many people are shopping right now. Nothing was changed; please try again in a moment.', {
      cause,
    })
  }
}

export class OutOfStock extends Conflict {
  readonly variantId: number
  readonly available: number

  /** @param inOwnCart what is missing is what another line of the same cart takes */
  constructor(variantId: number, available: number, name = 'this specimen', inOwnCart = false) {
    super(shortage(available, name, inOwnCart))
    this.variantId = variantId
    this.available = available
  }
}

function shortage(available: number, name: string, inOwnCart: boolean): string {
  if (inOwnCart) {
    const most = available > 0 ? `only ${available}` : 'none'
    return `Beside what is in your cart already, ${most} of ${name} can be had: a set takes from the same pieces.`
  }
  return available > 0
    ? `Requested quantity exceeds stock: ${available} left of ${name}.`
    : `Sorry, ${name} is sold out or held by another shopper right now.`
}

/** A set lies on no shelf: its parts do. */
export class NoStockOfItsOwn extends Conflict {
  constructor() {
    super('This is a set: what there is of it follows from its parts. Please count those.')
  }
}

/** The shop sells only so many of it at once. */
export class TooManyPerOrder extends Conflict {
  constructor(limit: number, name: string) {
    super(`One order may have at most ${limit} of ${name}.`)
  }
}

/** A count of the shelves cannot take what shoppers were promised. */
export class HeldUnits extends Conflict {
  readonly held: number

  constructor(held: number) {
    super(`Shoppers have ${held} of these on hold: there cannot be fewer than that.`)
    this.held = held
  }
}

export class CouponRefused extends Conflict {}

/** Somebody has just spent elsewhere what was to pay this order. */
export class StoredValueSpent extends Conflict {
  /** @param name of the gift card or credit */
  constructor(name: string) {
    super(`${name} has just been used elsewhere.`)
  }
}

export class QuantityRefused extends Invalid {
  constructor(limit: number) {
    super(`Please choose a whole quantity between 1 and ${limit}.`, 'quantity')
  }
}

/** Only one of these can be meant, and nobody said which. */
export class VariantNeeded extends Invalid {
  readonly choices: readonly { readonly id: number; readonly name: string }[]

  constructor(product: string, choices: readonly { readonly id: number; readonly name: string }[]) {
    super(`Please name the variant of ${product}: there are ${choices.length}.`, 'variant_id')
    this.choices = choices
  }
}

/** The provider of payments could not be reached or refused; what it did is unknown. */
export class PaymentUnavailable extends ShopError {
  constructor(cause?: unknown) {
    super('The provider of payments cannot be reached right now. Please try again in a moment.', { cause })
  }
}

/** Whether a review helps is for others to say. */
export class OwnReview extends ShopError {
  constructor() {
    super('This review is your own; whether it helps is for others to say.')
  }
}

export class CartFull extends Conflict {
  constructor(limit: number) {
    super(`A cart has room for ${limit} different specimens. Please order these first.`)
  }
}
