import { describe, expect, test } from 'vitest'
import { addressFormats } from '../../src/gateways/address-data.ts'
import { vatNumbers } from '../../src/gateways/vat-data.ts'

const formats = addressFormats()

describe('an address form asks for', () => {
  test.each([
    ['DE', ['Postcode', 'Town or city']],
    ['GB', ['Town or city', 'Postcode']],
    ['US', ['Town or city', 'State', 'ZIP code']],
    ['CA', ['Town or city', 'Province', 'Postcode']],
    ['JP', ['Prefecture', 'Postcode']],
    ['AU', ['Suburb', 'State', 'Postcode']],
    ['IN', ['Town or city', 'PIN code', 'State']],
    ['IE', ['Town or city', 'County', 'Eircode']],
    ['AE', ['Emirate']],
    ['SG', ['Postcode']],
  ])('what is written in %s, in its order and its words', (country, labels) => {
    expect(formats.of(country).parts.map(({ label }) => label)).toEqual(labels)
  })

  test('what is needed, and marks the rest as optional', () => {
    const needed = (country: string) =>
      formats
        .of(country)
        .parts.filter(({ isRequired }) => isRequired)
        .map(({ name }) => name)
    expect(needed('US')).toEqual(['city', 'region', 'postcode'])
    expect(needed('DE')).toEqual(['postcode', 'city'])
    expect(needed('AE')).toEqual(['region'])
  })

  test('a street and a town where nothing is known of the country', () => {
    expect(formats.of('XX').parts.filter(({ isRequired }) => isRequired)).toMatchObject([{ name: 'city' }])
  })
})

test('of every country the form can be made, its examples of postcodes are read, and regions are found by name', () => {
  for (const country of formats.countries) {
    const format = formats.of(country)
    if (format.postcodeExample) expect(format.postcode(format.postcodeExample)).not.toBeNull()
    for (const { code, name } of format.part('region')?.choices ?? [])
      expect(format.region(format.region(name) ?? '')).toBe(format.region(name) ?? code)
  }
  expect(formats.countries.length).toBeGreaterThan(240)
})

describe('a postcode', () => {
  test.each([
    ['GB', 'sw1a1aa', 'SW1A 1AA'],
    ['GB', ' SW1A-1AA ', 'SW1A 1AA'],
    ['GB', 'm2 5bq', 'M2 5BQ'],
    ['GB', 'bfpo 61', 'BFPO 61'],
    ['DE', 'D-10115', '10115'],
    ['DE', '10 115', '10115'],
    ['CH', 'CH 8001', '8001'],
    ['NL', '1234ab', '1234 AB'],
    ['PL', '00950', '00-950'],
    ['PT', '2725 079', '2725-079'],
    ['CZ', '10000', '100 00'],
    ['LV', '1073', 'LV-1073'],
    ['IE', 'a65f4e2', 'A65 F4E2'],
    ['CA', 'h3z2y7', 'H3Z 2Y7'],
    ['US', '221621010', '22162-1010'],
    ['JP', '１５４００２３', '154-0023'],
  ])('of %s typed as “%s” is %s', (country, typed, written) => {
    expect(formats.of(country).postcode(typed)).toBe(written)
  })

  test.each([
    ['DE', '1011'],
    ['GB', '10115'],
    ['US', 'SW1A 1AA'],
    ['NL', 'AB 1234'],
  ])('of %s is not “%s”', (country, typed) => {
    expect(formats.of(country).postcode(typed)).toBeNull()
  })
})

describe('a region', () => {
  test.each([
    ['US', 'new york', 'NY'],
    ['US', 'ny', 'NY'],
    ['CA', 'Quebec', 'QC'],
    ['AE', 'dubai', 'DU'],
    ['GB', 'Kent', 'Kent'],
  ])('of %s typed as “%s” is %s', (country, typed, code) => {
    expect(formats.of(country).region(typed)).toBe(code)
  })

  test('that a country does not have is none', () => {
    expect(formats.of('US').region('Bavaria')).toBeNull()
  })
})

describe('a letter', () => {
  const ada = { name: 'Ada Lovelace', line1: '12 St James’s Square', line2: '', phone: '' }

  test.each([
    [
      { country: 'GB', city: 'London', postcode: 'SW1Y 4JH', region: '' },
      ['London', 'SW1Y 4JH', 'United Kingdom'],
    ],
    [{ country: 'DE', city: 'Berlin', postcode: '10115', region: '' }, ['10115 Berlin', 'Germany']],
    [
      { country: 'US', city: 'Albany', postcode: '12207', region: 'NY' },
      ['Albany, NY 12207', 'United States'],
    ],
    [{ country: 'ES', city: 'Vitoria', postcode: '01001', region: 'VI' }, ['01001 Vitoria Álava', 'Spain']],
    [{ country: 'IE', city: 'Tullow', postcode: '', region: 'CW' }, ['Tullow', 'Co. Carlow', 'Ireland']],
  ])('is addressed as its country does: %o', (place, lines) => {
    expect(formats.letter({ ...ada, ...place })).toEqual([ada.name, ada.line1, ...lines])
  })
})

describe('a VAT number', () => {
  test.each([
    ['DE 136 695 976', 'DE', 'DE136695976'],
    ['136695976', 'DE', 'DE136695976'],
    ['el 094259216', 'GR', 'EL094259216'],
    ['094259216', 'GR', 'EL094259216'],
    ['DE136695976', 'FR', 'DE136695976'],
    ['GB 980 7806 84', 'GB', 'GB980780684'],
    ['XI980780684', 'GB', 'XI980780684'],
    ['84-1234567', 'US', '841234567'],
  ])('typed as “%s” in %s is %s', (typed, country, written) => {
    expect(vatNumbers.read(typed, country)).toBe(written)
  })

  test.each([
    ['DE136695977', 'DE'],
    ['DE12', 'DE'],
    ['none', 'US'],
  ])('is not “%s”', (typed, country) => {
    expect(vatNumbers.read(typed, country)).toBeNull()
  })
})
