const FOCUSABLE = 'a, button, input:not([type="hidden"]), select, summary, textarea'
const LINES = '[data-line], [data-saved]'

/** The part of the cart's page that actions change; null on any other page. */
export function cartPart() {
  return document.querySelector('[data-cart]')
}

/** What a form is for: it stays the same when the page is made anew. */
export function purposeOf(form) {
  const hidden = [...form.querySelectorAll('[type="hidden"]:not([name="_csrf"])')]
  return [form.getAttribute('action'), ...hidden.map(({ name, value }) => `${name}=${value}`)].join(' ')
}

/** The form of the same purpose on the page as it is now. */
export function twinOf(form) {
  if (form.isConnected) return form
  return formFor(purposeOf(form)) ?? form
}

/**
 * Shows the cart as the shop sends it. What is being typed, what is open, where the page stands and what has the focus
 * stay as they are. The event cart-shown goes to all who add something to it.
 *
 * @param sent the form that was just answered, and what it said: that is no longer being typed
 * @returns what should get the focus because the element that had it is gone, or null
 */
export function showCart(html, sent) {
  const old = cartPart()
  const template = document.createElement('template')
  template.innerHTML = html
  const fresh = template.content.querySelector('[data-cart]')
  const typed = [...old.querySelectorAll('input, select, textarea')].filter((field) => isTyped(field, sent))
  const open = [...old.querySelectorAll('details[open]')].map(({ id }) => id)
  const focus = focusIn(old)
  const { scrollX, scrollY } = window

  keepPictures(old, fresh)
  old.replaceWith(fresh)
  document.dispatchEvent(new Event('cart-shown'))
  for (const id of open) document.getElementById(id)?.setAttribute('open', '')
  for (const field of typed) carryOver(field)
  scrollTo({ left: scrollX, top: scrollY, behavior: 'instant' })
  return focus && giveBack(focus, fresh)
}

function formFor(purpose) {
  return [...document.forms].find((form) => purposeOf(form) === purpose)
}

/** Differs from what the shop sent, and is not what the shop was just told. */
function isTyped(field, sent) {
  if (!field.form || field.type === 'hidden') return false
  if (sent?.form === field.form && sent.body.get(field.name) === valueIn(field)) return false
  if (field.type === 'checkbox') return field.checked !== field.defaultChecked
  if (field.options) return !field.selectedOptions[0]?.defaultSelected
  return field.value !== field.defaultValue
}

function valueIn(field) {
  return field.type === 'checkbox' && !field.checked ? null : field.value
}

function carryOver(field) {
  const fresh = formFor(purposeOf(field.form))?.elements.namedItem(field.name)
  if (!fresh) return
  fresh.value = field.value
  fresh.checked = field.checked
}

/** A picture that is there already need not come again. */
function keepPictures(old, fresh) {
  for (const picture of fresh.querySelectorAll('img')) {
    const same = [...old.querySelectorAll('img')].find(
      ({ srcset, sizes }) => srcset === picture.srcset && sizes === picture.sizes,
    )
    if (same) picture.replaceWith(same)
  }
}

function focusIn(part) {
  const element = document.activeElement
  if (!part.contains(element)) return null
  const { selectionStart, selectionEnd } = element
  const line = [...part.querySelectorAll(LINES)].indexOf(element.closest(LINES))
  return { name: nameOf(element), line, selection: [selectionStart, selectionEnd] }
}

function giveBack({ name, line, selection }, fresh) {
  const same = [...fresh.querySelectorAll(FOCUSABLE)].find((element) => nameOf(element) === name)
  if (!same) return fresh.querySelectorAll(LINES)[line - 1]?.querySelector('h2 a, a[href]') ?? heading()
  same.focus({ preventScroll: true })
  // Fields for numbers have no selection.
  if (typeof selection[0] === 'number') same.setSelectionRange(...selection)
  return null
}

function nameOf(element) {
  if (element.id) return element.id
  const belongsTo = element.form ? purposeOf(element.form) : (element.href ?? element.parentElement.id)
  return [element.localName, element.name, element.textContent.trim(), belongsTo].join(' ')
}

function heading() {
  const element = document.querySelector('h1')
  element.tabIndex = -1
  return element
}
