import { createHash } from 'node:crypto'
import bcrypt from 'bcrypt'
import type { User } from '../models/accounts/user.ts'
import { Conflict } from '../models/errors.ts'
import type { Database } from '../persistence/database.ts'

/** OWASP ASVS asks for 10 or more; 12 costs a quarter of a second. */
const COST = 12

export class AccountService {
  readonly #database: Database
  readonly #cost: number
  readonly #nobodysHash: Promise<string>

  constructor(database: Database, cost = COST) {
    this.#database = database
    this.#cost = cost
    this.#nobodysHash = this.#hash('nobody has this password')
  }

  find(id: number): Promise<User | null> {
    return this.#database.read.users.find(id)
  }

  /** @returns null if the address has an account already */
  async register({
    password,
    ...facts
  }: {
    email: string
    name: string
    password: string
    cartReminders?: boolean
  }): Promise<User | null> {
    const passwordHash = await this.#hash(password)
    return this.#database.read.users.add({ ...facts, passwordHash, role: 'customer' })
  }

  /** Whether they are reminded of a cart that they leave; nothing happens to accounts that are gone. */
  async setCartReminders(userId: number, wanted: boolean): Promise<void> {
    await this.#database.read.users.setCartReminders(userId, wanted)
  }

  /** @returns null if address or password are wrong, without telling which: not by words, nor by time */
  async signIn(email: string, password: string): Promise<User | null> {
    const known = await this.#database.read.users.withHash(email)
    const matches = await bcrypt.compare(prehash(password), known?.passwordHash ?? (await this.#nobodysHash))
    return known && matches ? known.user : null
  }

  /**
   * Sees to it that the back office has an owner with this password.
   *
   * @param password null to leave an owner who exists as they are
   * @param generate makes a password for a new owner when none is given
   * @returns the password to show once, if one was generated
   * @throws Conflict if the address belongs to a customer
   */
  async ensureOwner(email: string, password: string | null, generate: () => string): Promise<string | null> {
    const { users } = this.#database.read
    const known = await users.withHash(email)
    if (known && !known.user.isStaff)
      throw new Conflict(
        `ADMIN_EMAIL: ${email} belongs to a customer. Choose another address for the back office.`,
      )
    if (known && password) await this.#changeIfDifferent(known, password)
    if (known) return null
    const chosen = password ?? generate()
    await users.add({ email, name: 'Owner', passwordHash: await this.#hash(chosen), role: 'staff' })
    return password ? null : chosen
  }

  async #changeIfDifferent(known: { user: User; passwordHash: string }, password: string): Promise<void> {
    if (!(await bcrypt.compare(prehash(password), known.passwordHash)))
      await this.#database.read.users.setPassword(known.user.id, await this.#hash(password))
  }

  #hash(password: string): Promise<string> {
    return bcrypt.hash(prehash(password), this.#cost)
  }
}

/** bcrypt reads 72 bytes only and stops at a NUL; 48 bytes in base64 are 64 characters without one. */
function prehash(password: string): string {
  return createHash('sha384').update(password.normalize('NFC')).digest('base64')
}
