/** Keeps a form of the checkout while it is filled in, so that whoever leaves it finds everything again. */
for (const form of document.querySelectorAll('form[data-keep-typed]')) {
  let kept = contents(form)
  let isSent = false

  const keep = () => {
    const now = contents(form)
    if (isSent || now === kept) return
    kept = now
    // The page may be gone before the answer comes.
    fetch('/checkout/draft', { method: 'POST', body: new URLSearchParams(now), keepalive: true }).catch(
      () => {},
    )
  }

  form.addEventListener('change', keep)
  addEventListener('pagehide', keep)
  form.addEventListener('submit', () => {
    isSent = true
  })
  // Back on the page, by the browser's button.
  addEventListener('pageshow', () => {
    isSent = false
  })
}

function contents(form) {
  return new URLSearchParams(new FormData(form)).toString()
}
