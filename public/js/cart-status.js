const PLACES = '[data-added], [data-refused]'

const line = document.querySelector('[data-cart-status]')

/** Whether there is a place where a shopper would look for the outcome of this form. */
export function canTell(form) {
  return line !== null || form.querySelector(PLACES) !== null
}

/**
 * Says what happens to a form: beside its button where it has places for that, else in the page's own line.
 *
 * @param tone busy, good or bad
 * @param more what stands beside the sentence
 * @returns what was put there
 */
export function tell(form, tone, text, ...more) {
  const place = form?.querySelector(tone === 'bad' ? '[data-refused]' : '[data-added]') ?? line
  const hadFocus = place.contains(document.activeElement)
  for (const past of form?.querySelectorAll(PLACES) ?? []) past.replaceChildren()
  const className = tone === 'bad' ? 'notice notice--bad row' : 'notice row'
  const notice = element('div', { className, tabIndex: -1 })
  notice.append(element('p', { className: 'notice__text', textContent: text }), ...more)
  place.replaceChildren(notice)
  // Whoever pressed a button here goes on from here.
  if (hadFocus) notice.focus({ preventScroll: true })
  return notice
}

export function element(name, properties) {
  return Object.assign(document.createElement(name), properties)
}
