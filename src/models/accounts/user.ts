export type Role = 'customer' | 'staff'

export class User {
  readonly id: number
  readonly email: string
  readonly name: string
  readonly role: Role

  constructor(facts: { id: number; email: string; name: string; role: Role }) {
    this.id = facts.id
    this.email = facts.email
    this.name = facts.name
    this.role = facts.role
  }

  get isStaff(): boolean {
    return this.role === 'staff'
  }

  get firstName(): string {
    return this.name.split(' ')[0] ?? this.name
  }
}
