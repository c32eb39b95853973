import { lazy } from '#lib/ui/lazy/lazy.svelte.ts';

/*
 * What a table may show, but not at first: a phone on its way to its board does not wait for it. What hands do with notes is one file.
 */

export const noteTools = lazy(async () => (await import('./NoteTools.svelte')).default);
export const clusterTools = lazy(async () => (await import('./ClusterTools.svelte')).default);
export const marking = lazy(async () => (await import('./Marking.svelte')).default);
export const bin = lazy(async () => (await import('./Bin.svelte')).default);
export const receipt = lazy(async () => (await import('./Receipt.svelte')).default);
export const map = lazy(async () => (await import('./BoardMap.svelte')).default);
export const detour = lazy(async () => (await import('./Detour.svelte')).default);
export const privateBoard = lazy(async () => (await import('./PrivateBoard.svelte')).default);
export const points = lazy(async () => (await import('./PointsHere.svelte')).default);
export const projector = lazy(async () => (await import('./Projector.svelte')).default);
export const waiting = lazy(async () => (await import('#lib/cafe/joining/Waiting.svelte')).default);
export const facts = lazy(async () => (await import('./Facts.svelte')).default);
export const planOnTable = lazy(async () => (await import('./PlanOnTable.svelte')).default);
export const aboutChoice = lazy(async () => (await import('./AboutChoice.svelte')).default);
export const code = lazy(async () => (await import('lean-qr')).generate);

/** All that a board can show, what is wanted first at the front. */
export const all = [privateBoard, noteTools, clusterTools, facts, receipt, bin, marking, map, detour, points, code] as const;
