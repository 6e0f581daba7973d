/** Milliseconds. A proxy that keeps the stream to itself is found out by its silence. */
const PATIENCE = 10_000
const EVERY = 20_000

/**
 * Follows an event stream while the page is looked at: a tab that nobody sees needs none, and browsers allow but few.
 *
 * @param tell called with what each message says
 * @param ask called now and then instead when the stream stays silent
 */
export function follow(address, { tell, ask }) {
  let stream = null
  let silence = null
  let asking = null

  const rest = () => {
    stream?.close()
    clearTimeout(silence)
    clearInterval(asking)
    stream = asking = null
  }
  const askAgainAndAgain = () => {
    rest()
    asking = setInterval(ask, EVERY)
    ask()
  }
  const listen = () => {
    stream = new EventSource(address)
    silence = setTimeout(askAgainAndAgain, PATIENCE)
    stream.onmessage = ({ data }) => {
      clearTimeout(silence)
      tell(JSON.parse(data))
    }
    // Browsers come back by themselves, unless they were sent away.
    stream.onerror = () => stream?.readyState === EventSource.CLOSED && askAgainAndAgain()
  }
  const attend = () => {
    if (document.visibilityState !== 'visible') rest()
    else if (!stream && !asking) listen()
  }

  document.addEventListener('visibilitychange', attend)
  addEventListener('pageshow', attend)
  addEventListener('pagehide', rest)
  attend()
}
