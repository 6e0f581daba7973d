import { cartPart } from './cart-fragment.js'
import { lookAgain } from './cart-news.js'
import { tell } from './cart-status.js'

/** Milliseconds. The clocks of browser and shop may differ: what is still held then is asked for later once more. */
const MARGIN = 1_000
const AGAIN = 15_000

let timer
let asked

awaitEnd()
document.addEventListener('cart-shown', awaitEnd)

/** When the first hold on the page runs out, the shop is asked what is true then. */
function awaitEnd() {
  clearTimeout(timer)
  const end = firstEnd()
  if (end === Number.POSITIVE_INFINITY) return
  timer = setTimeout(() => lookAt(end), end === asked ? AGAIN : Math.max(end - Date.now() + MARGIN, 0))
}

async function lookAt(end) {
  asked = end
  const isShown = await lookAgain()
  if (isShown && firstEnd() !== end)
    tell(null, 'good', 'The time for which we had set something aside for you has run out.')
  else awaitEnd()
}

/** In milliseconds since 1970; infinity if nothing is held. */
function firstEnd() {
  const ends = cartPart()?.querySelectorAll('[data-held] time') ?? []
  return Math.min(...[...ends].map(({ dateTime }) => Date.parse(dateTime)))
}
