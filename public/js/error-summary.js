const summary = document.querySelector('[data-error-summary]')

summary?.focus()
summary?.addEventListener('click', (event) => {
  const link = event.target.closest('a[href^="#"]')
  const field = link && document.querySelector(link.getAttribute('href'))
  if (!field) return
  event.preventDefault()
  field.closest('details')?.setAttribute('open', '')
  field.focus()
})
