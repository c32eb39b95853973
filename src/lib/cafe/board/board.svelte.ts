/* eslint-disable svelte/prefer-svelte-reactivity -- what changes is the document; it tells Svelte through createSubscriber */
import { createSubscriber } from 'svelte/reactivity';
import * as Y from 'yjs';
import { newId } from '#lib/ids.ts';
import { restored } from '#lib/live/client/session.ts';
import { isOwn, TouchedTexts } from '#lib/live/client/touchedTexts.ts';
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
	restoreNote,
	unmergeCluster,
	withdrawProposal,
	type Board,
	type BoardCluster,
	type BoardNote
} from './document.ts';

/** A cluster with its notes; null holds the notes in no cluster. */
export type Group = { cluster: BoardCluster | null; notes: BoardNote[] };

/** What the page shows of a board, live or frozen, in the order of the board; notes in the bin are separate. */
export type GroupedBoard = { groups: Group[]; bin: BoardNote[]; count: number };

/** Groups the notes of a board by cluster, in the order of the board; those in no cluster come last. */
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

/** What a new note says of its writer, and the mark by which they find it again. */
export type NoteSignature = { by: string; round: number; receipt: (noteId: string) => string | null; column?: string | null };

/** A change made from this page that can be undone; `what` chooses the sentence about it. */
export type UndoableAction = { what: 'binned' | 'moved' | 'dissolved' | 'merged' | 'unmerged'; undo: () => void };

/**
 * A board's document for Svelte. Its structure (which notes, where, in which order) is read as a whole and read again when it
 * changes; a text is subscribed to by its own note only, so that a keystroke renders nothing else. Changes are made by the
 * functions of `document.ts`.
 */
export class LiveBoard {
	readonly doc: Y.Doc = newBoardDoc();
	#subscribe: () => void;
	#texts = new WeakMap<Y.Text, () => void>();
	#board: Board = { notes: [], clusters: [] };
	#grouped: GroupedBoard | null = null;
	#stale = true;
	#pinned: { id: string; clusterId: string | null; pos: string } | null = null;
	#arrived = 0;
	#settled = false;
	#touched = new TouchedTexts();
	#subscribers = new Set<() => void>();

	constructor() {
		this.#subscribe = createSubscriber((update) => {
			this.#subscribers.add(update);
			return () => this.#subscribers.delete(update);
		});
		this.doc.on('afterTransaction', this.#after);
	}

	#after = (transaction: Y.Transaction) => {
		this.#touched.addFrom(transaction);
		const isStructure = [...transaction.changed.keys()].some((type) => !(type instanceof Y.Text));
		if (!isStructure) return;
		const mine = isOwn(transaction);
		const before = new Set(this.#read().notes.map(({ id }) => id));
		this.#stale = true;
		for (const { id } of this.#read().notes) {
			if (before.has(id)) continue;
			if (mine) this.#touched.add(this.textOf(id)!);
			else if (this.#settled) this.#arrived++;
		}
		this.#renew();
	};

	/** Applies what this tab had written before it was reloaded. */
	putBack(update: Uint8Array) {
		Y.applyUpdate(this.doc, update, restored);
	}

	/** The texts this tab has changed and the server has not acknowledged. */
	get touched(): string[] {
		return this.#touched.contents;
	}

	/** The notes with those texts, as they are now. */
	get touchedNotes(): BoardNote[] {
		return this.#read().notes.flatMap((note) => {
			const text = this.textOf(note.id);
			return text && this.#touched.has(text) ? [{ ...note, text: text.toString() }] : [];
		});
	}

	/** The server has stored all of them. */
	acknowledged() {
		this.#touched.clear();
	}

	#renew() {
		this.#grouped = null;
		for (const notify of this.#subscribers) notify();
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
				known.firstText === note.firstText &&
				known.column === note.column
				? known
				: note;
		});
		return (this.#board = next);
	}

	/** The board's notes by cluster. A pinned note, which is being written in here, keeps its place until it is unpinned. */
	get grouped(): GroupedBoard {
		this.#subscribe();
		if (this.#grouped) return this.#grouped;
		const board = this.#read();
		const pinned = this.#pinned;
		if (!pinned) return (this.#grouped = groupNotes(board));
		const notes = board.notes.map((note) =>
			note.id === pinned.id ? { ...note, clusterId: pinned.clusterId, pos: pinned.pos, binnedAt: null } : note
		);
		notes.sort((a, b) => (a.pos < b.pos ? -1 : a.pos > b.pos ? 1 : a.id < b.id ? -1 : 1));
		const clusters = board.clusters;
		return (this.#grouped = groupNotes({ notes, clusters }));
	}

	/** The board has been loaded: notes that come from now on are counted as new. */
	loaded() {
		this.#read();
		this.#settled = true;
	}

	/** How many notes others have added since then; for the announcer. */
	get arrived(): number {
		this.#subscribe();
		return this.#arrived;
	}

	/** A text for display; renders again when that text changes. */
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

	/** Keeps a note in its place on this page while it is being written in, wherever others move it. */
	pin(id: string) {
		const note = this.#read().notes.find((each) => each.id === id);
		this.#pinned = note && note.binnedAt === null ? { id, clusterId: note.clusterId, pos: note.pos } : null;
	}

	unpin(id: string) {
		if (this.#pinned?.id !== id) return;
		this.#pinned = null;
		this.#renew();
	}

	/** Adds a note to the board; returns its id, or null when it is too long. */
	write(text: string, signature: NoteSignature): string | null {
		const id = newId();
		const { by, round, receipt, column = null } = signature;
		return addNote(this.doc, { id, text, round, by, receipt: receipt(id), column }) ? id : null;
	}

	/** Moves a note to a cluster (null: to none). Null when nothing changes. */
	move(id: string, clusterId: string | null): UndoableAction | null {
		const note = this.#read().notes.find((each) => each.id === id);
		if (!note || note.clusterId === clusterId) return null;
		const back = this.#placeOf(note);
		this.#change(id, () => moveNote(this.doc, id, { clusterId }));
		return { what: 'moved', undo: back };
	}

	/** One step among its neighbours; false at the end. */
	step(id: string, direction: 'up' | 'down'): boolean {
		return this.#change(id, () => (direction === 'up' ? moveNoteUp : moveNoteDown)(this.doc, id));
	}

	/** Puts a note in the bin; `at` in ms since 1970, by the server's clock. */
	bin(id: string, at: number): UndoableAction {
		this.#pinned = null;
		binNote(this.doc, id, new Date(at).toISOString());
		return { what: 'binned', undo: () => this.restore(id) };
	}

	/** Takes a proposal back; `at` in ms since 1970, by the server's clock. */
	withdraw(proposalId: string, at: number): void {
		withdrawProposal(this.doc, proposalId, new Date(at).toISOString());
	}

	restore(id: string) {
		restoreNote(this.doc, id);
	}

	/** A new cluster with these notes in it; its id. */
	gather(noteIds: readonly string[], title = ''): string {
		const id = newId();
		this.doc.transact(() => {
			addCluster(this.doc, { id, title });
			for (const noteId of noteIds) moveNote(this.doc, noteId, { clusterId: id });
		});
		for (const noteId of noteIds) this.unpin(noteId);
		return id;
	}

	dissolve(id: string, at: number): UndoableAction | null {
		const group = this.grouped.groups.find(({ cluster }) => cluster?.id === id);
		if (!group) return null;
		const members = group.notes.map((note) => note.id);
		const title = this.titleOf(id)?.toString() ?? '';
		dissolveCluster(this.doc, id, new Date(at).toISOString());
		return { what: 'dissolved', undo: () => void this.gather(members, title) };
	}

	/** Merges a cluster into another; null when they are merged already. */
	merge(fromId: string, intoId: string): UndoableAction | null {
		return mergeClusters(this.doc, fromId, intoId) ? { what: 'merged', undo: () => void unmergeCluster(this.doc, fromId) } : null;
	}

	/** Takes a cluster out of the one it was merged into. */
	unmerge(id: string): UndoableAction | null {
		const intoId = this.grouped.groups.find(({ cluster }) => cluster && this.mergedInto(cluster.id).some((each) => each.id === id))?.cluster
			?.id;
		if (!unmergeCluster(this.doc, id)) return null;
		return { what: 'unmerged', undo: () => void (intoId && mergeClusters(this.doc, id, intoId)) };
	}

	/** The clusters that were merged into a cluster and can be taken out again. */
	mergedInto(id: string): { id: string; title: string }[] {
		this.#subscribe();
		return mergedInto(this.doc, id);
	}

	/** Makes a change to a note; if it is pinned, it is pinned at its new place. */
	#change<T>(id: string, act: () => T): T {
		const pinned = this.#pinned?.id === id;
		this.#pinned = pinned ? null : this.#pinned;
		const result = act();
		if (pinned) this.pin(id);
		this.#renew();
		return result;
	}

	#placeOf({ id, clusterId }: BoardNote): () => void {
		const siblings = this.#read().notes.filter((each) => each.clusterId === clusterId && each.binnedAt === null);
		const afterId = siblings[siblings.findIndex((each) => each.id === id) - 1]?.id;
		const beforeId = siblings[siblings.findIndex((each) => each.id === id) + 1]?.id;
		return () =>
			void this.#change(id, () => moveNote(this.doc, id, { clusterId, ...(afterId ? { afterId } : beforeId ? { beforeId } : {}) }));
	}

	destroy() {
		this.doc.off('afterTransaction', this.#after);
		this.doc.destroy();
	}
}
