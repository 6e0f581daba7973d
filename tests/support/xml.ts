/**
 * What keeps a text from being well-formed XML: tags that do not balance, ampersands and angle brackets on the loose.
 * Understands what a machine writes; no comments, no CDATA, no document types.
 */
export function faultsOf(xml: string): string[] {
  const open: string[] = []
  const faults: string[] = []
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '')
  for (const [, closing, name = '', attributes = '', empty] of body.matchAll(
    /<(\/?)([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g,
  )) {
    if (closing && open.pop() !== name) faults.push(`</${name}> closes nothing`)
    if (!closing && !empty) open.push(name)
    if (looseAmpersand(attributes)) faults.push(`& in an attribute of <${name}>`)
  }
  const text = body.replace(/<\/?[\w:-]+(?:\s+[\w:-]+="[^"<]*")*\s*\/?>/g, '')
  if (/[<>]/.test(text) || looseAmpersand(text)) faults.push('a bare <, > or & in the text')
  return [...faults, ...open.map((name) => `<${name}> is never closed`)]
}

/** Contents of every element of this name, entities resolved. */
export function textsOf(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([^<]*)</${name}>`, 'g'))].map(([, text = '']) =>
    resolved(text),
  )
}

export function resolved(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}

function looseAmpersand(text: string): boolean {
  return /&(?!(?:amp|lt|gt|quot|#39);)/.test(text)
}
