const section = document.querySelector('[data-recently-viewed]')
const cards = section?.querySelector('[data-cards]')

if (section) {
  // The room is kept from the start, so that nothing below moves when the cards come.
  cards.classList.add('recently-viewed__cards--awaited')
  const watch = new IntersectionObserver(
    ([entry]) => {
      if (!entry.isIntersecting) return
      watch.disconnect()
      fill()
    },
    { rootMargin: '600px' },
  )
  watch.observe(section)
}

async function fill() {
  const address = `/recently-viewed?fragment=1&except=${section.dataset.recentlyViewed}`
  const response = await fetch(address).catch(() => null)
  if (response?.status === 200) cards.innerHTML = await response.text()
  else section.hidden = true
}
