import type { Page } from './visitor.ts'

/** Names and values of the fields on a page, as a browser would send them. */
export function formValues({ text }: Pick<Page, 'text'>): Record<string, string> {
  const inputs = [...text.matchAll(/<input\b([^>]*)>/g)].flatMap(([, attributes = '']) => {
    const isLeftOut = /type="(checkbox|radio)"/.test(attributes) && !/\schecked/.test(attributes)
    const name = attributeOf(attributes, 'name')
    return isLeftOut || !name ? [] : [[name, attributeOf(attributes, 'value')]]
  })
  const selects = [...text.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/g)].map(
    ([, attributes = '', options = '']) => {
      const chosen = /<option value="([^"]*)" selected>/.exec(options)?.[1] ?? ''
      return [attributeOf(attributes, 'name'), unescaped(chosen)]
    },
  )
  return Object.fromEntries([...inputs, ...selects])
}

function attributeOf(attributes: string, name: string): string {
  return unescaped(new RegExp(`\\s${name}="([^"]*)"`).exec(attributes)?.[1] ?? '')
}

const SIGNS: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', '#34': '"', '#39': "'" }

function unescaped(html: string): string {
  return html.replace(/&(lt|gt|amp|#34|#39);/g, (_entity, sign: string) => SIGNS[sign] ?? '')
}
