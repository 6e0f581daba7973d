import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { describe, expect, test } from 'vitest'

/** Which folders of src a folder may import from, besides itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  models: [],
  persistence: ['models'],
  gateways: ['models'],
  services: ['models', 'persistence'],
  web: [],
  controllers: ['models', 'services', 'web', 'services.ts'],
  routes: ['controllers', 'services.ts'],
  'stand-ins': [],
}

/** Packages that only one folder may know. */
const AT_HOME: readonly [RegExp, readonly string[]][] = [
  [/^@prisma\/|prisma\/client\//, ['persistence']],
  [/^(pg|connect-pg-simple|graphile-worker)$/, ['persistence', 'background.ts']],
  [/^(stripe)$/, ['gateways', 'stand-ins']],
  [/^(nodemailer|connect-redis|sharp)$/, ['gateways']],
  [
    /^(express|express-session|helmet|csurf|cookie-parser)$/,
    ['web', 'controllers', 'routes', 'app.ts', 'stand-ins', 'gateways', 'persistence', 'shop.ts'],
  ],
]

const NO_NAMES_FOR_EVERYTHING = /(^|\/)(utils?|helpers?|common|dto|mappers?|interfaces?|index\.ts)($|\/)/

interface Import {
  readonly file: string
  readonly from: string
  readonly typeOnly: boolean
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join('src', name))
const imports = files.flatMap(importsOf)

describe('imports point one way', () => {
  test.each(Object.entries(MAY_IMPORT))('%s imports only what it may', (folder, allowed) => {
    const strangers = imports
      .filter(({ file, from }) => placeOf(file) === folder && from.startsWith('src/'))
      .filter(({ from }) => placeOf(from) !== folder && !allowed.includes(placeOf(from)))
      // A type of what the composition root hands over leaves nothing behind at run time.
      .filter(({ typeOnly, from }) => !(typeOnly && placeOf(from) === 'gateways'))
    expect(strangers.map(said)).toEqual([])
  })

  test('models know nothing but Node, zod and each other', () => {
    const packages = imports.filter(
      ({ file, from }) => placeOf(file) === 'models' && !from.startsWith('src/'),
    )
    expect(packages.filter(({ from }) => !from.startsWith('node:') && from !== 'zod').map(said)).toEqual([])
  })

  test.each(AT_HOME)('%s is used only where it is at home', (name, homes) => {
    const strangers = imports.filter(({ file, from }) => name.test(from) && !homes.includes(placeOf(file)))
    expect(strangers.filter(({ typeOnly }) => !typeOnly).map(said)).toEqual([])
  })
})

describe('every file', () => {
  test('the environment is read in config.ts alone', () => {
    const readers = files.filter((file) => /process\.env/.test(source(file)))
    expect(readers).toEqual(['src/config.ts'])
  })

  test('models have no clock and no chance of their own', () => {
    const models = files.filter((file) => placeOf(file) === 'models')
    expect(
      models.filter((file) =>
        /new Date\(\)|Date\.now\(|Math\.random|randomUUID|randomBytes/.test(source(file)),
      ),
    ).toEqual([])
  })

  test('raw SQL is always parameterised', () => {
    expect(files.filter((file) => /\$(query|execute)RawUnsafe|Prisma\.raw\(/.test(source(file)))).toEqual([])
  })

  test('no folder or file has a name that fits everything', () => {
    expect(files.filter((file) => NO_NAMES_FOR_EVERYTHING.test(relative('src', file)))).toEqual([])
  })

  test('views escape what they print', () => {
    const views = readdirSync('views', { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ejs'),
    )
    const unescaped = views.flatMap((name) =>
      [
        ...readFileSync(join('views', name), 'utf8').matchAll(
          /<%-(?!\s*(?:include\(|once\(|body\b))[^%]*%>/g,
        ),
      ].map(([tag]) => `${name}: ${tag}`),
    )
    // Plain text is read by no browser; JSON-LD and the picker's data escape "<" themselves.
    const reviewed = /^mail\/text\/|JSON\.stringify\((jsonLd|sheets)\)\.replaceAll\('<', /
    expect(unescaped.filter((line) => !reviewed.test(line))).toEqual([])
  })

  test('every partial that a view includes is there', () => {
    const views = readdirSync('views', { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ejs'),
    )
    const included = views.flatMap((view) => {
      const names = readFileSync(join('views', view), 'utf8').matchAll(/include\('([^']+)'/g)
      return [...names].map(([, name = '']) => {
        const folder = name.startsWith('/') ? '' : dirname(view)
        return { view, file: `${normalize(join(folder, name)).replace(/^\//, '')}.ejs` }
      })
    })
    expect(included.length).toBeGreaterThan(50)
    expect(included.filter(({ file }) => !views.includes(file))).toEqual([])
  })
})

/** 'models' for src/models/money.ts, 'app.ts' for src/app.ts. */
function placeOf(path: string): string {
  return relative('src', path).split('/')[0] ?? ''
}

function importsOf(file: string): Import[] {
  const found = source(file).matchAll(
    /^(?:import|export)\s+(type\s)?[^;]*?from\s+'([^']+)'|import\(\s*'([^']+)'/gm,
  )
  return [...found].map(([, typeOnly, name = '', dynamic = '']) => ({
    file,
    typeOnly: Boolean(typeOnly),
    from: resolved(file, name || dynamic),
  }))
}

function resolved(file: string, name: string): string {
  return name.startsWith('.') ? normalize(join(dirname(file), name)) : name
}

function source(file: string): string {
  return readFileSync(file, 'utf8')
}

function said({ file, from }: Import): string {
  return `${file} imports ${from}`
}
