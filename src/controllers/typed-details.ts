import { DETAIL_FIELDS } from '../models/checkout/details.ts'
import type { TypedDetails } from '../models/checkout/draft.ts'
import { typed } from '../web/form-errors.ts'

/** The address form of a checkout, exactly as typed; empty for another form. */
export function typedDetails(body: unknown): TypedDetails {
  const details = typed(body, DETAIL_FIELDS)
  // A box that is not ticked is not sent, and must be unticked in the draft all the same.
  return 'country' in details
    ? { ...details, billing: details.billing === 'other' ? 'other' : 'same' }
    : details
}
