import type { Mineral } from '../mineral.ts'
import { carbonates } from './carbonates.ts'
import { gemSilicates } from './gem-silicates.ts'
import { halides } from './halides.ts'
import { nativeElements } from './native-elements.ts'
import { oxides } from './oxides.ts'
import { phosphates } from './phosphates.ts'
import { quartzFamily } from './quartz-family.ts'
import { silicates } from './silicates.ts'
import { sulfates } from './sulfates.ts'
import { sulfides } from './sulfides.ts'

export const minerals: readonly Mineral[] = [
  ...quartzFamily,
  ...gemSilicates,
  ...silicates,
  ...carbonates,
  ...halides,
  ...sulfides,
  ...oxides,
  ...sulfates,
  ...phosphates,
  ...nativeElements,
]
