import { showVariant } from './gallery.js'

const form = document.querySelector('form[data-variant-picker]')
let sheets = JSON.parse(document.querySelector('[data-sheets]')?.textContent ?? '[]')
const levels = new Map()

if (form) {
  for (const level of form.querySelector('[data-stock-levels]').content.querySelectorAll('[data-stock-of]'))
    levels.set(level.dataset.stockOf, level)
  form.addEventListener('change', ({ target }) => {
    if (target.matches('.choice__radio')) choose(target)
  })
  // Browsers restore radios that were chosen before Back or reload, without telling anybody.
  addEventListener('pageshow', () => {
    const restored = sheets.find((sheet) => fits(sheet, choice()))
    if (restored && String(restored.id) !== form.dataset.variant) show(restored)
  })
}

/** The variant that the page shows. */
export function shownVariant() {
  return form?.dataset.variant
}

/** @param fresh an element as views/products/_stock.ejs makes it; of a variant of another page it is left alone */
export function stockChanged(fresh) {
  const { stockOf } = fresh.dataset
  if (!levels.has(stockOf)) return
  levels.set(stockOf, fresh)
  if (stockOf === shownVariant()) showStock()
  mark()
}

/** @param fresh sheets of all variants, as the page was made with; prices that fell or rose are shown at once */
export function sheetsChanged(fresh) {
  if (JSON.stringify(fresh) === JSON.stringify(sheets)) return
  sheets = fresh
  const sheet = fresh.find(({ id }) => String(id) === shownVariant())
  if (sheet) showSheet(sheet)
}

function choose(radio) {
  const wanted = choice()
  const exact = sheets.find((sheet) => fits(sheet, wanted))
  const sheet = exact ?? nearest(wanted, radio.name)
  if (!sheet) return
  tell(exact ? '' : `${radio.dataset.name} is not to be had like that. This is the nearest: ${sheet.name}.`)
  show(sheet)
  history.replaceState(history.state, '', `?variant=${sheet.id}`)
}

function show(sheet) {
  form.dataset.variant = sheet.id
  for (const [type, word] of Object.entries(sheet.choice)) radioOf(type, word).checked = true
  showSheet(sheet)
  showStock()
  mark()
  for (const past of form.querySelectorAll('[data-mended], [data-refused], [data-added]'))
    past.replaceChildren()
  showVariant(sheet.id)
}

function showSheet(sheet) {
  const { price, list, reason, lowest, separately, sku, size, weight, delivery } = sheet
  const words = { price, list, reason, lowest, separately, sku, size, weight, ...delivery }
  for (const [name, text] of Object.entries(words)) write(name, text)
  document.querySelector('[data-show="price"]').classList.toggle('price__amount--reduced', list !== '')
  document.querySelector('[data-delivered]').hidden = delivery === null
  document.querySelector('[data-undelivered]').hidden = delivery !== null
  for (const contents of document.querySelectorAll('[data-set-of]'))
    contents.hidden = contents.dataset.setOf !== String(sheet.id)
  showTiers(document.querySelector('[data-tiers]'), sheet.tiers)
  showSize(document.querySelector('[data-scale]'), sheet.millimetres)
}

function write(name, text) {
  const place = document.querySelector(`[data-show="${name}"]`)
  place.hidden = text === ''
  place.querySelector('[data-text]').textContent = text
}

function showTiers(table, tiers) {
  table.hidden = tiers.length === 0
  table.tBodies[0].replaceChildren(
    ...tiers.map(({ fromQuantity, each, saved }) => {
      const row = element('tr', 'tiers__row')
      const head = Object.assign(element('th', '', `from ${fromQuantity}`), { scope: 'row' })
      row.append(head, element('td', '', `${each} each`), element('td', '', `you save ${saved}`))
      return row
    }),
  )
}

function showSize(scale, millimetres) {
  scale?.querySelector('rect').setAttribute('width', `${((millimetres ?? 0) * 100) / scale.dataset.scale}%`)
}

/** Only what differs is written, or a screen reader would repeat it every time. */
function showStock() {
  const level = levels.get(shownVariant())
  const place = form.querySelector('#stock')
  if (place.firstElementChild?.outerHTML !== level.outerHTML) place.replaceChildren(level.cloneNode(true))
  const most = Number(level.dataset.most)
  const quantity = form.elements.namedItem('quantity')
  quantity.max = String(Math.max(most, 1))
  quantity.value = String(Math.min(Number(quantity.value) || 1, Math.max(most, 1)))
  form.querySelector('[data-quantity]').hidden = most <= 1
  form.querySelector('[data-add]').disabled = most === 0
}

/** Beside each value: whether it goes with the rest of what is chosen, and whether that can be bought. */
function mark() {
  for (const radio of radios()) {
    const others = radios().filter(({ checked, name }) => checked && name !== radio.name)
    const sheet = sheets.find((known) => fits(known, { ...choice(), [radio.name]: radio.value }))
    const remark = sheet
      ? levels.get(String(sheet.id)).dataset.remark
      : `not with ${others.map(({ dataset }) => dataset.name).join(' and ')}`
    radio.dataset.state = sheet ? (remark ? 'gone' : 'possible') : 'impossible'
    radio.labels[0].querySelector('[data-picker-remark]').textContent = remark
  }
}

/** Has what was chosen just now, and most of the rest; earlier option types count more. */
function nearest(wanted, chosenNow) {
  const nearness = (sheet) =>
    Object.keys(wanted).reduce(
      (sum, type, place) => sum + (sheet.choice[type] === wanted[type] ? 1 + 2 ** -(place + 1) : 0),
      0,
    )
  return sheets
    .filter(({ choice }) => choice[chosenNow] === wanted[chosenNow])
    .sort((a, b) => nearness(b) - nearness(a))[0]
}

function tell(text) {
  form.querySelector('[data-nearest]').textContent = text
}

function choice() {
  return Object.fromEntries(radios().flatMap(({ checked, name, value }) => (checked ? [[name, value]] : [])))
}

function fits(sheet, wanted) {
  return Object.entries(sheet.choice).every(([type, word]) => wanted[type] === word)
}

function radios() {
  return [...form.querySelectorAll('.choice__radio')]
}

function radioOf(type, word) {
  return radios().find(({ name, value }) => name === type && value === word)
}

function element(name, className, textContent = '') {
  return Object.assign(document.createElement(name), { className, textContent })
}
