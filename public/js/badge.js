const badge = document.querySelector('#cart-badge')

export function showCartUnits(units) {
  if (badge) badge.textContent = units > 0 ? String(units) : ''
}

// A page that comes back by the Back button still shows the cart as it was when it was left.
addEventListener('pageshow', async (event) => {
  if (!event.persisted || !badge) return
  const response = await fetch('/cart/badge', { headers: { Accept: 'application/json' } }).catch(() => null)
  if (response?.ok) showCartUnits((await response.json()).cartUnits)
})
