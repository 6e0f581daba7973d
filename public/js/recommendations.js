const place = document.querySelector('[data-recommendations]')
const signedIn = document.querySelector('form[action="/sign-out"]') !== null

if (place && signedIn) load()

/** The page is the same for everybody; what is chosen for one customer comes afterwards. */
async function load() {
  const response = await fetch('/recommendations?fragment=1').catch(() => null)
  if (response?.status !== 200) return
  const fresh = document.createElement('template')
  fresh.innerHTML = await response.text()
  place.replaceChildren(fresh.content)
}
