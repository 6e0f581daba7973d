import type { Address, BillingAddress } from './address.ts'

/** What is to be said of an invoice beside where the parcel goes. */
export interface InvoiceNote {
  /** Null when it goes to the same address. */
  readonly address: BillingAddress | null
  /** Often empty. */
  readonly vatNumber: string
}

/** Null when nothing is to be said. */
export function invoiceNote(address: Address, billing: BillingAddress | null): InvoiceNote | null {
  if (!billing) return null
  const another = Object.entries(address).some(
    ([part, value]) => part !== 'phone' && new Map(Object.entries(billing)).get(part) !== value,
  )
  const { vatNumber } = billing
  return another || vatNumber !== '' ? { address: another ? billing : null, vatNumber } : null
}
