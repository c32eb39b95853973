import { invalidateAll } from '$app/navigation';
import { layOut, type Laid } from '#lib/cafe/board.svelte.ts';
import { boardLimits, type BoardCluster } from '#lib/cafe/doc.ts';
import { Joined } from '#lib/cafe/joined.ts';
import { makeReceiptSecret, receiptSecret, unsentOf, type Unsent } from '#lib/cafe/phone.ts';
import { receiptMark } from '#lib/cafe/receipt.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { PageData } from './$types';
import { Hands } from './hands.svelte.ts';
import { closedWords, phaseWords, readOnlyWords } from './words.ts';

/** What a form on this page was answered. */
export type Answer = {
	id?: string;
	reason?: string;
	values?: Record<string, unknown>;
	errors?: Record<string, string>;
	posted?: boolean;
} | null;

const nothing: Laid = { groups: [{ cluster: null, notes: [] }], bin: [], count: 0 };

/** A table as one page has it: what the server said when it was loaded, what the socket says since, and what these hands are doing. */
export class Table {
	#data: () => PageData;
	#unsent: Unsent;
	#joined = $state.raw<Joined | null>(null);
	#closed = $state<number | null>(null);
	#draft = $state('');
	#heard = '';
	#offset = 0;
	/** The receipt's secret; null until this phone has written. */
	secret = $state<string | null>(null);
	/** Whether the choice of mark is open. */
	marking = $state(false);
	readonly hands = new Hands(this);
	/** What the page answers to what was done; a new object each time. */
	answer = $state.raw<{ words: string } | null>(null);
	/** Texts of this tab that the board will not take. */
	lost = $state.raw<string[]>([]);

	constructor(data: () => PageData) {
		this.#data = data;
		this.#unsent = unsentOf(data().table.boardId, data().epoch);
	}

	// ── joining ──

	/** What this phone remembers, in the browser. */
	begin() {
		this.#offset = Date.parse(this.data.now) - Date.now();
		if (this.data.projector) return;
		this.#draft = this.#unsent.read().draft;
		this.secret = receiptSecret(this.data.cafe.id);
	}

	/** Whether there is a board to be joined: not one that is frozen, nor one where they do not sit (yet, or any more). */
	get mayJoin() {
		return this.data.frozen === null && !this.elsewhere;
	}

	/** They sit at another table, and have not sat here. */
	get elsewhere() {
		return this.data.mode === 'read' && this.data.goTo !== null;
	}

	/** Joins the board; gives what leaves it. */
	join(): () => void {
		this.#join(this.#unsent.read().changes);
		return () => {
			const joined = this.#joined;
			this.#joined = null;
			joined?.end();
			// What was still on its way when the board was frozen.
			if (joined) this.lose(joined.board.touched);
		};
	}

	/** Texts of this tab that are not on the board, and shall not be dropped (L15). */
	lose(texts: readonly string[]) {
		this.lost = [...this.lost, ...texts.filter((words) => !this.lost.includes(words))];
	}

	#join(changes: Uint8Array | null) {
		this.#closed = null;
		this.#joined = new Joined({
			boardId: this.data.table.boardId,
			projector: this.data.projector,
			unsent: this.#unsent,
			changes,
			ontold: ({ stage, offset }) => {
				if (!stage) return;
				this.#offset = offset;
				const now = `${stage.phase} ${stage.round} ${stage.state}`;
				// The whole hall hears it at once; it need not ask for its pages in the same moment.
				if (this.#heard && this.#heard !== now) setTimeout(() => void invalidateAll(), Math.random() * 700);
				this.#heard = now;
			},
			onover: (over, texts) => {
				this.lose(texts);
				if ('closed' in over) {
					this.#closed = over.closed;
					if (over.closed === 4409) void invalidateAll();
					return;
				}
				// The document here has something the board will never take: begin anew from what the board says.
				if (over.refused === 'tooMany' || over.refused === 'full') this.say(m.board_full());
				queueMicrotask(() => {
					this.#joined?.end();
					this.#join(null);
				});
			}
		});
	}

	// ── what the page shows ──

	get data() {
		return this.#data();
	}

	/** The document while it is written on; null before it is joined and when what is shown is frozen. */
	get board() {
		return this.data.frozen ? null : (this.#joined?.board ?? null);
	}

	get #state() {
		return this.#joined?.state ?? null;
	}

	clock = () => Date.now() + this.#offset;

	/** The newest that is known of where the conversation stands. */
	get stage() {
		const { cafe, table, now } = this.data;
		const told = this.#state?.stage;
		if (told && told.serverTime >= now) return told;
		const state = cafe.phase === 'closed' ? 'closed' : table.frozenAt !== null || cafe.phase === 'harvest' ? 'frozen' : 'open';
		return { phase: cafe.phase, round: cafe.round, endsAt: cafe.endsAt, message: cafe.message, state };
	}

	get open() {
		return this.stage.state === 'open' && this.data.frozen === null;
	}

	get writable() {
		return this.open && this.data.mode === 'write' && !this.data.projector && this.#closed === null && (this.#state?.synced ?? false);
	}

	get ready() {
		return !this.mayJoin || (this.#state?.synced ?? false);
	}

	get away() {
		return this.#state?.away ?? false;
	}

	/** Pages come through, sockets don't (L18). */
	get blocked() {
		return this.#state?.blocked ?? false;
	}

	get save() {
		return this.#state?.save ?? { state: 'saved' as const, waiting: 0 };
	}

	get present() {
		return this.#state?.present ?? [];
	}

	/** Who else is writing in a note; those without a name are not told about. */
	writersIn(noteId: string) {
		return this.present.filter(({ self, editing, label }) => !self && editing === noteId && label !== '');
	}

	get voting() {
		const takesPart = this.data.participant !== null || this.data.role === 'host';
		return this.stage.phase === 'vote' && this.open && takesPart && this.data.goTo === null && !this.data.projector;
	}

	get laid(): Laid {
		if (this.data.frozen) return layOut(this.data.frozen);
		return this.board?.laid ?? nothing;
	}

	titleOf = (cluster: BoardCluster) => (!this.board ? cluster.title : this.board.read(this.board.titleOf(cluster.id)));
	wordsOf = (note: { id: string; text: string }) => (!this.board ? note.text : this.board.read(this.board.textOf(note.id)));

	get targets(): { id: string | null; title: string }[] {
		const clusters = this.laid.groups.flatMap(({ cluster }) =>
			cluster ? [{ id: cluster.id, title: this.titleOf(cluster) || m.board_cluster_unnamed() }] : []
		);
		return [...clusters, { id: null, title: m.board_loose() }];
	}

	/** What stands on a note written now; '' is nobody. */
	get mark() {
		return this.data.label;
	}

	get phaseWords() {
		return phaseWords(this.stage.phase, this.stage.round, this.data.cafe.rounds);
	}

	get fault(): string | null {
		return this.#closed === null || this.#closed === 4409 ? null : closedWords(this.#closed);
	}

	get readOnlyReason(): string | null {
		if (this.data.projector) return null;
		return this.open && this.data.mode === 'write' ? null : readOnlyWords(this.stage.phase, this.open);
	}

	// ── what these hands do ──

	get draft() {
		return this.#draft;
	}

	set draft(text: string) {
		this.#draft = text;
		this.#unsent.keepDraft(text);
	}

	/** These hands write in a note, or (null) in none any more. */
	writesIn(noteId: string | null) {
		this.#joined?.edits(noteId);
	}

	say(words: string) {
		this.answer = { words };
	}

	/** The receipt's secret, made when this phone has none. */
	makeSecret(): string {
		return (this.secret ??= makeReceiptSecret(this.data.cafe.id));
	}

	/** Puts what stands in the field on the table; the new note's id, or null when there is nothing or no room. */
	post(): string | null {
		const text = this.#draft.trim();
		if (!this.board || !this.writable || text === '') return null;
		if (this.laid.count + this.laid.bin.length >= boardLimits.notes) {
			this.say(m.board_full());
			return null;
		}
		const secret = this.makeSecret();
		const id = this.board.write(text, { by: this.mark, round: this.stage.round, receipt: (noteId) => receiptMark(secret, noteId) });
		if (id === null) return null;
		this.draft = '';
		this.say(m.board_posted());
		return id;
	}
}
