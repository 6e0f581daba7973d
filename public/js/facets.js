const browse = document.querySelector('[data-browse]')
const REGIONS = ['facets', 'results']
let underWay = new AbortController()

if (browse) {
  browse.dataset.live = ''
  browse.addEventListener('change', ({ target }) => {
    if (target.form?.id === 'filters') show(addressOf(target.form))
  })
  browse.addEventListener('submit', (event) => {
    event.preventDefault()
    show(addressOf(event.target))
  })
  browse.addEventListener('click', (event) => {
    const link = event.target.closest('.chosen a, .empty a')
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    show(link.href)
  })
  addEventListener('popstate', () => load(location.href))
}

/** What the form would ask for, without what is empty or says nothing. */
function addressOf(form) {
  const query = new URLSearchParams(new FormData(form))
  const sorts = document.querySelector('#sort')
  if (sorts?.value === sorts?.options[0]?.value) query.delete('sort')
  for (const [name, value] of [...query]) if (value === '') query.delete(name)
  return query.size > 0 ? `${form.action}?${query}` : form.action
}

async function show(href) {
  if (await load(href)) history.pushState(null, '', href)
}

/** Puts the lists of another address into this page. @returns false if a later wish has come between */
async function load(href) {
  underWay.abort()
  const wish = new AbortController()
  underWay = wish
  browse.ariaBusy = 'true'
  try {
    const response = await fetch(href, { signal: wish.signal, headers: { Accept: 'text/html' } })
    const page = new DOMParser().parseFromString(await response.text(), 'text/html')
    if (!response.ok || !page.querySelector('[data-browse]')) throw new Error('not a list')
    replace(page)
    return true
  } catch {
    // Whatever went wrong, the page itself knows how to say it.
    if (!wish.signal.aborted) location.href = href
    return false
  } finally {
    if (underWay === wish) browse.ariaBusy = 'false'
  }
}

function replace(page) {
  const focused = document.activeElement?.id
  const open = [...browse.querySelectorAll('details[open]')].map(({ id }) => id)
  const status = browse.querySelector('[role="status"]')
  const count = page.querySelector('[data-browse] [role="status"]')
  for (const name of REGIONS) {
    const fresh = page.querySelector(`[data-region="${name}"]`)
    document.querySelector(`[data-region="${name}"]`).replaceChildren(...fresh.childNodes)
  }
  // The same element with another text: that is what a screen reader speaks.
  const text = count.textContent
  browse.querySelector('[role="status"]').replaceWith(status)
  status.textContent = text
  browse.querySelector('.filters__summary').innerHTML = page.querySelector('.filters__summary').innerHTML
  document.title = page.title
  for (const id of open) document.getElementById(id)?.setAttribute('open', '')
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true })
}
