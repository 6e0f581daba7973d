const SCALES = [1, 1.5, 2, 3]
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

const dialog = document.querySelector('[data-zoom]')
const pane = dialog?.querySelector('[data-zoom-pane]')
const picture = dialog?.querySelector('[data-zoom-picture]')
let opener = null

if (dialog) {
  dialog.addEventListener('click', ({ target }) => {
    const { scaleBy, move } = target.dataset
    if (scaleBy) scaleTo(scaleNow() + Number(scaleBy))
    if (move) moveBy(...move.split(' ').map(Number))
    // The dialog itself is hit only where nothing lies on it.
    if (target === dialog || 'zoomClose' in target.dataset) dialog.close()
  })
  dialog.addEventListener('keydown', (event) => {
    if (event.key === '+' || event.key === '-') scaleTo(scaleNow() + (event.key === '+' ? 1 : -1))
    if (!(event.key in MOVES)) return
    event.preventDefault()
    moveBy(...MOVES[event.key])
  })
  dialog.addEventListener('close', () => opener?.focus())
}

/** @param from what the focus returns to */
export function openZoom(href, alt, from) {
  opener = from
  picture.src = href
  picture.alt = alt
  dialog.showModal()
  scaleTo(0)
}

function scaleNow() {
  return Number(dialog.dataset.scale)
}

/** What is in the middle stays in the middle. */
function scaleTo(step) {
  const scale = Math.min(Math.max(step, 0), SCALES.length - 1)
  const middle = [pane.scrollLeft + pane.clientWidth / 2, pane.scrollTop + pane.clientHeight / 2]
  const before = picture.clientWidth
  dialog.dataset.scale = String(scale)
  picture.style.setProperty('--scale', SCALES[scale])
  const growth = before ? picture.clientWidth / before : 1
  pane.scrollTo(middle[0] * growth - pane.clientWidth / 2, middle[1] * growth - pane.clientHeight / 2)
  for (const button of dialog.querySelectorAll('[data-scale-by]')) {
    const end = button.dataset.scaleBy === '1' ? SCALES.length - 1 : 0
    button.ariaDisabled = String(scale === end)
  }
}

function moveBy(right, down) {
  pane.scrollBy({ left: (right * pane.clientWidth) / 3, top: (down * pane.clientHeight) / 3 })
}
