/* eslint-disable svelte/prefer-svelte-reactivity -- what changes is the document; it tells Svelte through createSubscriber */
import { createSubscriber } from 'svelte/reactivity';
import * as Y from 'yjs';
import { newId } from '#lib/ids.ts';
import { restored } from '#lib/live/client/session.ts';
import {
	addCluster,
	addNote,
	binNote,
	clusterTitle,
	dissolveCluster,
	mergeClusters,
	mergedInto,
	moveNote,
	moveNoteDown,
	moveNoteUp,
	newBoardDoc,
	noteText,
	readBoard,
	takeBackNote,
	unmergeCluster,
	type Board,
	type BoardCluster,
	type BoardNote
} from './document.ts';

/** A heading and what lies under it; `cluster` null is what lies loose. */
export type Group = { cluster: BoardCluster | null; notes: BoardNote[] };

/** What the page shows of a board, live or frozen. Order is the board's; the bin is apart. */
export type GroupedBoard = { groups: Group[]; bin: BoardNote[]; count: number };

/** Sorts a board into groups: clusters in their order, then what lies loose. */
export function groupNotes({ notes, clusters }: Board): GroupedBoard {
	const groups = new Map<string | null, Group>([
		...clusters.map((cluster): [string, Group] => [cluster.id, { cluster, notes: [] }]),
		[null, { cluster: null, notes: [] }]
	]);
	const bin: BoardNote[] = [];
	for (const note of notes) {
		if (note.binnedAt !== null) bin.push(note);
		else (groups.get(note.clusterId) ?? groups.get(null)!).notes.push(note);
	}
	bin.sort((a, b) => (a.binnedAt! < b.binnedAt! ? 1 : -1));
	return { groups: [...groups.values()], bin, count: notes.length - bin.length };
}

/** How a new note is signed and found again. */
export type Pen = { by: string; round: number; receipt: (noteId: string) => string | null; column?: string | null };

/** Something this hand did to the board that can be taken back. `what` is for the words. */
export type Deed = { what: 'binned' | 'moved' | 'dissolved' | 'merged' | 'unmerged'; undo: () => void };

/**
 * A board's document as Svelte sees it. What is structure (which notes, where, in which order) is one reading, made anew when
 * it changes; a text is read by its own note only, so that a keystroke renders nothing else. Changes go through the verbs
 * of `doc.ts`.
 */
export class LiveBoard {
	readonly doc: Y.Doc = newBoardDoc();
	#subscribe: () => void;
	#texts = new WeakMap<Y.Text, () => void>();
	#board: Board = { notes: [], clusters: [] };
	#laid: GroupedBoard | null = null;
	#stale = true;
	#held: { id: string; clusterId: string | null; pos: string } | null = null;
	#arrived = 0;
	#settled = false;
	#touched = new Set<Y.Text>();
	#tell = new Set<() => void>();

	constructor() {
		this.#subscribe = createSubscriber((update) => {
			this.#tell.add(update);
			return () => this.#tell.delete(update);
		});
		this.doc.on('afterTransaction', this.#after);
	}

	#after = (transaction: Y.Transaction) => {
		const mine = transaction.local || transaction.origin === restored;
		let isStructure = false;
		for (const type of transaction.changed.keys()) {
			if (!(type instanceof Y.Text)) isStructure = true;
			else if (mine) this.#touched.add(type);
		}
		if (!isStructure) return;
		const before = new Set(this.#read().notes.map(({ id }) => id));
		this.#stale = true;
		for (const { id } of this.#read().notes) {
			if (before.has(id)) continue;
			if (mine) this.#touched.add(this.textOf(id)!);
			else if (this.#settled) this.#arrived++;
		}
		this.#renew();
	};

	/** Puts in what this tab had written before it was loaded again. */
	putBack(update: Uint8Array) {
		Y.applyUpdate(this.doc, update, restored);
	}

	/** What this tab has written that nobody has acknowledged, text by text. */
	get touched(): string[] {
		return [...this.#touched].map((text) => text.toString()).filter((words) => words.trim() !== '');
	}

	/** The notes that hold it, as they read now. */
	get touchedNotes(): BoardNote[] {
		return this.#read().notes.flatMap((note) => {
			const text = this.textOf(note.id);
			return text && this.#touched.has(text) ? [{ ...note, text: text.toString() }] : [];
		});
	}

	/** All of it is on the server's disk. */
	acknowledged() {
		this.#touched.clear();
	}

	#renew() {
		this.#laid = null;
		for (const tell of this.#tell) tell();
	}

	#read(): Board {
		if (!this.#stale) return this.#board;
		this.#stale = false;
		const old = new Map(this.#board.notes.map((note) => [note.id, note]));
		const next = readBoard(this.doc);
		// A note that did not change stays the same object, and renders nothing.
		next.notes = next.notes.map((note) => {
			const known = old.get(note.id);
			return known &&
				known.clusterId === note.clusterId &&
				known.pos === note.pos &&
				known.binnedAt === note.binnedAt &&
				known.column === note.column
				? known
				: note;
		});
		return (this.#board = next);
	}

	/** The board, laid out. The note this hand is writing in stays where it lies until it is let go. */
	get laid(): GroupedBoard {
		this.#subscribe();
		if (this.#laid) return this.#laid;
		const board = this.#read();
		const held = this.#held;
		if (!held) return (this.#laid = groupNotes(board));
		const notes = board.notes.map((note) =>
			note.id === held.id ? { ...note, clusterId: held.clusterId, pos: held.pos, binnedAt: null } : note
		);
		notes.sort((a, b) => (a.pos < b.pos ? -1 : a.pos > b.pos ? 1 : a.id < b.id ? -1 : 1));
		const clusters = board.clusters;
		return (this.#laid = groupNotes({ notes, clusters }));
	}

	/** Everything that was on the board is here; from now on, what comes is news. */
	settle() {
		this.#read();
		this.#settled = true;
	}

	/** How many notes others have put down since then; for the announcer. */
	get arrived(): number {
		this.#subscribe();
		return this.#arrived;
	}

	/** A text as it stands, for reading; renders again when that text changes. */
	read(text: Y.Text | undefined): string {
		if (!text) return '';
		let subscribe = this.#texts.get(text);
		if (!subscribe) {
			subscribe = createSubscriber((update) => {
				text.observe(update);
				return () => text.unobserve(update);
			});
			this.#texts.set(text, subscribe);
		}
		subscribe();
		return text.toString();
	}

	textOf = (noteId: string) => noteText(this.doc, noteId);
	titleOf = (clusterId: string) => clusterTitle(this.doc, clusterId);

	/** Somebody began writing in a note: others may move it meanwhile, but not from under these hands. */
	hold(id: string) {
		const note = this.#read().notes.find((each) => each.id === id);
		this.#held = note && note.binnedAt === null ? { id, clusterId: note.clusterId, pos: note.pos } : null;
	}

	letGo(id: string) {
		if (this.#held?.id !== id) return;
		this.#held = null;
		this.#renew();
	}

	/** Puts a new note on the table; its id, or null when it is too long. */
	write(text: string, pen: Pen): string | null {
		const id = newId();
		return addNote(this.doc, { id, text, round: pen.round, by: pen.by, receipt: pen.receipt(id), column: pen.column ?? null }) ? id : null;
	}

	/** Moves a note to a cluster, null: loose. */
	move(id: string, clusterId: string | null): Deed | null {
		const note = this.#read().notes.find((each) => each.id === id);
		if (!note || note.clusterId === clusterId) return null;
		const back = this.#placeOf(note);
		this.#mine(id, () => moveNote(this.doc, id, { clusterId }));
		return { what: 'moved', undo: back };
	}

	/** One step among its neighbours; false at the end. */
	step(id: string, direction: 'up' | 'down'): boolean {
		return this.#mine(id, () => (direction === 'up' ? moveNoteUp : moveNoteDown)(this.doc, id));
	}

	/** Puts a note in the bin; `at` in ms since 1970, by the server's clock. */
	bin(id: string, at: number): Deed {
		this.#held = null;
		binNote(this.doc, id, new Date(at).toISOString());
		return { what: 'binned', undo: () => this.takeBack(id) };
	}

	takeBack(id: string) {
		takeBackNote(this.doc, id);
	}

	/** A new cluster with these notes in it; its id. */
	gather(noteIds: readonly string[], title = ''): string {
		const id = newId();
		this.doc.transact(() => {
			addCluster(this.doc, { id, title });
			for (const noteId of noteIds) moveNote(this.doc, noteId, { clusterId: id });
		});
		for (const noteId of noteIds) this.letGo(noteId);
		return id;
	}

	dissolve(id: string, at: number): Deed | null {
		const group = this.laid.groups.find(({ cluster }) => cluster?.id === id);
		if (!group) return null;
		const members = group.notes.map((note) => note.id);
		const title = this.titleOf(id)?.toString() ?? '';
		dissolveCluster(this.doc, id, new Date(at).toISOString());
		return { what: 'dissolved', undo: () => void this.gather(members, title) };
	}

	/** Lays a cluster into another; null when there is nothing to lay together. */
	merge(fromId: string, intoId: string): Deed | null {
		return mergeClusters(this.doc, fromId, intoId) ? { what: 'merged', undo: () => void unmergeCluster(this.doc, fromId) } : null;
	}

	/** Takes a cluster out of the one it was laid into. */
	unmerge(id: string): Deed | null {
		const intoId = this.laid.groups.find(({ cluster }) => cluster && this.mergedInto(cluster.id).some((each) => each.id === id))?.cluster
			?.id;
		if (!unmergeCluster(this.doc, id)) return null;
		return { what: 'unmerged', undo: () => void (intoId && mergeClusters(this.doc, id, intoId)) };
	}

	/** What was laid into a cluster and can be taken out again. */
	mergedInto(id: string): { id: string; title: string }[] {
		this.#subscribe();
		return mergedInto(this.doc, id);
	}

	/** What this hand does to a note it holds is seen at once. */
	#mine<T>(id: string, act: () => T): T {
		const held = this.#held?.id === id;
		this.#held = held ? null : this.#held;
		const result = act();
		if (held) this.hold(id);
		this.#renew();
		return result;
	}

	#placeOf({ id, clusterId }: BoardNote): () => void {
		const siblings = this.#read().notes.filter((each) => each.clusterId === clusterId && each.binnedAt === null);
		const afterId = siblings[siblings.findIndex((each) => each.id === id) - 1]?.id;
		const beforeId = siblings[siblings.findIndex((each) => each.id === id) + 1]?.id;
		return () =>
			void this.#mine(id, () => moveNote(this.doc, id, { clusterId, ...(afterId ? { afterId } : beforeId ? { beforeId } : {}) }));
	}

	destroy() {
		this.doc.off('afterTransaction', this.#after);
		this.doc.destroy();
	}
}
