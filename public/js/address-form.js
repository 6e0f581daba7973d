/** Shows the fields that the chosen country has. What was typed into others is kept, in case it is chosen again. */
for (const address of document.querySelectorAll('[data-address]')) {
  const country = address.querySelector('select[autocomplete$="country"]')
  const parts = address.querySelector('[data-address-parts]')
  const update = address.querySelector('[data-address-update]')
  const typed = new Map()
  let asking = new AbortController()

  update.hidden = true
  country.addEventListener('change', async () => {
    asking.abort()
    asking = new AbortController()
    const asked = new URLSearchParams({ kind: address.dataset.address, country: country.value })
    try {
      const answer = await fetch(`/address-parts?${asked}`, { signal: asking.signal })
      if (!answer.ok) throw new Error(String(answer.status))
      const fresh = await answer.text()
      // Only now: somebody may have gone on typing.
      for (const { name, value } of parts.querySelectorAll('input, select')) typed.set(name, value)
      const focus = parts.contains(document.activeElement) ? document.activeElement.name : null
      parts.innerHTML = fresh
      for (const field of parts.querySelectorAll('input, select')) fill(field, typed.get(field.name))
      if (focus) parts.querySelector(`[name="${focus}"]`)?.focus({ preventScroll: true })
    } catch (error) {
      if (error.name !== 'AbortError') update.hidden = false
    }
  })
}

function fill(field, value) {
  if (value === undefined) return
  const isOffered = field.tagName !== 'SELECT' || [...field.options].some((option) => option.value === value)
  if (isOffered) field.value = value
}
