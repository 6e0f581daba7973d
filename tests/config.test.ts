import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ConfigurationError, readConfig } from '../src/config.ts'

const PRODUCTION = {
  NODE_ENV: 'production',
  BASE_URL: 'https://shop.example',
  SESSION_SECRET: 'q7Wb2nXv9Lr4Tz1Kd8Ms5Hc3Jf6Gp0Ya',
  ADMIN_PASSWORD: 'nobody guesses this',
  STRIPE_SECRET_KEY: 'sk_live_1',
  STRIPE_WEBHOOK_SECRET: 'whsec_1',
  SMTP_URL: 'smtp://mail.example',
}

describe('the configuration', () => {
  test('needs nothing for a first start', () => {
    expect(readConfig({})).toMatchObject({
      PORT: 3000,
      baseUrl: 'http://localhost:3000',
      ADMIN_PATH: '/backoffice',
    })
  })

  test('takes an empty variable for one that is not set', () => {
    expect(readConfig({ DATABASE_URL: '', PORT: '' }).DATABASE_URL).toBeUndefined()
  })

  test.each([
    ['1', 1],
    ['loopback', 'loopback'],
    ['10.0.0.0/8, ::1', '10.0.0.0/8, ::1'],
  ])('trusts the proxies that %s names', (given, read) => {
    expect(readConfig({ TRUST_PROXY: given }).TRUST_PROXY).toBe(read)
  })

  test('refuses to trust everybody', () => {
    expect(() => readConfig({ TRUST_PROXY: 'true' })).toThrow(/TRUST_PROXY/)
  })

  test('names every variable that is wrong', () => {
    expect(() => readConfig({ PORT: 'many', ADMIN_PATH: 'back office' })).toThrow(
      /PORT:.*\n.*ADMIN_PATH: must look like/,
    )
  })

  test('a production shop starts when all secrets are its own', () => {
    expect(readConfig(PRODUCTION).production).toBe(true)
  })

  test.each(Object.keys(PRODUCTION).filter((name) => name !== 'NODE_ENV'))(
    'a production shop refuses to start without %s, and names it',
    (name) => {
      expect(() => readConfig({ ...PRODUCTION, [name]: '' })).toThrow(
        new RegExp(`Please set:\\n[^]*${name}:`),
      )
    },
  )

  test.each([
    { SESSION_SECRET: 'short' },
    { SESSION_SECRET: 'changeme-changeme-changeme-changeme' },
    { ADMIN_PASSWORD: 'password123' },
  ])('a production shop refuses the well-known secret %o', (variables) => {
    expect(() => readConfig({ ...PRODUCTION, ...variables })).toThrow(ConfigurationError)
  })

  test('.env.example has a line for each variable', () => {
    const example = readFileSync('.env.example', 'utf8')
    const known = [...readFileSync('src/config.ts', 'utf8').matchAll(/^ {2}([A-Z_]+): /gm)].map(
      ([, name]) => name,
    )
    expect(known.length).toBeGreaterThan(15)
    expect(known.filter((name) => !new RegExp(`^#? ?${name}=`, 'm').test(example))).toEqual([])
  })
})
