import { z } from 'zod'

/** What the merchant noted on an object. */
export const metadata = z.record(z.string(), z.string())
export type Metadata = z.infer<typeof metadata>
