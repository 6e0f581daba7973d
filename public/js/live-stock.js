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

/**
 * Only what differs is written, or a screen reader would repeat it every time. When the specimen went or came back,
 * the button and the list change too, and the page is asked for anew.
 */
function show(fragment) {
  const fresh = document.createElement('template')
  fresh.innerHTML = fragment
  if (isGone(fresh.content) !== isGone(stock)) location.reload()
  else if (fresh.content.textContent.trim() !== stock.textContent.trim()) stock.replaceChildren(fresh.content)
}

function isGone(element) {
  return element.querySelector('.stock--gone') !== null
}
