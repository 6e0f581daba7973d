type Attributes = Readonly<Record<string, string>>
type Content = Xml | string

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

/** A piece of XML. Only `element` makes one, and it escapes every string it is given. */
export class Xml {
  readonly #text: string

  private constructor(text: string) {
    this.#text = text
  }

  static element(name: string, attributes: Attributes, ...content: readonly Content[]): Xml {
    const inside = content.map((part) => (part instanceof Xml ? part.toString() : escaped(part))).join('')
    return new Xml(inside ? `<${tag(name, attributes)}>${inside}</${name}>` : `<${tag(name, attributes)}/>`)
  }

  /** A whole document. */
  static document(root: Xml): string {
    return `${DECLARATION}${root}\n`
  }

  /** A document that is too long to be held whole. */
  static async *stream(
    name: string,
    attributes: Attributes,
    content: AsyncIterable<Xml> | Iterable<Xml>,
  ): AsyncGenerator<string> {
    yield `${DECLARATION}<${tag(name, attributes)}>\n`
    for await (const part of content) yield `${part}\n`
    yield `</${name}>\n`
  }

  toString(): string {
    return this.#text
  }
}

function tag(name: string, attributes: Attributes): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`)
  return name + pairs.join('')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return allowed(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}

/** XML 1.0 has no way to write control characters or half a surrogate pair, so they are left out. */
function allowed(text: string): string {
  return text.toWellFormed().replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
}
