type IsBefore = (a: number, b: number) => boolean

/**
 * The rows from place `from` up to `to` in an order, found without putting all the others in order too.
 *
 * @param rows is left in another order than it came
 */
export function stretch(rows: Int32Array, from: number, to: number, isBefore: IsBefore): number[] {
  const end = Math.min(to, rows.length)
  if (from >= end) return []
  select(rows, 0, rows.length - 1, from, isBefore)
  if (end < rows.length) select(rows, from, rows.length - 1, end - 1, isBefore)
  return [...rows.subarray(from, end)].sort((a, b) => (isBefore(a, b) ? -1 : 1))
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
