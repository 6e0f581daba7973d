const WAIT = 120
const FEWEST_LETTERS = 2
const MOST_KEPT = 50

/** What was answered on this page already, by what was typed. */
const answers = new Map()

/** A search form that proposes what somebody may want: an ARIA 1.2 combobox with a listbox. */
class SearchBox {
  #input
  #list
  #status
  #timer = 0
  #request = new AbortController()
  /** What the shown options belong to. */
  #shownFor = ''

  constructor(form) {
    this.#input = form.querySelector('[name="q"]')
    this.#list = element('ul', { class: 'suggestions', role: 'listbox', 'aria-label': 'Suggestions' })
    this.#list.id = `${this.#input.id}-suggestions`
    this.#list.hidden = true
    this.#status = element('p', { class: 'visually-hidden', role: 'status' })
    form.append(this.#list, this.#status)
    this.#becomeCombobox()
    this.#listen(form)
  }

  #becomeCombobox() {
    const roles = { role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': this.#list.id }
    for (const [name, value] of Object.entries(roles)) this.#input.setAttribute(name, value)
    this.#input.setAttribute('aria-expanded', 'false')
  }

  #listen(form) {
    this.#input.addEventListener('input', () => this.#waitAndAsk())
    this.#input.addEventListener('keydown', (event) => this.#press(event))
    this.#input.addEventListener('blur', () => this.#close())
    form.addEventListener('submit', () => this.#close())
    // The field must keep the focus, or it would close the list before the click arrives.
    this.#list.addEventListener('pointerdown', (event) => event.preventDefault())
    this.#list.addEventListener('click', ({ target }) => this.#go(target.closest('[role="option"]')))
  }

  get #typed() {
    return this.#input.value.trim()
  }

  get #options() {
    return [...this.#list.querySelectorAll('[role="option"]')]
  }

  get #chosen() {
    return this.#list.querySelector('[aria-selected="true"]')
  }

  get #isOpen() {
    return !this.#list.hidden
  }

  #waitAndAsk() {
    clearTimeout(this.#timer)
    this.#request.abort()
    if (this.#typed.length < FEWEST_LETTERS) this.#close()
    else this.#timer = setTimeout(() => this.#ask(), WAIT)
  }

  async #ask() {
    const words = this.#typed
    this.#request = new AbortController()
    const answer = answers.get(words) ?? (await this.#fetch(words))
    // Whoever typed on, or left, no longer asks for this.
    const stillAsked = this.#typed === words && document.activeElement === this.#input
    if (answer !== null && stillAsked) this.#show(words, answer)
  }

  async #fetch(words) {
    const { signal } = this.#request
    try {
      const response = await fetch(`/search/suggestions?${new URLSearchParams({ q: words })}`, {
        headers: { Accept: 'text/html' },
        signal,
      })
      return response.ok ? keep(words, await response.text()) : null
    } catch {
      return null
    }
  }

  #show(words, answer) {
    this.#list.innerHTML = answer
    this.#options.forEach((option, index) => {
      option.id = `${this.#list.id}-${index + 1}`
    })
    this.#shownFor = words
    this.#choose(null)
    const count = this.#options.length
    this.#open(count > 0)
    this.#status.textContent =
      count === 0 ? 'No suggestions' : `${count} ${count === 1 ? 'suggestion' : 'suggestions'}`
  }

  #press(event) {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.isComposing) return
    if (event.key === 'Escape' && this.#isOpen) this.#close(event)
    else if (event.key === 'Enter' && this.#isOpen && this.#chosen) this.#go(this.#chosen, event)
    else if (move && this.#isOpen) this.#step(move, event)
    else if (move && this.#typed.length >= FEWEST_LETTERS) this.#reopen(event)
    else if (['Home', 'End'].includes(event.key) && this.#isOpen && this.#chosen)
      this.#choose(this.#options.at(event.key === 'Home' ? 0 : -1), event)
  }

  /** Beyond the last option comes the field itself, then the first. */
  #step(move, event) {
    const stops = [null, ...this.#options]
    const at = stops.indexOf(this.#chosen)
    this.#choose(stops.at((at + move + stops.length) % stops.length), event)
  }

  #reopen(event) {
    event.preventDefault()
    if (this.#shownFor === this.#typed && this.#options.length > 0) this.#open(true)
    else this.#ask()
  }

  #choose(option, event) {
    event?.preventDefault()
    this.#chosen?.setAttribute('aria-selected', 'false')
    option?.setAttribute('aria-selected', 'true')
    option?.scrollIntoView({ block: 'nearest' })
    if (option) this.#input.setAttribute('aria-activedescendant', option.id)
    else this.#input.removeAttribute('aria-activedescendant')
  }

  #go(option, event) {
    if (!option) return
    event?.preventDefault()
    this.#close()
    location.assign(option.dataset.href)
  }

  #open(isOpen) {
    this.#list.hidden = !isOpen
    this.#input.setAttribute('aria-expanded', String(isOpen))
  }

  #close(event) {
    event?.preventDefault()
    clearTimeout(this.#timer)
    this.#request.abort()
    this.#choose(null)
    this.#open(false)
    this.#status.textContent = ''
  }
}

function element(name, attributes) {
  const made = document.createElement(name)
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value)
  return made
}

function keep(words, answer) {
  if (answers.size >= MOST_KEPT) answers.delete(answers.keys().next().value)
  answers.set(words, answer)
  return answer
}

for (const form of document.querySelectorAll('form[data-search-box]')) new SearchBox(form)
