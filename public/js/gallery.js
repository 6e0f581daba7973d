import { openZoom } from './zoom.js'

const WIDTHS = [160, 320, 640, 960]

const gallery = document.querySelector('[data-gallery]')
const main = gallery?.querySelector('[data-gallery-main]')
const thumbs = [...(gallery?.querySelectorAll('[data-key]') ?? [])]

if (main) {
  const tools = gallery.querySelector('[data-gallery-tools]')
  tools.hidden = false
  for (const button of tools.querySelectorAll('[data-turn]')) {
    button.hidden = thumbs.length < 2
    button.addEventListener('click', () => turn(Number(button.dataset.turn)))
  }
  const zoom = tools.querySelector('[data-zoom-open]')
  zoom.addEventListener('click', () => openZoom(main.href, main.querySelector('img').alt, zoom))
  main.addEventListener('click', (event) => {
    if (opensElsewhere(event)) return
    event.preventDefault()
    openZoom(main.href, main.querySelector('img').alt, main)
  })
  for (const thumb of thumbs)
    thumb.addEventListener('click', (event) => {
      if (opensElsewhere(event)) return
      event.preventDefault()
      show(thumb)
    })
  gallery.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (!step || event.target.closest('dialog') || thumbs.length < 2) return
    event.preventDefault()
    turn(step)
  })
}

/** Only the pictures of a variant are leafed through; when the one in view is among them it stays. */
export function showVariant(id) {
  for (const thumb of thumbs) {
    const { variants } = thumb.parentElement.dataset
    thumb.parentElement.hidden = variants !== '' && !variants.split(' ').includes(String(id))
  }
  if (shown().length === 0) for (const thumb of thumbs) thumb.parentElement.hidden = false
  const current = shown().find(isCurrent) ?? shown()[0]
  if (current) show(current, false)
}

function turn(step) {
  const among = shown()
  const next = among[(among.findIndex(isCurrent) + step + among.length) % among.length]
  show(next)
  if (thumbs.includes(document.activeElement)) next.focus()
}

/** Puts a picture into the large frame; its size stays, so nothing moves. */
function show(thumb, tell = true) {
  const { key } = thumb.dataset
  const picture = main.querySelector('img')
  const { alt } = thumb.querySelector('img')
  if (!isCurrent(thumb) || !main.href.includes(`/${key}-`)) {
    picture.srcset = WIDTHS.map((width) => `/images/${key}-${width}.webp ${width}w`).join(', ')
    picture.src = `/images/${key}-640.webp`
    picture.alt = alt
    main.href = `/images/${key}-960.webp`
  }
  for (const other of thumbs) {
    if (other === thumb) other.setAttribute('aria-current', 'true')
    else other.removeAttribute('aria-current')
  }
  const count = `${shown().indexOf(thumb) + 1} of ${shown().length}`
  gallery.querySelector('[data-gallery-count]').textContent = count
  if (tell) gallery.querySelector('[data-gallery-told]').textContent = `Picture ${count}: ${alt}`
}

function shown() {
  return thumbs.filter((thumb) => !thumb.parentElement.hidden)
}

function isCurrent(thumb) {
  return thumb.hasAttribute('aria-current')
}

function opensElsewhere({ metaKey, ctrlKey, shiftKey }) {
  return metaKey || ctrlKey || shiftKey
}
