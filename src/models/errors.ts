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

  constructor(variantId: number, available: number, name = 'this specimen') {
    super(
      available > 0
        ? `Requested quantity exceeds stock: ${available} left of ${name}.`
        : `Sorry, ${name} is sold out or held by another shopper right now.`,
    )
    this.variantId = variantId
    this.available = available
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
