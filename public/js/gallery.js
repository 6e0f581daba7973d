const gallery = document.querySelector('[data-gallery]')
const main = gallery?.querySelector('[data-gallery-main] img')
const thumbs = [...(gallery?.querySelectorAll('[data-key]') ?? [])]

for (const thumb of thumbs) {
  thumb.addEventListener('click', (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    showPicture(thumb.dataset.key, thumb.querySelector('img').alt)
  })
}

/** Puts a picture of the image store into the large frame; its size stays, so nothing moves. */
export function showPicture(key, alt) {
  if (!main) return
  main.srcset = [160, 320, 640, 960].map((width) => `/images/${key}-${width}.webp ${width}w`).join(', ')
  main.src = `/images/${key}-640.webp`
  main.alt = alt
  for (const thumb of thumbs) {
    if (thumb.dataset.key === key) thumb.setAttribute('aria-current', 'true')
    else thumb.removeAttribute('aria-current')
  }
}
