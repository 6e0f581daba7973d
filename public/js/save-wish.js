for (const form of document.querySelectorAll('form[data-save-wish]')) {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (form.ariaBusy !== 'true') save(form)
  })
}

async function save(form) {
  form.ariaBusy = 'true'
  const answer = await answerTo(form)
  form.ariaBusy = 'false'

  if (answer?.message) show(form.querySelector('[data-saved]'), answer)
  else if (answer?.href) location.assign(answer.href)
  else form.submit()
}

/** Nothing unless the shop answered in a way we understand; an expired form (403) has a page of its own. */
async function answerTo(form) {
  try {
    const response = await fetch(form.action, {
      method: 'POST',
      headers: { Accept: 'application/json' },
      body: new URLSearchParams(new FormData(form)),
    })
    return response.status === 403 ? null : await response.json()
  } catch {
    return null
  }
}

function show(place, { success, message, href }) {
  const notice = document.createElement('p')
  notice.className = success ? 'notice row' : 'notice notice--bad row'
  notice.append(message)
  if (href) notice.append(Object.assign(document.createElement('a'), { href, textContent: 'See the list' }))
  place.replaceChildren(notice)
}
