import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { Visitor } from '../tests/support/visitor.ts'
import { openBenchShop } from './shop.ts'

const STREAMS = 10_000
const AT_A_TIME = 200
const PER_ADDRESS = 50
const CHANGES = 5
/** Megabytes, milliseconds. */
const TARGETS = { memory: 400, seen: 1_000 }

/** Ten thousand open product pages, and how long it takes until each of them knows of a unit that somebody took. */
const shop = await openBenchShop()
const { port } = new URL(shop.url)
const sockets: Socket[] = []
let told = 0

try {
  const idle = megabytes()
  for (let opened = 0; opened < STREAMS; opened += AT_A_TIME)
    await Promise.all(Array.from({ length: AT_A_TIME }, (_, index) => open(opened + index)))
  const loaded = megabytes()

  const times: number[] = []
  for (let change = 0; change < CHANGES; change += 1) {
    told = 0
    const began = performance.now()
    await takeOne(change)
    while (told < STREAMS) await new Promise((done) => setTimeout(done, 5))
    times.push(performance.now() - began)
  }
  const slowest = Math.max(...times)
  const met = loaded < TARGETS.memory && slowest < TARGETS.seen
  console.log(`${STREAMS} open streams: ${loaded} MB resident (${idle} MB before), target ${TARGETS.memory}`)
  console.log(
    `a change seen by all of them, from the click on: ${times.map((time) => time.toFixed(0)).join(', ')} ms, target ${TARGETS.seen}`,
  )
  console.log(met ? 'met' : 'MISSED')
  process.exitCode = met ? 0 : 1
} finally {
  for (const socket of sockets) socket.destroy()
  await shop[Symbol.asyncDispose]()
}

/** Resolves when the first state has come. */
function open(index: number): Promise<void> {
  return new Promise((done, failed) => {
    const socket = connect(Number(port), '127.0.0.1')
    sockets.push(socket)
    const address = `198.51.${100 + Math.floor(index / PER_ADDRESS / 250)}.${1 + (Math.floor(index / PER_ADDRESS) % 250)}`
    socket.write(
      `GET /products/pyrite/events HTTP/1.1\r\nHost: shop\r\nX-Forwarded-For: ${address}\r\nAccept: text/event-stream\r\n\r\n`,
    )
    socket.on('error', failed)
    socket.on('data', (bytes) => {
      if (!bytes.includes('data: ')) return
      told += 1
      done()
    })
  })
}

async function takeOne(change: number): Promise<void> {
  const buyer = new Visitor(shop.url, `192.0.2.${change + 1}`)
  const page = await buyer.get('/products/pyrite')
  const variant = /data-stock-of="(\d+)" data-mood="plenty"/.exec(page.text)?.[1] ?? ''
  const added = await buyer.post('/cart/lines', { variant, quantity: '1' })
  if (added.status !== 303) throw new Error(`Nothing was added: ${added.status}`)
}

function megabytes(): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${shop.pid}/status`, 'utf8'))?.[1]
  return Math.round(Number(kilobytes) / 1_024)
}
