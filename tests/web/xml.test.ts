import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Xml } from '../../src/web/xml.ts'
import { faultsOf, resolved } from '../support/xml.ts'

describe('XML', () => {
  test('is well-formed whatever is put into it, and says the same again when it is read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const xml = Xml.document(Xml.element('a', { b: text }, Xml.element('c', {}, text), text))
        expect(faultsOf(xml)).toEqual([])
        const [, inside = ''] = /<c>(.*)<\/c>/s.exec(xml) ?? []
        // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what XML cannot say
        expect(resolved(inside)).toBe(text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, ''))
      }),
    )
  })

  test('leaves out what no XML may contain', () => {
    expect(Xml.element('a', {}, 'one\0two\u0008\uFFFE').toString()).toBe('<a>onetwo</a>')
    expect(Xml.element('a', {}, 'half \uD83D').toString()).toBe('<a>half \uFFFD</a>')
  })

  test('is nested without being escaped twice', () => {
    expect(Xml.element('a', {}, Xml.element('b', { c: '"&"' }, '<')).toString()).toBe(
      '<a><b c="&quot;&amp;&quot;">&lt;</b></a>',
    )
  })

  test('that is streamed reads like one that is not', async () => {
    const parts: string[] = []
    for await (const part of Xml.stream('a', { b: '1' }, [Xml.element('c', {}, '&')])) parts.push(part)
    expect(parts.join('')).toBe('<?xml version="1.0" encoding="UTF-8"?>\n<a b="1">\n<c>&amp;</c>\n</a>\n')
  })
})
