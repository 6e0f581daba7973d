import { follow } from './stream.js'
import { sheetsChanged, shownVariant, stockChanged } from './variant-picker.js'

const form = document.querySelector('form[data-variant-picker]')

// Others buy and hold while this page is open.
if (form) follow(`/products/${form.dataset.slug}/events`, { tell, ask })

function tell({ stock, sheets }) {
  sheetsChanged(sheets)
  // To whoever holds some of it, the stock looks different from what all others are told.
  if ('held' in form.dataset) ask()
  else show(stock)
}

async function ask() {
  const address = `/products/${form.dataset.slug}/stock?variant=${shownVariant()}`
  const response = await fetch(address).catch(() => null)
  if (response?.ok) show(await response.text())
}

function show(html) {
  const fresh = document.createElement('template')
  fresh.innerHTML = html
  for (const level of fresh.content.querySelectorAll('[data-stock-of]')) stockChanged(level)
}
