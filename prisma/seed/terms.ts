import type { Prisma, PrismaClient } from '../client/client.ts'

const DAY = 86_400_000

const EUROPEAN_UNION = 'AT BE BG HR CY CZ DK EE FI FR GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE'.split(
  ' ',
)
const NEIGHBOURS = 'GB CH NO IS LI'.split(' ')
const OVERSEAS = 'US CA AU NZ JP'.split(' ')

/** Föhr, Amrum, the Halligen, Sylt, the East Frisian islands, Heligoland. */
const ISLANDS =
  '25849 25859 25863 25869 25938 25946 2598 2599 26465 26474 26486 26548 26571 26579 26757 27498'
    .split(' ')
    .map((postcode) => `DE-${postcode}`)

/** Heligoland and Büsingen, Livigno, the Canary Islands, Ceuta and Melilla, Åland, Mount Athos. */
const OUTSIDE_THE_VAT_AREA = 'DE-27498 DE-78266 IT-23041 ES-35 ES-38 ES-51 ES-52 FI-22 GR-63086'.split(' ')

/** Standard rates of value added tax in per cent, as of 2026. */
const TAX_PERCENT: Readonly<Record<string, number>> = {
  ...{
    AT: 20,
    BE: 21,
    BG: 20,
    HR: 25,
    CY: 19,
    CZ: 21,
    DE: 19,
    DK: 25,
    EE: 24,
    FI: 25.5,
    FR: 20,
    GR: 24,
    HU: 27,
  },
  ...{
    IE: 23,
    IT: 22,
    LV: 21,
    LT: 21,
    LU: 17,
    MT: 18,
    NL: 21,
    PL: 23,
    PT: 23,
    RO: 21,
    SK: 23,
    SI: 22,
    ES: 21,
    SE: 25,
  },
}

/** How the demo shop sends, taxes and reduces; @param now its sale has begun and its season has not ended */
export async function loadTerms(client: PrismaClient, now: Date): Promise<void> {
  await client.$transaction(async (rows) => {
    for (const { methods, ...zone } of ZONES)
      await rows.shippingZone.create({ data: { ...zone, methods: { create: methods } } })
    await keepOffExpress(rows)
    await rows.taxRate.createMany({
      data: Object.entries(TAX_PERCENT).flatMap(([country, percent]) =>
        ['standard', 'shipping'].map((category) => ({
          countries: [country],
          category,
          basisPoints: percent * 100,
          name: `VAT ${percent} %`,
          validFrom: new Date('2026-01-01'),
        })),
      ),
    })
    await rows.taxRate.createMany({
      data: ['standard', 'shipping'].map((category) => ({
        countries: [],
        postcodes: OUTSIDE_THE_VAT_AREA,
        category,
        basisPoints: 0,
        name: 'Outside the VAT area',
        validFrom: new Date('2026-01-01'),
      })),
    })
    const zeolites = await rows.category.findUnique({ where: { slug: 'zeolites' } })
    await rows.sale.create({
      data: {
        name: 'Zeolite weeks: 15 % off',
        categoryId: zeolites?.id ?? null,
        percent: 15,
        startsAt: new Date(now.getTime() - 2 * DAY),
        endsAt: new Date(now.getTime() + 26 * DAY),
      },
    })
    await rows.promotion.create({
      data: {
        name: 'Welcome: 10 % off',
        rules: [{ kind: 'items-total-at-least', amount: 5_000 }],
        actions: [{ kind: 'percent-off-order', percent: 10 }],
        needsCoupon: true,
        coupons: { create: { code: 'WELCOME10' } },
      },
    })
    const plentiful = await rows.variant.findMany({ where: { stock: { onHand: { gte: 8 } } } })
    await rows.quantityPrice.createMany({
      data: plentiful.map(({ id, price }) => ({
        variantId: id,
        fromQuantity: 3,
        price: Math.round(price * 0.9),
      })),
    })
  })
}

/** What contains mercury may not fly. */
async function keepOffExpress(rows: Prisma.TransactionClient): Promise<void> {
  const heavy = await rows.category.findUnique({ where: { slug: 'antimony-mercury' } })
  if (!heavy) return
  await rows.shippingMethod.updateMany({
    where: { name: 'Express' },
    data: { refusedCategories: [heavy.id] },
  })
}

function method(
  name: string,
  tiers: [number | null, number][],
  days: [number, number],
  freeAbove: number | null = null,
) {
  return {
    name,
    tiers: tiers.map(([upToGrams, price]) => ({ upToGrams, price })),
    freeAbove,
    handlingDays: 1,
    fastestTransit: days[0],
    slowestTransit: days[1],
  }
}

const ZONES = [
  {
    name: 'Germany',
    countries: ['DE'],
    methods: [
      method(
        'Insured parcel',
        [
          [2_000, 490],
          [10_000, 890],
          [null, 1_690],
        ],
        [1, 2],
        15_000,
      ),
      method(
        'Express before noon',
        [
          [5_000, 1_490],
          [20_000, 2_490],
        ],
        [1, 1],
      ),
    ],
  },
  {
    name: 'German islands',
    countries: [],
    postcodes: ISLANDS,
    methods: [
      method(
        'Insured parcel by ferry',
        [
          [2_000, 890],
          [10_000, 1_490],
          [null, 2_490],
        ],
        [2, 4],
        25_000,
      ),
    ],
  },
  {
    name: 'European Union',
    countries: EUROPEAN_UNION,
    methods: [
      method(
        'Insured parcel',
        [
          [2_000, 1_290],
          [10_000, 1_890],
          [null, 3_490],
        ],
        [3, 5],
        30_000,
      ),
      method(
        'Express',
        [
          [5_000, 2_990],
          [20_000, 4_990],
        ],
        [1, 2],
      ),
    ],
  },
  {
    name: 'Neighbours of the Union',
    countries: NEIGHBOURS,
    methods: [
      method(
        'Insured parcel, duties unpaid',
        [
          [2_000, 1_890],
          [10_000, 2_890],
          [null, 4_990],
        ],
        [4, 8],
      ),
    ],
  },
  {
    name: 'Overseas',
    countries: OVERSEAS,
    methods: [
      method(
        'Insured air parcel, duties unpaid',
        [
          [2_000, 3_490],
          [10_000, 6_490],
        ],
        [6, 14],
      ),
    ],
  },
]
