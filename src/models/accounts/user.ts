export type Role = 'customer' | 'staff'

export class User {
  readonly id: number
  readonly email: string
  readonly name: string
  readonly role: Role
  /** They agreed to be reminded of a cart that they left. */
  readonly cartReminders: boolean

  constructor(facts: { id: number; email: string; name: string; role: Role; cartReminders?: boolean }) {
    this.id = facts.id
    this.email = facts.email
    this.name = facts.name
    this.role = facts.role
    this.cartReminders = facts.cartReminders ?? false
  }

  get isStaff(): boolean {
    return this.role === 'staff'
  }

  get firstName(): string {
    return this.name.split(' ')[0] ?? this.name
  }

  /** As strangers may see it, unless the customer chooses another: 'Ada L.' */
  get publicName(): string {
    const [first = '', ...others] = this.name.split(' ').filter((word) => word !== '')
    const initial = [...(others.at(-1) ?? '')][0]
    return initial ? `${first} ${initial}.` : first
  }
}
