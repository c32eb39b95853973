import * as Y from 'yjs';
import { entriesOf, put, reword, set, stringOf, textOf, type Entry, type Root } from '#lib/live/document/entries.ts';
import { positionBetween } from '#lib/live/document/order.ts';
import { draftLimits, wholeTexts, type WholeText } from './schema.ts';
import { maxLengthOf, type DraftField, type DraftSection, type DraftWords } from './content.ts';

/* A draft's document, in the browser and on the server; `schema.ts` says what it looks like. */

const wordsOf = (doc: Y.Doc): Root => doc.getMap<Entry>('words');
const sectionsOf = (doc: Y.Doc): Root => doc.getMap<Entry>('sections');
const pointsOf = (doc: Y.Doc): Root => doc.getMap<Entry>('points');

/** A fresh document with its roots in place. Its content comes only from the server (L7). */
export function newDraftDoc(): Y.Doc {
	const doc = new Y.Doc();
	for (const rootOf of [wordsOf, sectionsOf, pointsOf]) rootOf(doc);
	return doc;
}

/** Writes a draft's first words into an empty document. */
export function fillDraft(
	doc: Y.Doc,
	words: Record<WholeText, string> & {
		sections: readonly DraftSection[];
		points: readonly { id: string; text: string; sectionId?: string | null }[];
	}
): void {
	doc.transact(() => {
		for (const id of wholeTexts) wordsOf(doc).set(id, entryWith({ text: words[id] }));
		for (const section of words.sections) addSection(doc, section);
		addPoints(doc, words.points);
	});
}

function entryWith(texts: Record<string, string>, values: Record<string, string | null> = {}): Entry {
	const entry: Entry = new Y.Map();
	for (const [key, text] of Object.entries(texts)) entry.set(key, new Y.Text(text));
	for (const [key, value] of Object.entries(values)) if (value !== null) entry.set(key, value);
	return entry;
}

/** The draft as it reads now. Looks only at keys it knows. */
export function readDraft(doc: Y.Doc): DraftWords {
	const words = (id: WholeText) => textOf(wordsOf(doc).get(id), 'text')?.toString() ?? '';
	const all = entriesOf(sectionsOf(doc)).map(({ id, entry }) => ({
		id,
		heading: textOf(entry, 'heading')?.toString() ?? '',
		text: textOf(entry, 'text')?.toString() ?? '',
		isOut: stringOf(entry, 'removedAt') !== null
	}));
	const plain = ({ id, heading, text }: DraftSection) => ({ id, heading, text });
	const sections = all.filter(({ isOut }) => !isOut).map(plain);
	const standing = new Set(sections.map(({ id }) => id));
	const points = new Map<string, { text: string; sectionId: string | null }>();
	for (const [id, entry] of pointsOf(doc)) {
		if (!(entry instanceof Y.Map)) continue;
		const sectionId = stringOf(entry, 'sectionId');
		points.set(id, {
			text: textOf(entry, 'text')?.toString() ?? '',
			sectionId: sectionId !== null && standing.has(sectionId) ? sectionId : null
		});
	}
	return {
		title: words('title'),
		intro: words('intro'),
		closing: words('closing'),
		correction: words('correction'),
		sections,
		removed: all.filter(({ isOut }) => isOut).map(plain),
		points
	};
}

/** The shared text of a field; undefined when there is no such field. */
export function draftText(doc: Y.Doc, field: DraftField): Y.Text | undefined {
	const [kind, id] = [field.slice(0, field.indexOf('-')), field.slice(field.indexOf('-') + 1)];
	if (kind === 'heading') return textOf(sectionsOf(doc).get(id), 'heading');
	if (kind === 'section') return textOf(sectionsOf(doc).get(id), 'text');
	if (kind === 'point') return textOf(pointsOf(doc).get(id), 'text');
	return textOf(wordsOf(doc).get(field), 'text');
}

/** Makes a text read `next`, touching only what differs. False: no such field, or too long. */
export function rewordDraft(doc: Y.Doc, field: DraftField, next: string): boolean {
	return reword(draftText(doc, field), next, maxLengthOf(field));
}

/** A new section, last. False when there is no room, or the id is taken. */
export function addSection(doc: Y.Doc, section: { id: string; heading?: string; text?: string }): boolean {
	const sections = sectionsOf(doc);
	if (sections.has(section.id) || sections.size >= draftLimits.sections) return false;
	const last = entriesOf(sections).at(-1)?.pos ?? null;
	sections.set(section.id, entryWith({ heading: section.heading ?? '', text: section.text ?? '' }, { pos: positionBetween(last, null) }));
	return true;
}

/** Takes a section out; `at` is a UTC instant. Its points stand among the others meanwhile. */
export function removeSection(doc: Y.Doc, id: string, at: string): boolean {
	return set(sectionsOf(doc).get(id), 'removedAt', at);
}

export function restoreSection(doc: Y.Doc, id: string): boolean {
	return set(sectionsOf(doc).get(id), 'removedAt', null);
}

/** One step up or down among those that stand. False at the end. */
export function moveSection(doc: Y.Doc, id: string, by: 1 | -1): boolean {
	const standing = entriesOf(sectionsOf(doc)).filter(({ entry }) => stringOf(entry, 'removedAt') === null);
	const from = standing.findIndex((section) => section.id === id);
	const own = standing[from];
	if (!own || from + by < 0 || from + by >= standing.length) return false;
	doc.transact(() => put(own.entry, standing.toSpliced(from, 1), from + by));
	return true;
}

/** Puts a point in a section, null: among the others. */
export function placePoint(doc: Y.Doc, pointId: string, sectionId: string | null): boolean {
	return set(pointsOf(doc).get(pointId), 'sectionId', sectionId);
}

/**
 * Makes places for points that have come since: gathered, merged or split while the draft is written. Those that are there keep their
 * wording.
 */
export function addPoints(doc: Y.Doc, points: readonly { id: string; text: string; sectionId?: string | null }[]): void {
	for (const { id, text, sectionId } of points)
		if (!pointsOf(doc).has(id) && pointsOf(doc).size < draftLimits.points)
			pointsOf(doc).set(id, entryWith({ text }, { sectionId: sectionId ?? null }));
}
