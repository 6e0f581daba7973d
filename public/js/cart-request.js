/** Milliseconds. */
const FIRST_PAUSE = 500
const LONGEST_ANSWER = 15_000
const TRIES = 6
/** Seconds; whoever should wait for longer is told so instead. */
const LONGEST_WAIT = 20

let last = Promise.resolve()

/**
 * A guest's cart is in a cookie, and an answer that comes late would bring back an older one. So all pages of a browser
 * take turns; where it has no locks (plain http), at least those of one page do.
 */
export function inTurn(work) {
  if (navigator.locks) return navigator.locks.request('cart', work)
  last = last.then(work, work)
  return last
}

/** @param fields what is sent, as URLSearchParams; without, the cart is only read */
export function ask(href, { name, body, whole }) {
  const headers = { Accept: 'application/json' }
  if (name) headers['Idempotency-Key'] = name
  if (whole) headers['X-Fragment'] = 'cart'
  return fetch(href, {
    method: body ? 'POST' : 'GET',
    headers,
    body,
    // What was begun is brought to an end even if the page is left.
    keepalive: Boolean(body),
    signal: AbortSignal.timeout(LONGEST_ANSWER),
  })
}

/**
 * Sends an action until the shop answers it, always under the same name, so that it counts once however often it arrives.
 *
 * @param tell called with 'offline' or 'again' when it takes longer
 * @returns what the shop says; 'unreachable' if it says nothing, 'expired' if it wants the form from a fresh page
 */
export async function send(action, tell) {
  let isFresh = false
  for (let tried = 0; tried < TRIES; ) {
    const { status, wait, answer } = await inTurn(() => attempt(action))
    if (status === 403) {
      if (isFresh || !(await refresh(action.body))) return 'expired'
      isFresh = true
    } else if (answer && !wait) return answer
    else if (!status && !navigator.onLine) {
      tell('offline')
      await new Promise((resolve) => addEventListener('online', resolve, { once: true }))
      tried = 0
    } else {
      tried += 1
      if (tried === TRIES) break
      tell('again')
      await pause(wait || (FIRST_PAUSE / 1000) * 2 ** (tried - 1) * (0.75 + Math.random() / 2))
    }
  }
  return 'unreachable'
}

/** @returns the status; what the shop says, if it is the shop that speaks; and how many seconds it asks to wait */
async function attempt(action) {
  try {
    const response = await ask(action.href, action)
    const { status } = response
    const after = status === 429 ? Number(response.headers.get('Retry-After')) : 0
    const answer = [502, 503, 504].includes(status) ? null : await response.json()
    const isOurs = typeof answer?.success === 'boolean'
    return { status, wait: after <= LONGEST_WAIT ? after : 0, answer: isOurs ? answer : null }
  } catch (error) {
    // Something answered, but not the shop: the page of a proxy, or of a hotel that wants a password first.
    return { status: error instanceof SyntaxError ? 1 : 0 }
  }
}

/** The page has been open for so long that its token has expired: another one is on a fresh copy. */
async function refresh(body) {
  const response = await fetch(location.href, { headers: { Accept: 'text/html' } }).catch(() => null)
  if (!response?.ok) return false
  const page = new DOMParser().parseFromString(await response.text(), 'text/html')
  const token = page.querySelector('[name="_csrf"]')?.value
  if (!token) return false
  body.set('_csrf', token)
  for (const field of document.querySelectorAll('[name="_csrf"]')) field.value = token
  return true
}

function pause(seconds) {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000))
}
