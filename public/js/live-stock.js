import { sheetsChanged, shownVariant, stockChanged } from './variant-picker.js'

/** Milliseconds. A proxy that keeps the stream to itself is found out by its silence. */
const PATIENCE = 10_000
const EVERY = 20_000

const form = document.querySelector('form[data-variant-picker]')
let stream = null
let asking = null

if (form) {
  document.addEventListener('visibilitychange', attend)
  addEventListener('pageshow', attend)
  addEventListener('pagehide', rest)
  attend()
}

/** Others buy and hold while this page is open. A tab that nobody sees needs no stream, and browsers allow but few. */
function attend() {
  if (document.visibilityState !== 'visible') rest()
  else if (!stream && !asking) listen()
}

function rest() {
  stream?.close()
  clearInterval(asking)
  stream = asking = null
}

function listen() {
  stream = new EventSource(`/products/${form.dataset.slug}/events`)
  const silence = setTimeout(askAgainAndAgain, PATIENCE)
  stream.onmessage = ({ data }) => {
    clearTimeout(silence)
    const { stock, sheets } = JSON.parse(data)
    sheetsChanged(sheets)
    // To whoever holds some of it, the stock looks different from what all others are told.
    if ('held' in form.dataset) ask()
    else show(stock)
  }
}

function askAgainAndAgain() {
  rest()
  asking = setInterval(ask, EVERY)
  ask()
}

async function ask() {
  const address = `/products/${form.dataset.slug}/stock?variant=${shownVariant()}`
  const response = await fetch(address).catch(() => null)
  if (response?.ok) show(await response.text())
}

function show(html) {
  const fresh = document.createElement('template')
  fresh.innerHTML = html
  for (const level of fresh.content.querySelectorAll('[data-stock-of]')) stockChanged(level)
}
