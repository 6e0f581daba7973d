const EVERY = 20_000

const form = document.querySelector('form[data-variant-picker]')
const stock = document.querySelector('#stock')

if (form && stock) {
  setInterval(refresh, EVERY)
  document.addEventListener('visibilitychange', refresh)
}

/** Others buy and hold while this page is open. */
async function refresh() {
  const variant = form.querySelector('[name="variant"]:checked')?.value
  if (document.visibilityState !== 'visible' || !variant) return
  const response = await fetch(`/products/${form.dataset.slug}/stock?variant=${variant}`).catch(() => null)
  if (!response?.ok) return
  const fragment = await response.text()
  const stillChosen = form.querySelector('[name="variant"]:checked')?.value === variant
  if (stillChosen) show(fragment)
}

/** Only what differs is written, or a screen reader would repeat it every time. */
function show(fragment) {
  const fresh = document.createElement('template')
  fresh.innerHTML = fragment
  if (fresh.content.textContent.trim() !== stock.textContent.trim()) stock.replaceChildren(fresh.content)
}
