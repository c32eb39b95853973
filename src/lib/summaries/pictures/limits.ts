/**
 * A picture may take one megabyte, have as many pixels as a phone's camera gives, and (a PNG) unfold to what a 4K screen shows: what
 * has more is slow to open, or is meant to be.
 */
export const photoLimits = { bytes: 1_048_576, pixels: 17_000_000, unfolded: 34_000_000, pictures: 12 };
