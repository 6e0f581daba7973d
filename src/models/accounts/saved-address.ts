import type { Address } from '../orders/address.ts'

/** As many as anybody sends parcels to; a script that keeps more is up to something else. */
export const MOST_ADDRESSES = 25

/** An entry of a customer's address book. */
export interface SavedAddress {
  readonly id: number
  /** What its owner calls it; often empty. */
  readonly label: string
  readonly address: Address
  readonly isDefaultDelivery: boolean
  readonly isDefaultBilling: boolean
}

/** Says which one is meant, in a word or two. */
export function nameOf({ label, address }: Pick<SavedAddress, 'label' | 'address'>): string {
  return label || [address.name, address.line1].join(', ')
}
