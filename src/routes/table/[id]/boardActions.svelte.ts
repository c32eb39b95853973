import type { UndoableAction } from '#lib/cafe/board/board.svelte.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { focusOn } from './focus.ts';
import { clusterTools } from './later.ts';
import type { Table } from './table.svelte.ts';

/** The actions of this page on the board: each is confirmed in words, and most can be undone. */
export class BoardActions {
	#table: Table;
	/** Which note has its tools out. */
	toolsFor = $state<string | null>(null);
	/** Which cluster is being named. */
	naming = $state<string | null>(null);
	/** Which cluster is to be merged with another. */
	merging = $state<string | null>(null);
	/** The last action here that can be undone. */
	undoable = $state.raw<(UndoableAction & { words: string }) | null>(null);

	constructor(table: Table) {
		this.#table = table;
	}

	get #board() {
		return this.#table.writable ? this.#table.board : null;
	}

	move(id: string, clusterId: string | null) {
		const action = this.#board?.move(id, clusterId);
		const title = this.#table.targets.find((target) => target.id === clusterId)?.title ?? '';
		if (action) this.#did(action, clusterId === null ? m.board_moved_loose() : m.board_moved({ cluster: title }));
		this.toolsFor = null;
	}

	step(id: string, direction: 'up' | 'down') {
		if (!this.#board?.step(id, direction)) return;
		const group = this.#table.grouped.groups.find(({ notes }) => notes.some((note) => note.id === id));
		const at = group?.notes.findIndex((note) => note.id === id) ?? 0;
		this.#table.say(m.board_stepped({ at: at + 1, of: group?.notes.length ?? 1 }));
	}

	bin(id: string) {
		if (!this.#board) return;
		this.#did(this.#board.bin(id, this.#table.clock()), m.board_binned());
		this.toolsFor = null;
		void focusOn('undo-action');
	}

	restore(id: string) {
		this.#board?.restore(id);
		this.#table.say(m.board_taken_back());
	}

	/** A new cluster with these notes in it, to be named at once. */
	gather(...noteIds: string[]) {
		if (!this.#board) return;
		this.toolsFor = null;
		this.undoable = null;
		this.name(this.#board.gather(noteIds));
		this.#table.say(m.board_cluster_made());
	}

	name(clusterId: string) {
		this.naming = clusterId;
		void clusterTools.load().then(() => focusOn(`name-${clusterId}`));
	}

	named(clusterId: string) {
		this.naming = null;
		void focusOn(`rename-${clusterId}`);
	}

	dissolve(clusterId: string) {
		const action = this.#board?.dissolve(clusterId, this.#table.clock());
		if (action) this.#did(action, m.board_dissolved());
		void focusOn('undo-action');
	}

	/** Merges one cluster into another. */
	merge(fromId: string, intoId: string) {
		const title = this.#table.targets.find((target) => target.id === intoId)?.title ?? '';
		const action = this.#board?.merge(fromId, intoId);
		this.merging = null;
		if (action) this.#did(action, m.board_merged({ cluster: title }));
		void focusOn(`cluster-${intoId}`);
	}

	/** Takes a cluster out of the one it was merged into. */
	unmerge(id: string) {
		const action = this.#board?.unmerge(id);
		if (action) this.#did(action, m.board_unmerged());
		void focusOn(`cluster-${id}`);
	}

	undo() {
		this.undoable?.undo();
		this.undoable = null;
		this.#table.say(m.board_undone());
		void focusOn('new-note');
	}

	#did(action: UndoableAction, words: string) {
		this.undoable = { ...action, words };
		this.#table.say(words);
	}
}
