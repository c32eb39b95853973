import { nameKey, wordsOf } from '#lib/text/names.ts';
import type { ElementKind } from '../model.ts';
import type { Placed } from './model.ts';

/** An element as the plan's newest version with it has it. */
export type KnownElement = { elementId: string; kind: ElementKind; number: string; nn: string; nb: string };

/** What a line could be the same as: by its words, by its number with words that are alike, or by its words with another number. */
export type Proposal = { lineId: number; known: KnownElement; sameWords: boolean; sameNumber: boolean };

/** As alike as words are that were only mended between two plans. */
const alike = 0.6;

/**
 * Which lines are likely to be elements that the plan has already, each of either once, in the order of the lines. Nothing comes of it
 * before somebody says yes; lines that somebody has answered for are left out, and so is what they gave away.
 */
export function proposalsFor(lines: readonly Placed[], known: readonly KnownElement[]): Proposal[] {
	const open = lines.filter((line) => line.elementId === null && line.text !== '');
	const given = new Set(lines.flatMap(({ elementId }) => elementId || []));
	const free = known
		.filter(({ elementId }) => !given.has(elementId))
		.map((element) => ({ ...element, sets: [element.nn, element.nb].filter(Boolean).map(words) }));
	const pairs = open.flatMap((line) => {
		const own = words(line.text);
		return free
			.filter(({ kind }) => kind === line.kind)
			.map(({ sets, ...element }) => {
				const share = Math.max(0, ...sets.map((theirs) => likeness(own, theirs)));
				const sameWords = [element.nn, element.nb].some((text) => text !== '' && nameKey(text) === nameKey(line.text));
				const sameNumber = line.number !== '' && line.number === element.number;
				return { lineId: line.id, known: element, sameWords, sameNumber, share };
			})
			.filter(({ share, sameWords, sameNumber }) => sameWords || share >= (sameNumber ? alike / 2 : alike));
	});
	pairs.sort((a, b) => Number(b.sameWords) - Number(a.sameWords) || b.share - a.share || Number(b.sameNumber) - Number(a.sameNumber));
	const taken = new Set<string | number>();
	const chosen = pairs.flatMap(({ share: _, ...pair }) => {
		if (taken.has(pair.lineId) || taken.has(pair.known.elementId)) return [];
		taken.add(pair.lineId).add(pair.known.elementId);
		return [pair];
	});
	const order = new Map(lines.map(({ id }, at) => [id, at]));
	return chosen.toSorted((a, b) => order.get(a.lineId)! - order.get(b.lineId)!);
}

const words = (text: string): Set<string> => new Set(wordsOf(text.replace(/[.,;:()«»"]/g, ' ')));

/** How much of their words two texts share (Dice's coefficient). */
function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
	if (one.size === 0 || other.size === 0) return 0;
	let shared = 0;
	for (const word of one) if (other.has(word)) shared++;
	return (2 * shared) / (one.size + other.size);
}
