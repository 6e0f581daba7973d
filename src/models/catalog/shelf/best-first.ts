type IsBefore = (a: number, b: number) => boolean

/** Places up to here are found in one pass. */
const MOST_IN_ONE_PASS = 240

/** The rows from place `from` up to `to` in an order, found without putting all the others in order too. */
export function stretch(rows: Int32Array, from: number, to: number, isBefore: IsBefore): number[] {
  const end = Math.min(to, rows.length)
  if (from >= end) return []
  if (end <= MOST_IN_ONE_PASS) return inOrder(firstOf(rows, end, isBefore), isBefore).slice(from)
  const sorted = rows.slice()
  select(sorted, 0, sorted.length - 1, from, isBefore)
  if (end < sorted.length) select(sorted, from, sorted.length - 1, end - 1, isBefore)
  return inOrder(sorted.subarray(from, end), isBefore)
}

function inOrder(rows: Int32Array, isBefore: IsBefore): number[] {
  return [...rows].sort((a, b) => (isBefore(a, b) ? -1 : 1))
}

/** The first rows, as a heap whose root is the last of them: nearly every other row is compared with the root alone. */
function firstOf(rows: Int32Array, count: number, isBefore: IsBefore): Int32Array {
  const heap = rows.slice(0, count)
  for (let at = (count >> 1) - 1; at >= 0; at -= 1) sink(heap, at, isBefore)
  for (let index = count; index < rows.length; index += 1) {
    const row = rows[index] ?? 0
    if (!isBefore(row, heap[0] ?? 0)) continue
    heap[0] = row
    sink(heap, 0, isBefore)
  }
  return heap
}

function sink(heap: Int32Array, from: number, isBefore: IsBefore): void {
  for (let at = from; ; ) {
    const left = 2 * at + 1
    let last = at
    if (left < heap.length && isBefore(heap[last] ?? 0, heap[left] ?? 0)) last = left
    if (left + 1 < heap.length && isBefore(heap[last] ?? 0, heap[left + 1] ?? 0)) last = left + 1
    if (last === at) return
    const row = heap[at] ?? 0
    heap[at] = heap[last] ?? 0
    heap[last] = row
    at = last
  }
}

/** Moves the row that belongs at `place` there, those before it to the left and those after it to the right. */
function select(rows: Int32Array, first: number, last: number, place: number, isBefore: IsBefore): void {
  let left = first
  let right = last
  while (left < right) {
    const middle = rows[(left + right) >> 1] ?? 0
    let low = left
    let high = right
    while (low <= high) {
      while (isBefore(rows[low] ?? 0, middle)) low += 1
      while (isBefore(middle, rows[high] ?? 0)) high -= 1
      if (low > high) break
      const swapped = rows[low] ?? 0
      rows[low] = rows[high] ?? 0
      rows[high] = swapped
      low += 1
      high -= 1
    }
    if (place <= high) right = high
    else if (place >= low) left = low
    else return
  }
}
