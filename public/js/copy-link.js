import { tell } from './cart-status.js'

showButtons()
document.addEventListener('cart-shown', showButtons)
document.addEventListener('click', ({ target }) => {
  const button = target.closest('[data-copy]')
  if (button) pass(document.getElementById(button.dataset.copy))
})

function showButtons() {
  for (const button of document.querySelectorAll('[data-copy]')) {
    button.hidden = false
    if (navigator.share) button.textContent = 'Share'
  }
}

/** By the ways of the device where it has some, else by its clipboard. */
async function pass(field) {
  try {
    if (navigator.share) return await navigator.share({ url: field.value })
    await navigator.clipboard.writeText(field.value)
    tell(null, 'good', 'The link is copied.')
  } catch (error) {
    if (error.name === 'AbortError') return
    field.select()
    tell(null, 'bad', 'This browser does not let us copy. The link is marked: please copy it yourself.')
  }
}
