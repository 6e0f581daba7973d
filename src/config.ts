import { z } from 'zod'

const flag = z.enum(['true', 'false']).transform((value) => value === 'true')
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
)

const environment = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  BASE_URL: z.url().optional(),
  TRUST_PROXY: z
    .string()
    .default('')
    .refine(
      isProxyList,
      'must be a number of proxies, or addresses like loopback or 10.0.0.0/8, separated by commas',
    )
    .transform((value) => (/^\d+$/.test(value) ? Number(value) : value)),
  DATA_DIR: z.string().default('.data'),
  DATABASE_URL: z.url().optional(),
  REDIS_URL: z.url().optional(),
  SESSION_SECRET: list.default([]),
  ADMIN_PATH: z
    .string()
    .regex(/^\/[a-z0-9-]+$/, 'must look like /backoffice')
    .default('/backoffice'),
  ADMIN_EMAIL: z.email().default('owner@lodestone.example'),
  ADMIN_PASSWORD: z.string().min(8, 'needs at least 8 characters').optional(),
  SMTP_URL: z.url().optional(),
  MAIL_FROM: z.string().default('Lodestone Minerals <shop@lodestone.example>'),
  STRIPE_SECRET_KEY: z.string().optional(),
  STRIPE_WEBHOOK_SECRET: list.default([]),
  STRIPE_API_BASE: z.url().optional(),
  METRICS_PORT: z.coerce.number().int().min(1).max(65535).optional(),
  DEMO_CATALOGUE: flag.optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).optional(),
})

export type Config = Omit<z.infer<typeof environment>, 'BASE_URL'> & {
  readonly baseUrl: string
  readonly production: boolean
}

/** Values that stand in examples and tutorials; a production shop must not run on them. */
const KNOWN_SECRETS = ['secret', 'changeme', 'change-me', 'keyboard cat', 'password', 'development']

export class ConfigurationError extends Error {
  override name = 'ConfigurationError'
}

/**
 * Reads the configuration once, at start.
 *
 * @throws ConfigurationError naming every variable that is wrong or, in production, missing
 */
export function readConfig(variables: NodeJS.ProcessEnv = process.env): Config {
  const parsed = environment.safeParse(withoutBlanks(variables))
  if (!parsed.success) throw new ConfigurationError(complaints(parsed.error))

  const { BASE_URL, ...values } = parsed.data
  const production = values.NODE_ENV === 'production'
  if (production) refuseDefaults(parsed.data)
  return {
    ...values,
    production,
    baseUrl: (BASE_URL ?? `http://localhost:${values.PORT}`).replace(/\/$/, ''),
  }
}

/** `docker compose` and `.env` files turn an unset variable into an empty one. */
function withoutBlanks(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''))
}

function complaints(error: z.ZodError): string {
  const lines = error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
  return `The configuration has a mistake:\n${lines.join('\n')}`
}

function refuseDefaults(values: z.infer<typeof environment>): void {
  const wanting = [
    values.SESSION_SECRET.length === 0 && 'SESSION_SECRET: set it to at least 32 random characters',
    values.SESSION_SECRET.some(isWeak) &&
      'SESSION_SECRET: is too short or well known; use at least 32 random characters',
    !values.BASE_URL && 'BASE_URL: set it to the public address, such as https://shop.example',
    !values.ADMIN_PASSWORD && 'ADMIN_PASSWORD: set the first password of the back office',
    values.ADMIN_PASSWORD &&
      isKnown(values.ADMIN_PASSWORD) &&
      'ADMIN_PASSWORD: is well known; choose another',
    !values.SMTP_URL && 'SMTP_URL: without it, mails would be shown to everybody instead of sent',
    !values.STRIPE_SECRET_KEY && 'STRIPE_SECRET_KEY: the stand-in for Stripe takes no real money',
    values.STRIPE_WEBHOOK_SECRET.length === 0 &&
      'STRIPE_WEBHOOK_SECRET: set the signing secret of the webhook',
  ].filter((line) => typeof line === 'string')
  if (wanting.length > 0)
    throw new ConfigurationError(
      `NODE_ENV=production refuses to start on default secrets. Please set:\n  ${wanting.join('\n  ')}`,
    )
}

/** What Express' "trust proxy" understands, except a bare `true`: that would believe everybody. */
function isProxyList(value: string): boolean {
  const network = /^(loopback|linklocal|uniquelocal|[\da-f.:]*[.:][\da-f.:]*(\/\d{1,3})?)$/i
  return value === '' || /^\d+$/.test(value) || value.split(',').every((part) => network.test(part.trim()))
}

function isWeak(secret: string): boolean {
  return secret.length < 32 || isKnown(secret)
}

function isKnown(secret: string): boolean {
  return KNOWN_SECRETS.some((known) => secret.toLowerCase().startsWith(known))
}
