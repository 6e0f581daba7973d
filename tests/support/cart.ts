import type { TestShop } from './test-shop.ts'
import type { Page, Visitor } from './visitor.ts'

export interface CartAnswer {
  readonly status: number
  readonly success: boolean
  readonly message: string
  readonly cartUnits: number
  readonly version: string
  readonly undo: string | null
  readonly fragments?: { readonly cart: string }
}

/** As the script of a page sends a form. */
export async function byScript(
  visitor: Visitor,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<CartAnswer> {
  return answered(await visitor.post(path, fields, { accept: 'application/json', ...headers }))
}

export function answered({ status, text }: Page): CartAnswer {
  return { status, ...JSON.parse(text) }
}

export async function variantOf(shop: TestShop, sku: string): Promise<string> {
  const [row] = await shop.database.query<{ id: number }>('SELECT id FROM variants WHERE sku = $1', [sku])
  if (!row) throw new Error(`The demo has no ${sku}.`)
  return String(row.id)
}

/** Sets what there is of a variant; whatever was held of it is free. */
export async function stock(shop: TestShop, variant: string, onHand: number): Promise<void> {
  await shop.database.query('DELETE FROM holds WHERE variant_id = $1', [variant])
  await shop.database.query('UPDATE stock_levels SET on_hand = $1, on_hold = 0 WHERE variant_id = $2', [
    onHand,
    variant,
  ])
}

/** Variants in the cart and how many of each, as its page shows them. */
export function linesOn({ text }: Pick<Page, 'text'>): Record<string, number> {
  const lines = text.matchAll(/id="quantity-(\d+)"[^>]* value="(\d+)"/g)
  return Object.fromEntries([...lines].map(([, variant, quantity]) => [variant, Number(quantity)]))
}

/** Variants that are kept for later. */
export function savedOn({ text }: Pick<Page, 'text'>): string[] {
  return [...text.matchAll(/data-saved="(\d+)"/g)].map(([, variant = '']) => variant)
}

/** The key of the button “Undo”. */
export function undoKey({ text }: Pick<Page, 'text'>): string {
  return /action="\/cart\/undo".*?name="key" value="([^"]+)"/s.exec(text)?.[1] ?? ''
}
