import { createServer } from 'node:http'

// Answers every request with one page from memory, bytes and headers as they came: what Node can do at best.
const [page = '', encoding = 'identity'] = process.argv.slice(2)
const response = await fetch(page, { headers: { 'accept-encoding': encoding } })
const raw = Buffer.from(await response.arrayBuffer())
const headers = [...response.headers]
  .filter(
    ([name]) => !['date', 'connection', 'keep-alive', 'content-encoding', 'content-length'].includes(name),
  )
  .flat()

const server = createServer((_req, res) => {
  res.writeHead(200, [...headers, 'content-length', String(raw.length)])
  res.end(raw)
})
server.listen(0, () => {
  const address = server.address()
  console.log(typeof address === 'object' ? address?.port : '')
})
