import type { Prisma } from '../../prisma/client/client.ts'
import { type Role, User } from '../models/accounts/user.ts'
import type { Rows } from './database.ts'

export class UserRepository {
  readonly #rows: Rows

  constructor(rows: Rows) {
    this.#rows = rows
  }

  async find(id: number): Promise<User | null> {
    const row = await this.#rows.user.findUnique({ where: { id }, omit: { passwordHash: true } })
    return row && new User(row)
  }

  async byEmail(email: string): Promise<User | null> {
    const row = await this.#rows.user.findUnique({ where: { email }, omit: { passwordHash: true } })
    return row && new User(row)
  }

  /** With the hash that a password is compared with. */
  async withHash(email: string): Promise<{ user: User; passwordHash: string } | null> {
    const row = await this.#rows.user.findUnique({ where: { email } })
    return row && { user: new User(row), passwordHash: row.passwordHash }
  }

  /** @returns null if the address has an account already */
  async add(facts: {
    email: string
    name: string
    passwordHash: string
    role: Role
    cartReminders?: boolean
  }): Promise<User | null> {
    const added = await this.#rows.user.createManyAndReturn({ data: [facts], skipDuplicates: true })
    return added[0] ? new User(added[0]) : null
  }

  async setCartReminders(id: number, cartReminders: boolean): Promise<void> {
    await this.#rows.user.updateMany({ where: { id }, data: { cartReminders } })
  }

  async setPassword(id: number, passwordHash: string): Promise<void> {
    await this.#rows.user.update({ where: { id }, data: { passwordHash } satisfies Prisma.UserUpdateInput })
  }
}
