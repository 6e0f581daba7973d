import type { OptionValue, Variant } from './variant.ts'

/** A word for each option type, as in ?size=miniature&colour=green. */
export type Choice = Readonly<Record<string, string>>

/** What a shopper can choose by: size, colour … */
export interface OptionType {
  readonly key: string
  readonly name: string
  readonly values: readonly OptionValue[]
}

export interface Combination {
  readonly variant: Variant
  /** False when it is only the nearest to what was asked for. */
  readonly isExact: boolean
}

/** An option type as the picker shows it beside the variant that is chosen. */
export interface PickerField {
  readonly key: string
  readonly name: string
  readonly values: readonly PickerValue[]
}

export interface PickerValue {
  readonly word: string
  readonly name: string
  readonly swatch?: string
  readonly isChosen: boolean
  /** Whether it goes together with the rest of what is chosen, and whether that can be bought now. */
  readonly state: 'possible' | 'impossible' | 'gone'
  /** The same in words; empty while it can be bought. */
  readonly remark: string
}

/** Leads from words for size, colour … to the variant that has them. */
export class Picker {
  readonly #variants: readonly Variant[]
  /** In the order of the variants. */
  readonly types: readonly OptionType[]

  constructor(variants: readonly Variant[]) {
    this.#variants = variants
    this.types = optionTypes(variants)
  }

  /**
   * The variant that has most of what is asked for; where several have as much, the one that has the earlier option
   * types, then one that `preferred` likes, then the first. What is no option type of the product counts for nothing.
   *
   * @returns null if nothing is asked for, or there is nothing to choose from
   */
  combination(choice: Choice, preferred: (variant: Variant) => boolean = () => true): Combination | null {
    const asked = this.types.filter(({ key }) => Object.hasOwn(choice, key))
    if (asked.length === 0) return null
    const nearness = (variant: Variant) =>
      asked.reduce(
        (sum, { key }, place) => sum + (has(variant, key, choice[key]) ? 1 + 2 ** -(place + 1) : 0),
        preferred(variant) ? 2 ** -(asked.length + 1) : 0,
      )
    const [variant] = this.#variants.toSorted((a, b) => nearness(b) - nearness(a))
    return variant ? { variant, isExact: asked.every(({ key }) => has(variant, key, choice[key])) } : null
  }

  /** Names of the option types that a form left open. */
  leftOpen(choice: Choice): readonly string[] {
    return this.types.filter(({ key }) => !Object.hasOwn(choice, key)).map(({ name }) => name)
  }

  /** 'Cabinet · Purple', whether there is such a variant or not. */
  nameOf(choice: Choice): string {
    return this.types
      .filter(({ key }) => Object.hasOwn(choice, key))
      .map(({ key, values }) => values.find((value) => answers(value, choice[key]))?.name ?? choice[key])
      .join(' · ')
  }

  /**
   * Nothing when there is only one variant.
   *
   * @param remarkOn says why a variant cannot be bought now; empty if it can
   */
  fields(chosen: Variant, remarkOn: (variant: Variant) => string): readonly PickerField[] {
    if (this.#variants.length < 2) return []
    return this.types.map(({ key, name, values }) => ({
      key,
      name,
      values: values.map((value) => ({
        word: wordOf(value),
        name: value.name,
        ...(value.swatch && { swatch: value.swatch }),
        isChosen: chosen.option(key)?.key === value.key,
        ...this.#standing(chosen, value, remarkOn),
      })),
    }))
  }

  /** Would the chosen variant with this value instead of its own be one that exists, and is to be had? */
  #standing(
    chosen: Variant,
    value: OptionValue,
    remarkOn: (variant: Variant) => string,
  ): Pick<PickerValue, 'state' | 'remark'> {
    const others = chosen.options.filter(({ type }) => type !== value.type)
    const variant = this.#variants.find((known) =>
      [...others, value].every(({ type, key }) => known.option(type)?.key === key),
    )
    if (!variant)
      return { state: 'impossible', remark: `not with ${others.map(({ name }) => name).join(' and ')}` }
    const remark = remarkOn(variant)
    return { state: remark ? 'gone' : 'possible', remark }
  }
}

/** The words of a variant, as links and forms name it. */
export function choiceOf(variant: Variant): Choice {
  return Object.fromEntries(variant.options.map((option) => [option.type, wordOf(option)]))
}

/** 'green-and-violet': a value's name as an address can have it. */
export function wordOf({ name, key }: OptionValue): string {
  const word = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  return word || key
}

function has(variant: Variant, type: string, word: string | undefined): boolean {
  const option = variant.option(type)
  return option !== undefined && answers(option, word)
}

/** Links of other programs may name the key that the catalogue knows a value by. */
function answers(value: OptionValue, word: string | undefined): boolean {
  return word === wordOf(value) || word === value.key
}

function optionTypes(variants: readonly Variant[]): readonly OptionType[] {
  const types = new Map<string, { name: string; values: Map<string, OptionValue> }>()
  for (const option of variants.flatMap(({ options }) => options)) {
    const type = types.get(option.type) ?? { name: option.typeName, values: new Map() }
    type.values.set(option.key, option)
    types.set(option.type, type)
  }
  return [...types].map(([key, { name, values }]) => ({ key, name, values: [...values.values()] }))
}
