import type { SavedAddress } from '../models/accounts/saved-address.ts'
import type { Address } from '../models/orders/address.ts'
import type { Rows } from './database.ts'

/** What a default address is used for. */
export type Purpose = 'defaultDelivery' | 'defaultBilling'

/** Customers' address books. Every question names its owner: nobody reaches the address of somebody else. */
export class AddressRepository {
  readonly #rows: Rows

  constructor(rows: Rows) {
    this.#rows = rows
  }

  /** Two tabs that change one customer's book take turns. */
  async lock(userId: number): Promise<void> {
    await this.#rows.$queryRaw`SELECT id FROM users WHERE id = ${userId} FOR NO KEY UPDATE`
  }

  /** The default ones first, then the oldest. */
  async ofUser(userId: number): Promise<SavedAddress[]> {
    const rows = await this.#rows.address.findMany({
      where: { userId },
      orderBy: [{ defaultDelivery: 'desc' }, { id: 'asc' }],
    })
    return rows.map(savedAddress)
  }

  async find(userId: number, id: number): Promise<SavedAddress | null> {
    const row = await this.#rows.address.findFirst({ where: { id, userId } })
    return row && savedAddress(row)
  }

  async add(userId: number, address: Address, label: string): Promise<number> {
    const { id } = await this.#rows.address.create({ data: { userId, label, ...columns(address) } })
    return id
  }

  /** @returns false if the customer has no such address */
  async change(userId: number, id: number, address: Address, label: string): Promise<boolean> {
    const { count } = await this.#rows.address.updateMany({
      where: { id, userId },
      data: { label, ...columns(address) },
    })
    return count === 1
  }

  /** @returns false if the customer has no such address */
  async makeDefault(userId: number, id: number, purpose: Purpose): Promise<boolean> {
    await this.#rows.address.updateMany({ where: { userId, [purpose]: true }, data: { [purpose]: false } })
    const { count } = await this.#rows.address.updateMany({
      where: { id, userId },
      data: { [purpose]: true },
    })
    return count === 1
  }

  /** @returns false if the customer has no such address */
  async remove(userId: number, id: number): Promise<boolean> {
    const { count } = await this.#rows.address.deleteMany({ where: { id, userId } })
    return count === 1
  }
}

function columns({ name, company, line1, line2, postcode, city, region, country, phone }: Address) {
  return { name, company: company ?? '', line1, line2, postcode, city, region, country, phone }
}

function savedAddress(
  row: Address & { id: number; label: string; defaultDelivery: boolean; defaultBilling: boolean },
): SavedAddress {
  return {
    id: row.id,
    label: row.label,
    address: columns(row),
    isDefaultDelivery: row.defaultDelivery,
    isDefaultBilling: row.defaultBilling,
  }
}
