import { element } from './cart-status.js'

/** Milliseconds after the last change. */
const DELAY = 600
const FIELDS = '[data-submit-on-change]'

/** By the field's id: the field itself may be replaced meanwhile. */
const timers = new Map()

addSteps()
document.addEventListener('cart-shown', addSteps)
document.addEventListener('input', ({ target }) => {
  if (target.matches(FIELDS)) sendSoon(target)
})
document.addEventListener('click', ({ target }) => {
  const by = Number(target.closest('[data-step]')?.dataset.step)
  if (by) step(target.closest('form').querySelector(FIELDS), by)
})
// Whoever goes on to something else has finished.
document.addEventListener('focusout', ({ target, relatedTarget }) => {
  if (!target.closest('form')?.contains(relatedTarget)) sendNow()
})
document.addEventListener('submit', ({ target }) => forget(target.querySelector(FIELDS)?.id))

/** Buttons for one more and one less beside each quantity that the page changes in place. */
function addSteps() {
  for (const field of document.querySelectorAll(FIELDS)) {
    if (document.getElementById(`${field.id}-less`)) continue
    const what = field.labels[0].textContent
    field.before(stepButton(`${field.id}-less`, -1, '−', `${what}: one less`))
    field.after(stepButton(`${field.id}-more`, 1, '+', `${what}: one more`))
  }
}

/** Sends at once what would be sent soon. */
export function sendNow() {
  for (const id of timers.keys()) document.getElementById(id)?.form.requestSubmit()
}

/** Removing has a button of its own, so the steps end at one. */
function step(field, by) {
  const wanted = Math.min(Math.max((Number(field.value) || 0) + by, 1), Number(field.max))
  if (String(wanted) === field.value) return
  field.value = String(wanted)
  sendSoon(field)
}

/** Several quick changes are one: the last. */
function sendSoon({ id, value }) {
  forget(id)
  if (value === '') return
  timers.set(
    id,
    setTimeout(() => document.getElementById(id)?.form.requestSubmit(), DELAY),
  )
}

function forget(id) {
  clearTimeout(timers.get(id))
  timers.delete(id)
}

function stepButton(id, by, textContent, ariaLabel) {
  const button = element('button', { id, type: 'button', textContent, ariaLabel })
  button.className = 'button button--quiet cart-line__step'
  button.dataset.step = by
  return button
}
