import * as Y from 'yjs';
import { boardLimits } from './limits.ts';
import { addCluster, homesOf, notesIn } from './clusters.ts';
import { clustersOf, entriesOf, notesOf, put, reword, set, stringOf, textOf, type Entry, type Root } from '#lib/live/document/entries.ts';
import { positionBetween } from '#lib/live/document/order.ts';

/*
 * The shape of a board's document (L6), in the browser and on the server. Only this file and `clusters.ts` know it:
 *
 *   notes:     Y.Map<id, Y.Map { text: Y.Text, firstText, column, clusterId, pos, round, by, receipt, binnedAt }>
 *   clusters:  Y.Map<id, Y.Map { title: Y.Text, pos, into, dissolvedAt }>
 *   proposals: Y.Map<id, Y.Map { note, receipt, withdrawnAt }>
 *
 * Entries are never removed: a note goes to the bin, a cluster is dissolved, a proposal (to bin a note) is taken back. The server
 * rejects an update that removes one (L9), so a `Y.UndoManager` may track texts (`noteText`), never the roots. `schema.ts` tells the
 * server's validator the same.
 */

export { boardLimits };
export { boardSchema } from './schema.ts';
export { addCluster, dissolveCluster, mergeClusters, mergedInto, renameCluster, unmergeCluster } from './clusters.ts';

export interface BoardNote {
	id: string;
	text: string;
	/** The column of the note, on boards that have columns. */
	column: string | null;
	/** The cluster that shows it; null for none. */
	clusterId: string | null;
	/** Fractional index: sorts as a string. */
	pos: string;
	/** The round it was written in, 1-based; 0 is outside the rounds. */
	round: number;
	/** The label shown as its writer: a name, a unit, or '' for none. Fixed when the note is written. */
	by: string;
	/** The mark by which its writer finds the note again (`participants/receipt.ts`); null for none. */
	receipt: string | null;
	/** What its writer had written when somebody else first changed it under their signature; null: nobody has. The server's word. */
	firstText: string | null;
	/** The UTC instant when it was put in the bin; null when it is not there. */
	binnedAt: string | null;
}

export interface BoardCluster {
	id: string;
	title: string;
	pos: string;
}

export interface Board {
	/** In the order of the board (position, then id); those in the bin are marked `binnedAt`. */
	notes: BoardNote[];
	/** Those that are shown: not merged into another, and not dissolved unless somebody moved a note in at the same moment. */
	clusters: BoardCluster[];
}

/** A new document with its roots. Each page load makes its own (L8); a board's content comes only from the server (L7). */
export function newBoardDoc(): Y.Doc {
	const doc = new Y.Doc();
	notesOf(doc);
	clustersOf(doc);
	proposalsOf(doc);
	return doc;
}

/** A fresh document with the notes and clusters of `board`, without how they came about; nobody has used it before (L7). */
export function docOf({ notes, clusters }: Board): Y.Doc {
	const doc = newBoardDoc();
	doc.transact(() => {
		for (const { id, title } of clusters) addCluster(doc, { id, title });
		for (const note of notes) addNote(doc, note);
	});
	return doc;
}

/** The shared text of a note, to bind a textarea and an undo manager to; undefined when there is no such note. */
export function noteText(doc: Y.Doc, id: string): Y.Text | undefined {
	return textOf(notesOf(doc).get(id), 'text');
}

/** The shared title of a cluster. */
export function clusterTitle(doc: Y.Doc, id: string): Y.Text | undefined {
	return textOf(clustersOf(doc).get(id), 'title');
}

/** The board as plain data, sorted. Looks only at keys it knows, and stands a document that somebody has tampered with. */
export function readBoard(doc: Y.Doc): Board {
	const clusters = entriesOf(clustersOf(doc));
	const homes = homesOf(doc);
	const held = new Set<string>();
	const notes = entriesOf(notesOf(doc)).map(({ id, entry, pos }): BoardNote => {
		const clusterId = stringOf(entry, 'clusterId');
		const round = entry.get('round');
		const note: BoardNote = {
			id,
			text: textOf(entry, 'text')?.toString() ?? '',
			column: stringOf(entry, 'column'),
			clusterId: clusterId === null ? null : (homes.get(clusterId) ?? null),
			pos,
			round: typeof round === 'number' ? round : 0,
			by: stringOf(entry, 'by') ?? '',
			receipt: stringOf(entry, 'receipt'),
			firstText: stringOf(entry, 'firstText'),
			binnedAt: stringOf(entry, 'binnedAt')
		};
		if (note.clusterId !== null && note.binnedAt === null) held.add(note.clusterId);
		return note;
	});
	return {
		notes,
		clusters: clusters
			.filter(({ id, entry }) => homes.get(id) === id && (stringOf(entry, 'dissolvedAt') === null || held.has(id)))
			.map(({ id, entry, pos }) => ({ id, title: textOf(entry, 'title')?.toString() ?? '', pos }))
	};
}

export interface NewNote {
	id: string;
	text: string;
	column?: string | null;
	clusterId?: string | null;
	round: number;
	/** One of the labels the writer may use here; '' is none. The server rejects others (L21). */
	by: string;
	receipt?: string | null;
	/** By the server only. */
	firstText?: string | null;
	/** The note goes right after this position; without it, last. */
	afterPos?: string;
}

/** Adds a note to the board. False, and nothing is written, when the text is too long or the id is taken. */
export function addNote(doc: Y.Doc, note: NewNote): boolean {
	const notes = notesOf(doc);
	if (notes.has(note.id) || note.text.length > boardLimits.noteCharacters) return false;
	const { afterPos } = note;
	const all = entriesOf(notes);
	const before = afterPos ?? all.at(-1)?.pos ?? null;
	const after = afterPos === undefined ? null : (all.find(({ pos }) => pos > afterPos)?.pos ?? null);
	doc.transact(() => {
		const entry: Entry = new Y.Map();
		notes.set(note.id, entry);
		entry.set('text', new Y.Text(note.text));
		entry.set('pos', positionBetween(before, after));
		entry.set('round', note.round);
		entry.set('by', note.by);
		if (note.column != null) entry.set('column', note.column);
		if (note.clusterId != null) entry.set('clusterId', note.clusterId);
		if (note.receipt != null) entry.set('receipt', note.receipt);
		if (note.firstText != null) entry.set('firstText', note.firstText);
	});
	return true;
}

/** Makes the note's text `next`, changing only what differs so that others' simultaneous edits stay. False: no such note, or too long. */
export function editNote(doc: Y.Doc, id: string, next: string): boolean {
	return reword(noteText(doc, id), next, boardLimits.noteCharacters);
}

/** Where to move a note; what is left out stays. Without a neighbour it goes last in its group. */
export interface Move {
	clusterId?: string | null;
	column?: string | null;
	beforeId?: string;
	afterId?: string;
}

/** Moves a note to a cluster (null: none), a column, or beside another note. False when there is no such note. */
export function moveNote(doc: Y.Doc, id: string, move: Move): boolean {
	const entry = notesOf(doc).get(id);
	if (!entry) return false;
	doc.transact(() => {
		if (move.clusterId !== undefined) set(entry, 'clusterId', move.clusterId);
		if (move.column !== undefined) set(entry, 'column', move.column);
		const others = groupOf(doc, entry).filter((other) => other.id !== id);
		const before = others.findIndex((other) => other.id === move.beforeId);
		const after = others.findIndex((other) => other.id === move.afterId);
		put(entry, others, before >= 0 ? before : after >= 0 ? after + 1 : others.length);
	});
	return true;
}

/** Moves a note one step up in its group. False when it is first, or not there. */
export function moveNoteUp(doc: Y.Doc, id: string): boolean {
	return step(doc, id, -1);
}

/** Moves a note one step down in its group. False when it is last, or not there. */
export function moveNoteDown(doc: Y.Doc, id: string): boolean {
	return step(doc, id, 1);
}

/** Puts a note in the bin, from where it can be restored. `at` is a UTC instant. */
export function binNote(doc: Y.Doc, id: string, at: string): boolean {
	return set(notesOf(doc).get(id), 'binnedAt', at);
}

export function restoreNote(doc: Y.Doc, id: string): boolean {
	return set(notesOf(doc).get(id), 'binnedAt', null);
}

const proposalsOf = (doc: Y.Doc): Root => doc.getMap<Entry>('proposals');

/** Somebody's proposal to put a note of somebody else in the bin. */
export type Proposal = { id: string; noteId: string; receipt: string | null };

/** Those that stand. */
export function readProposals(doc: Y.Doc): Proposal[] {
	return [...proposalsOf(doc)].flatMap(([id, entry]) =>
		stringOf(entry, 'withdrawnAt') === null ? [{ id, noteId: stringOf(entry, 'note') ?? '', receipt: stringOf(entry, 'receipt') }] : []
	);
}

/** Proposes that a note is put in the bin; `receipt` is the mark by which its proposer finds the proposal again. */
export function proposeBin(doc: Y.Doc, { id, noteId, receipt }: Proposal): void {
	doc.transact(() => {
		const entry: Entry = new Y.Map();
		proposalsOf(doc).set(id, entry);
		entry.set('note', noteId);
		if (receipt !== null) entry.set('receipt', receipt);
	});
}

/** Takes a proposal back: its proposer, or who runs the table. */
export function withdrawProposal(doc: Y.Doc, id: string, at: string): boolean {
	return set(proposalsOf(doc).get(id), 'withdrawnAt', at);
}

/** The notes in the group of `entry`: same cluster, same column, not in the bin. */
function groupOf(doc: Y.Doc, entry: Entry) {
	const own = stringOf(entry, 'clusterId');
	const home = own === null ? null : (homesOf(doc).get(own) ?? null);
	return notesIn(doc, home).filter((other) => stringOf(other.entry, 'column') === stringOf(entry, 'column'));
}

function step(doc: Y.Doc, id: string, by: 1 | -1): boolean {
	const entry = notesOf(doc).get(id);
	if (!entry) return false;
	const group = groupOf(doc, entry);
	const from = group.findIndex((other) => other.id === id);
	if (from < 0 || from + by < 0 || from + by >= group.length) return false;
	doc.transact(() => put(entry, group.toSpliced(from, 1), from + by));
	return true;
}
