/** When what a moderator decided about is no longer what they saw. */
export const STALE =
  'This has changed since you looked: a colleague was quicker, or the author wrote anew. Nothing was overwritten; this is how it stands now.'

export const DONE = { publish: 'Published: everybody sees it now.', reject: 'Not published; nobody sees it.' }
