import { showCartUnits } from './badge.js'

for (const form of document.querySelectorAll('form[data-add-to-cart]')) {
  form.addEventListener('submit', (event) => {
    // "Show this combination" is a plain link in the shape of a button.
    if (event.submitter?.hasAttribute('formmethod') || 'plain' in form.dataset) return
    event.preventDefault()
    if (form.ariaBusy !== 'true') add(form, form.querySelector('[data-add]'))
  })
}

async function add(form, button) {
  clear(form)
  form.ariaBusy = 'true'
  const answer = await answerTo(form, button)
  form.ariaBusy = 'false'

  if (answer?.success === true) {
    showCartUnits(answer.cartUnits)
    const link = element('a', { href: '/cart', textContent: 'See your cart' })
    tell(form.querySelector('[data-added]'), 'notice row', answer.message, link)
  } else if (answer?.success === false) {
    tell(form.querySelector('[data-refused]'), 'notice notice--bad row', answer.message)
  } else {
    form.dataset.plain = ''
    form.requestSubmit(button)
  }
}

/** Nothing unless the shop answered in a way we understand; an expired form (403) has a page of its own. */
async function answerTo(form, button) {
  try {
    const response = await fetch(form.action, {
      method: 'POST',
      headers: { Accept: 'application/json' },
      body: new URLSearchParams(new FormData(form, button)),
    })
    return response.status === 403 ? null : await response.json()
  } catch {
    return null
  }
}

function clear(form) {
  for (const outcome of form.querySelectorAll('[data-added], [data-refused]')) outcome.replaceChildren()
}

function tell(place, className, text, ...more) {
  const notice = element('p', { className })
  notice.append(element('span', { textContent: text }), ...more)
  place.replaceChildren(notice)
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties)
}
