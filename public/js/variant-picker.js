import { showPicture } from './gallery.js'

for (const form of document.querySelectorAll('form[data-variant-picker]')) {
  form.addEventListener('change', ({ target }) => {
    if (target.name === 'variant') show(form, target)
  })
  // Browsers restore a radio that was chosen before Back or reload, without telling anybody.
  addEventListener('pageshow', () => {
    const chosen = form.querySelector('[name="variant"]:checked')
    if (chosen && !chosen.defaultChecked) show(form, chosen)
  })
}

function show(form, chosen) {
  const { price, listPrice, reason, sku, size, weight, most, picture, name } = chosen.dataset
  for (const [key, text] of Object.entries({ price, 'list-price': listPrice, reason, sku, size, weight })) {
    write(form.querySelector(`[data-show="${key}"]`), text)
  }
  form.querySelector('[data-show="price"]').classList.toggle('price__amount--reduced', reason !== '')
  showStock(form.querySelector('#stock'), chosen.dataset)
  allow(form, Number(most))
  if (picture) showPicture(picture, name)
  history.replaceState(history.state, '', `?variant=${chosen.value}`)
}

function write(place, text) {
  place.hidden = text === ''
  place.querySelector('[data-text]').textContent = text
}

function showStock(place, { stockLabel, stockMood }) {
  const label = document.createElement('span')
  label.className = `stock stock--${stockMood}`
  label.textContent = stockLabel
  place.replaceChildren(label)
}

function allow(form, most) {
  const quantity = form.elements.namedItem('quantity')
  quantity.max = String(Math.max(most, 1))
  quantity.value = String(Math.min(Number(quantity.value) || 1, Math.max(most, 1)))
  form.querySelector('[data-quantity]').hidden = most <= 1
  form.querySelector('[data-add]').disabled = most === 0
}
