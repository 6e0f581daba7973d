import { isDeepStrictEqual } from 'node:util'
import { MOST_ADDRESSES, type SavedAddress } from '../models/accounts/saved-address.ts'
import { Conflict, NotFound } from '../models/errors.ts'
import type { Address } from '../models/orders/address.ts'
import type { Purpose } from '../persistence/address.repository.ts'
import type { Database } from '../persistence/database.ts'

/** The addresses that customers keep. */
export class AddressBookService {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** The default ones first. */
  ofUser(userId: number): Promise<SavedAddress[]> {
    return this.#database.read.addresses.ofUser(userId)
  }

  /** @throws NotFound unless it is an address of this customer */
  async find(userId: number, id: number): Promise<SavedAddress> {
    return found(await this.#database.read.addresses.find(userId, id))
  }

  /**
   * Keeps an address once, however often it is sent; the first becomes the default.
   *
   * @returns its id
   * @throws Conflict if the book is full
   */
  async add(userId: number, address: Address, label = ''): Promise<number> {
    return this.#database.transaction(async ({ addresses }) => {
      await addresses.lock(userId)
      const known = await addresses.ofUser(userId)
      const same = known.find((other) => isDeepStrictEqual(other.address, address))
      if (same) return same.id
      if (known.length >= MOST_ADDRESSES)
        throw new Conflict(`There is room for ${MOST_ADDRESSES} addresses. Please delete one of them first.`)
      const id = await addresses.add(userId, address, label)
      if (known.length > 0) return id
      await addresses.makeDefault(userId, id, 'defaultDelivery')
      await addresses.makeDefault(userId, id, 'defaultBilling')
      return id
    })
  }

  /** @throws NotFound unless it is an address of this customer */
  async change(userId: number, id: number, address: Address, label: string): Promise<void> {
    found((await this.#database.read.addresses.change(userId, id, address, label)) || null)
  }

  /** @throws NotFound unless it is an address of this customer */
  async makeDefault(userId: number, id: number, purpose: Purpose): Promise<void> {
    await this.#database.transaction(async ({ addresses }) => {
      await addresses.lock(userId)
      found((await addresses.makeDefault(userId, id, purpose)) || null)
    })
  }

  /** @throws NotFound unless it is an address of this customer */
  async remove(userId: number, id: number): Promise<void> {
    found((await this.#database.read.addresses.remove(userId, id)) || null)
  }
}

function found<Thing>(thing: Thing | null): Thing {
  if (thing === null) throw new NotFound('address')
  return thing
}
