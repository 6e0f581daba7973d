import { showCartUnits } from './badge.js'
import { cartPart, showCart } from './cart-fragment.js'
import { ask, inTurn } from './cart-request.js'
import { tell } from './cart-status.js'
import { follow } from './stream.js'

const ELSEWHERE = 'Your cart was changed in another window or on another device.'

let channel = null
let isFollowing = false

openChannel()
followOnce()
addEventListener('pageshow', openChannel)
// A page with an open channel may not be kept for the Back button.
addEventListener('pagehide', () => {
  channel?.close()
  channel = null
})

/** @param news the version of the cart after an action of this page, and its units */
export function tellOthers(news) {
  channel?.postMessage(news)
  followOnce()
}

/**
 * Puts the cart as it is now into the cart's page, in turn with all that changes it.
 *
 * @param isNeeded asked when its turn has come: an action of this page may have shown it already
 * @returns whether the page was made anew
 */
export function lookAgain(isNeeded = () => true) {
  return inTurn(async () => {
    if (!isNeeded()) return false
    const response = await ask('/cart', { whole: true }).catch(() => null)
    const answer = response?.ok ? await response.json().catch(() => null) : null
    if (!answer?.fragments) return false
    showCartUnits(answer.cartUnits)
    showCart(answer.fragments.cart)?.focus({ preventScroll: true })
    return true
  })
}

/** What is shown already causes no question. The tabs of a guest are told only that something has changed. */
async function learn({ version, cartUnits }) {
  if (version === null) return
  showCartUnits(cartUnits)
  const isOther = () => cartPart().dataset.version !== version
  if (cartPart() && isOther() && (await lookAgain(isOther))) tell(null, 'good', ELSEWHERE)
}

function openChannel() {
  if (channel || !('BroadcastChannel' in window)) return
  channel = new BroadcastChannel('cart')
  channel.addEventListener('message', ({ data }) => learn(data))
}

/** Who has no cart has nothing to follow. */
function followOnce() {
  if (isFollowing || !hasCart()) return
  isFollowing = true
  follow('/cart/events', { tell: learn, ask: askForNews })
}

function hasCart() {
  return (
    cartPart() !== null ||
    document.querySelector('form[action="/sign-out"]') !== null ||
    document.querySelector('#cart-badge')?.textContent !== ''
  )
}

async function askForNews() {
  const response = await ask('/cart', {}).catch(() => null)
  if (response?.ok) learn(await response.json())
}
