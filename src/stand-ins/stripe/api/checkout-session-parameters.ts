import { z } from 'zod'
import { currency, email, integer, metadata, moment, parameters, text, webUrl } from './parameters.ts'

const locales = [
  'auto',
  'bg',
  'cs',
  'da',
  'de',
  'el',
  'en',
  'en-GB',
  'es',
  'es-419',
  'et',
  'fi',
  'fil',
  'fr',
  'fr-CA',
  'hi-IN',
  'hr',
  'hu',
  'id',
  'it',
  'ja',
  'ko',
  'lt',
  'lv',
  'ms',
  'mt',
  'nb',
  'nl',
  'pl',
  'pt',
  'pt-BR',
  'ro',
  'ru',
  'sk',
  'sl',
  'sv',
  'th',
  'tr',
  'vi',
  'zh',
  'zh-HK',
  'zh-TW',
] as const

const productData = z.strictObject({
  name: text(),
  description: text().optional(),
  images: z.array(webUrl).max(8).optional(),
  metadata: metadata.optional(),
})

const lineItem = z.strictObject({
  price_data: z.strictObject({
    currency,
    unit_amount: integer(0, 99_999_999),
    product_data: productData,
  }),
  quantity: integer(1, 999_999),
})

export type LineItemParameters = z.infer<typeof lineItem>

/** Those parameters of https://docs.stripe.com/api/checkout/sessions/create that the stand-in knows. */
export const checkoutSessionParameters = parameters({
  mode: z.enum(['payment']),
  ui_mode: z.enum(['hosted_page']).optional(),
  line_items: z.array(lineItem).min(1).max(100),
  success_url: webUrl,
  cancel_url: webUrl.optional(),
  client_reference_id: text(200).optional(),
  customer_email: email.optional(),
  expires_at: moment.optional(),
  locale: z.enum(locales).optional(),
  submit_type: z.enum(['auto', 'book', 'donate', 'pay']).optional(),
  metadata: metadata.optional(),
  payment_intent_data: z
    .strictObject({
      description: text(1000).optional(),
      metadata: metadata.optional(),
      receipt_email: email.optional(),
    })
    .optional(),
})

export type CheckoutSessionParameters = z.infer<typeof checkoutSessionParameters>
