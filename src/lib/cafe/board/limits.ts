/** L4: what a board may hold. Alone in its file, so that a page that only counts letters fetches nothing of the board. */
export const boardLimits = { noteCharacters: 2000, notes: 500, clusters: 200, proposals: 500, titleCharacters: 120 };
