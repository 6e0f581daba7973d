const wide = matchMedia('(min-width: 60rem)')
const folding = document.querySelectorAll('details[data-open-when-wide]')

// The style sheet shows the contents on wide screens anyway; this tells assistive technology.
const unfold = () => {
  for (const details of folding) details.open = wide.matches || details.open
}

unfold()
wide.addEventListener('change', unfold)
