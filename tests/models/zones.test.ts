import { describe, expect, test } from 'vitest'
import type { Destination } from '../../src/models/pricing/destination.ts'
import { Zone, type ZoneFacts } from '../../src/models/pricing/zone.ts'

const to = (country: string, region = '', postcode = ''): Destination => ({ country, region, postcode })

const named = (name: string, facts: Partial<ZoneFacts>) => ({
  name,
  zone: new Zone({ countries: [], ...facts }),
})

const WORLD = [
  named('everywhere', {}),
  named('north', { countries: ['DE', 'US', 'GB', 'CA'] }),
  named('California', { regions: ['US-California', 'US-CA'] }),
  named('Québec', { regions: ['CA-Québec'] }),
  named('Sylt', { postcodes: ['DE-259'] }),
  named('List on Sylt', { postcodes: ['DE-25992'] }),
  named('Belfast', { postcodes: ['GB-BT1'] }),
  named('a Californian postcode', { postcodes: ['US-94'] }),
]

describe('of several zones, the one that means the destination most exactly counts', () => {
  test.each<[string, Destination, string]>([
    ['a country that none names', to('JP'), 'everywhere'],
    ['a country', to('DE'), 'north'],
    ['a country, whatever its postcode', to('DE', '', '10115'), 'north'],
    ['a region', to('US', 'California', '10001'), 'California'],
    ['a region in its other spelling', to('US', 'ca', ''), 'California'],
    ['a region without its accent', to('CA', 'QUEBEC', ''), 'Québec'],
    ['a region of that name in another country', to('GB', 'California', ''), 'north'],
    ['a postcode over its region', to('US', 'California', '94103'), 'a Californian postcode'],
    ['a postcode that begins so', to('DE', '', '25980'), 'Sylt'],
    ['the longer beginning', to('DE', '', '25992'), 'List on Sylt'],
    ['that postcode in another country', to('CA', '', '25992'), 'north'],
    ['a postcode with spaces and in small letters', to('GB', '', 'b t1 5gs'), 'Belfast'],
    ['a postcode that is still being typed', to('DE', '', '2'), 'north'],
  ])('%s', (_what, destination, zone) => {
    expect(Zone.nearest(WORLD, destination)?.name).toBe(zone)
    expect(Zone.nearest([...WORLD].reverse(), destination)?.name).toBe(zone)
  })

  test('of equals the first, and none where none fits', () => {
    const twins = [named('first', { countries: ['DE'] }), named('second', { countries: ['DE'] })]
    expect(Zone.nearest(twins, to('DE'))?.name).toBe('first')
    expect(Zone.nearest(twins, to('FR'))).toBeNull()
  })
})
