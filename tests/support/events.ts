import { expect } from 'vitest'

export interface Events<Told> extends AsyncDisposable {
  /** The next message; fails if the stream ends before. */
  next(): Promise<Told>
  /** What came until the stream ended. */
  rest(): Promise<Told[]>
}

/** Reads server-sent events one by one. */
export async function events<Told>(url: string, headers: Record<string, string> = {}): Promise<Events<Told>> {
  const gone = new AbortController()
  const response = await fetch(url, { signal: gone.signal, headers })
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''

  const messageOrEnd = async (): Promise<Told | null> => {
    for (;;) {
      const found = /^data: (.*)\n\n/m.exec(text)
      if (found) {
        text = text.slice(found.index + found[0].length)
        return JSON.parse(found[1] ?? '')
      }
      const read = await reader?.read()
      if (!read || read.done) return null
      text += read.value
    }
  }

  return {
    next: async () => {
      const message = await messageOrEnd()
      if (message === null) throw new Error('The stream ended.')
      return message
    },
    rest: async () => {
      const messages: Told[] = []
      for (let message = await messageOrEnd(); message !== null; message = await messageOrEnd())
        messages.push(message)
      return messages
    },
    [Symbol.asyncDispose]: async () => gone.abort(),
  }
}
