import { showCartUnits } from './badge.js'
import { cartPart, showCart, twinOf } from './cart-fragment.js'
import { tellOthers } from './cart-news.js'
import { sendNow } from './cart-quantity.js'
import { send } from './cart-request.js'
import { canTell, element, tell } from './cart-status.js'

/** Milliseconds; an answer that comes sooner needs no announcement. */
const SOON = 300
const WAITING = {
  offline: 'You are offline. We will save this when you are back.',
  again: 'Still trying…',
}
const UNREACHABLE = 'This was not saved, because we could not reach the shop.'

/** What the shopper did and the shop has not answered, in this order. */
const actions = new Set()
let queue = Promise.resolve()
let isRefused = false

document.addEventListener('submit', (event) => {
  const { target, submitter } = event
  if (!('cartAction' in target.dataset) || 'plain' in target.dataset || !canTell(target)) return
  event.preventDefault()
  begin(target, submitter)
})

// The second click of a double click may hit something else, which has just moved there.
document.addEventListener(
  'click',
  (event) => {
    if (event.detail > 1 && event.target.closest('[data-cart-action] button:not([type])'))
      event.preventDefault()
  },
  { capture: true },
)

// The checkout begins with the cart as it was wished.
document.addEventListener('click', async (event) => {
  const link = event.target.closest('[data-cart] a[href^="/checkout"]')
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
  sendNow()
  if (actions.size === 0) return
  event.preventDefault()
  const { href } = link
  isRefused = false
  for (const action of actions) if (action.isUnsent) enqueue(action)
  await queue
  if (actions.size === 0 && !isRefused && cartPart().querySelector('a[href^="/checkout"]'))
    location.assign(href)
})

document.addEventListener('cart-shown', () => {
  for (const action of actions) {
    action.form = twinOf(action.form)
    mark(action)
  }
})

/** A form that is sent again as it is, by a double click or after a failure, is the same action still. */
function begin(form, submitter) {
  const body = new URLSearchParams(new FormData(form, submitter))
  const latest = [...actions].findLast((action) => action.form === form)
  if (latest && isSame(latest.body, body)) return latest.isUnsent && enqueue(latest)
  // Not begun yet, and already something else: the last wish counts.
  if (latest && !latest.isUnderWay) actions.delete(latest)
  const name = crypto.getRandomValues(new Uint32Array(4)).join('-')
  enqueue({ form, submitter, name, body, href: form.action, whole: cartPart() !== null })
}

function isSame(one, other) {
  const said = (body) => [...body].filter(([name]) => name !== '_csrf').join('&')
  return said(one) === said(other)
}

function enqueue(action) {
  actions.add(action)
  action.isUnsent = false
  mark(action)
  queue = queue.then(() => actions.has(action) && carryOut(action)).catch(reportError)
}

async function carryOut(action) {
  action.isUnderWay = true
  const saving = setTimeout(() => tell(action.form, 'busy', 'Saving…'), SOON)
  const answer = await send(action, (why) => {
    clearTimeout(saving)
    tell(action.form, 'busy', WAITING[why])
    addEventListener('beforeunload', warn)
  })
  clearTimeout(saving)
  action.isUnderWay = false
  if (answer === 'unreachable') keep(action)
  else finish(action, answer)
  if (![...actions].some(({ isUnsent }) => isUnsent)) removeEventListener('beforeunload', warn)
}

/** What we promised to save must not be lost by closing the page. */
function warn(event) {
  event.preventDefault()
}

function keep(action) {
  action.isUnsent = true
  mark(action)
  tell(action.form, 'bad', UNREACHABLE)
}

function finish(action, answer) {
  actions.delete(action)
  mark(action)
  // The same form may have been sent again meanwhile.
  for (const other of actions) mark(other)
  if (answer === 'expired') sendPlainly(action)
  else show(action, answer)
}

/** A page of the shop's own asks whether to go on. */
function sendPlainly({ form, submitter }) {
  removeEventListener('beforeunload', warn)
  form.dataset.plain = ''
  form.requestSubmit(submitter)
}

function show(action, { success, message, cartUnits, version, undo, fragments }) {
  const { form } = action
  isRefused ||= !success
  if (version) tellOthers({ version, cartUnits })
  if (cartUnits !== undefined) showCartUnits(cartUnits)
  const next = fragments ? showCart(fragments.cart, action) : null
  // What the last page without script said is no longer the last.
  document.querySelector('main > .notice[role]')?.remove()
  const notice = tell(form, success ? 'good' : 'bad', message, ...waysOn(success, undo, form))
  if (next) (notice.querySelector('button') ?? next).focus({ preventScroll: true })
}

function waysOn(success, undo, form) {
  if (undo) return [undoing(undo, form)]
  if (cartPart() || !success) return []
  return [element('a', { href: '/cart', textContent: 'See your cart' })]
}

/** A form like all others, but that it comes with the answer. */
function undoing(key, { elements }) {
  const form = element('form', { action: '/cart/undo', method: 'post' })
  form.dataset.cartAction = ''
  const hidden = { key, _csrf: elements.namedItem('_csrf').value }
  for (const [name, value] of Object.entries(hidden))
    form.append(element('input', { type: 'hidden', name, value }))
  form.append(element('button', { className: 'link-button', textContent: 'Undo' }))
  return form
}

function mark(action) {
  const { form, isUnsent } = action
  const isHere = actions.has(action)
  form.ariaBusy = String(isHere && !isUnsent)
  form.querySelector('[data-unsent]')?.remove()
  if (isHere && isUnsent) form.append(unsent(action))
}

function unsent(action) {
  const note = element('span', { className: 'unsent', textContent: 'Not saved ' })
  note.dataset.unsent = ''
  const again = element('button', { type: 'button', className: 'link-button', textContent: 'Try again' })
  again.addEventListener('click', () => {
    action.form.querySelector('button:not([type])').focus({ preventScroll: true })
    enqueue(action)
  })
  note.append(again)
  return note
}
