for (const form of document.querySelectorAll('form[data-submit-once]')) {
  form.addEventListener('submit', (event) => {
    if (form.ariaBusy === 'true') event.preventDefault()
    form.ariaBusy = 'true'
  })
}

// Back from the payment page, the button works again.
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-submit-once]')) form.ariaBusy = 'false'
})
