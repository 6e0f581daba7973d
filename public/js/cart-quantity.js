const DELAY = 450
const REMEMBERED = 'cart-focus'

for (const field of document.querySelectorAll('[data-submit-on-change]')) {
  let timer
  // The arrows of a number field change it step by step; the last step counts.
  field.addEventListener('change', () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      remember(field.id)
      field.form.requestSubmit()
    }, DELAY)
  })
}

document.getElementById(remembered())?.focus()

/** The page is about to be loaded anew; whoever works by keyboard wants to go on where they were. */
function remember(id) {
  try {
    sessionStorage.setItem(REMEMBERED, id)
  } catch {
    // Storage is switched off: the focus starts at the top again.
  }
}

function remembered() {
  try {
    const id = sessionStorage.getItem(REMEMBERED)
    sessionStorage.removeItem(REMEMBERED)
    return id
  } catch {
    return null
  }
}
