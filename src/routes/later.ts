import { lazy } from '#lib/ui/lazy/lazy.svelte.ts';

/* What the frame has for some. */

export const demoBanner = lazy(async () => (await import('#lib/ui/page/DemoBanner.svelte')).default);
export const rehearsal = lazy(async () => (await import('./Rehearsal.svelte')).default);
export const placeNow = lazy(async () => (await import('./PlaceNow.svelte')).default);
