import { invalidateAll } from '$app/navigation';
import { groupNotes, type GroupedBoard } from '#lib/cafe/board/board.svelte.ts';
import { boardLimits, type BoardCluster } from '#lib/cafe/board/document.ts';
import { isSilent, limits } from '#lib/cafe/model.ts';
import { keptOnSheet, makeReceiptSecret, receiptSecret } from '#lib/cafe/board/browserStorage.ts';
import { unsentOf, type Unsent } from '#lib/live/client/unsent.ts';
import { receiptMark } from '#lib/cafe/participants/receipt.ts';
import { aboutText, columnOf, type Stance } from '#lib/cafe/setup/planElements.ts';
import { Seat, type Place } from '#lib/cafe/board/seat.svelte.ts';
import type { TableStage, Told } from '#lib/cafe/board/stage.server.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { PageData } from './$types';
import { Hands } from './hands.svelte.ts';
import { closedWords, phaseWords, readOnlyWords } from './text.ts';

/** What a form on this page was answered. */
export type Answer = {
	id?: string | undefined;
	values?: Record<string, unknown> | undefined;
	refused?: { reason: string } | undefined;
	refusal?: string | undefined;
	posted?: boolean | undefined;
} | null;

/** Where the conversation stands, as the page has it. */
type Where = Told & { phase: string; round: number; endsAt: string | null; message: string | null; state: 'open' | 'frozen' | 'closed' };

const nothing: GroupedBoard = { groups: [{ cluster: null, notes: [] }], bin: [], count: 0 };

/** A table as one page has it: what the server said when it was loaded, what the socket says since, and what these hands are doing. */
export class Table {
	#data: () => PageData;
	#unsent: Unsent;
	readonly seat: Seat;
	#closed = $state<number | null>(null);
	#draft = $state('');
	#heard = '';
	#read: string | null = null;
	#offset = 0;
	/** The receipt's secret; null until this phone has written. */
	secret = $state<string | null>(null);
	/** Of what lies on the table, what the next note is about; '' is nothing in particular. */
	aboutId = $state('');
	stance = $state<Stance>('change');
	/** Whether the choice of mark is open. */
	marking = $state(false);
	readonly hands = new Hands(this);
	/** What the page answers to what was done; a new object each time. */
	answer = $state.raw<{ words: string } | null>(null);
	/** Texts of this tab that the board will not take. */
	lost = $state.raw<string[]>([]);

	/** What the page tells of what others did; a new object each time. Told calmly (`Announcer`). */
	news = $state.raw<{ words: string } | null>(null);

	constructor(data: () => PageData) {
		this.#data = data;
		this.#unsent = unsentOf(data().table.boardId, data().epoch);
		this.seat = new Seat({
			projector: data().projector,
			unsent: this.#unsent,
			formerPrivateBoards: () => this.data.formerPrivateBoards,
			sign: (by) => ([this.data.labels.talk, this.data.labels.silent].includes(by) ? by : this.data.labels.talk),
			receipt: (noteId) => (this.secret === null ? null : receiptMark(this.secret, noteId)),
			room: ({ board }) => boardLimits.notes - board.laid.count - board.laid.bin.length,
			ontold: ({ status, offset }) => {
				this.#offset = offset;
				if (status) this.#hear(status as TableStage);
			},
			onover: (over) => this.#over(over),
			onlost: (texts) => this.lose(texts),
			onlaid: (laid, full) => {
				this.lose(full);
				if (laid > 0) this.say(m.phases_rescued({ count: laid }));
			}
		});
	}

	// ── joining ──

	/** What this phone remembers, in the browser. */
	begin() {
		this.#offset = Date.parse(this.data.now) - Date.now();
		if (this.data.projector) return;
		this.#draft = this.#unsent.read().draft;
		this.secret = receiptSecret(this.data.cafe.id);
		const { frozen, formerPrivateBoards } = this.data;
		if (frozen)
			this.lose(
				formerPrivateBoards.flatMap(keptOnSheet).flatMap(({ id, text }) => (frozen.notes.some((note) => note.id === id) ? [] : [text]))
			);
	}

	/** Whether there is a board to be joined: not one that is frozen, nor one where they do not sit (yet, or any more). */
	get mayJoin() {
		return this.data.frozen === null && !this.elsewhere;
	}

	/** They sit at another table, and have not sat here. */
	get elsewhere() {
		return this.data.mode === 'read' && this.data.goTo !== null;
	}

	/** The board that should lie before them: the table's; while everybody writes alone, their sheet, when it has been dealt. */
	get place(): Place | null {
		if (!this.mayJoin) return null;
		const { privateBoard, table } = this.data;
		return this.stage.silent && privateBoard
			? { boardId: privateBoard.boardId, isSheet: true }
			: { boardId: table.boardId, isSheet: false };
	}

	/** Texts of this tab that are not on the board, and shall not be dropped (L15). */
	lose(texts: readonly string[]) {
		this.lost = [...this.lost, ...texts.filter((words) => !this.lost.includes(words))];
	}

	#hear(stage: TableStage) {
		const now = `${stage.phase} ${stage.round} ${stage.state} ${stage.silent}`;
		if (this.#heard && this.#heard !== now) {
			// The whole hall hears it at once; it need not ask for its pages in the same moment.
			setTimeout(() => void invalidateAll(), Math.random() * 700);
			this.hands.deed = null;
			const [was, is] = [this.#heard.endsWith('true'), stage.silent];
			this.tell(is ? m.phases_began_silent() : was ? m.phases_revealed() : phaseWords(stage.phase, stage.round, stage.rounds));
		}
		this.#heard = now;
		if (stage.message && stage.messageAt !== this.#read) this.tell(m.phases_message_from({ message: stage.message }));
		this.#read = stage.messageAt;
	}

	#over(over: { refused: string } | { closed: number }) {
		if ('refused' in over) {
			if (over.refused === 'tooMany' || over.refused === 'full') this.say(m.board_full());
			return;
		}
		// A sheet closes when it is laid on the table; the page learns where to go.
		const isRevealed = this.onSheet && [4409, 4410].includes(over.closed);
		if (!isRevealed) this.#closed = over.closed;
		if (isRevealed || over.closed === 4409) void invalidateAll();
	}

	// ── what the page shows ──

	get data() {
		return this.#data();
	}

	/** The document while it is written on; null before it is joined and when what is shown is frozen. */
	get board() {
		return this.data.frozen ? null : (this.seat.joined?.board ?? null);
	}

	get #state() {
		return this.seat.joined?.state ?? null;
	}

	clock = () => Date.now() + this.#offset;

	/** What lies here is a sheet of one's own. */
	get onSheet() {
		return this.seat.onSheet;
	}

	/** The newest that is known of where the conversation stands. */
	get stage(): Where {
		const { cafe, table, now } = this.data;
		const told = this.#state?.status;
		if (told && told.serverTime >= now) return told as TableStage;
		const state = cafe.phase === 'closed' ? 'closed' : table.frozenAt !== null || cafe.phase === 'harvest' ? 'frozen' : 'open';
		const { phase, round, rounds, endsAt, pausedAt, message } = cafe;
		const left = pausedAt === null || endsAt === null ? null : Date.parse(endsAt) - Date.parse(pausedAt);
		const quiet = { messageAt: null, writing: 0, written: 0, hand: table.handAt !== null, ready: table.readyAt !== null };
		return { phase, round, rounds, endsAt: pausedAt === null ? endsAt : null, left, message, state, silent: isSilent(cafe), ...quiet };
	}

	get open() {
		return this.stage.state === 'open' && this.data.frozen === null;
	}

	get writable() {
		// While everybody writes alone those who run the day look on; a seat goes on writing until its sheet has been dealt.
		const mayNow = !this.stage.silent || this.onSheet || this.data.role !== 'facilitator';
		const { mode, projector } = this.data;
		return this.open && mayNow && mode === 'write' && !projector && this.#closed === null && (this.#state?.synced ?? false);
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

	get laid(): GroupedBoard {
		if (this.data.frozen) return groupNotes(this.data.frozen);
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

	/** What a note is about, in words; null when it says nothing of that. */
	aboutOf(note: { column: string | null }): string | null {
		return aboutText(note.column, this.data.elements);
	}

	/** What stands on a note written now; '' is nobody. */
	get mark() {
		return this.onSheet ? this.data.labels.silent : this.data.labels.talk;
	}

	get phaseWords() {
		const { phase, round, silent } = this.stage;
		return silent ? m.phases_silent_short() : phaseWords(phase, round, this.data.cafe.rounds);
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
		this.seat.joined?.edits(noteId);
	}

	say(words: string) {
		this.answer = { words };
	}

	tell(words: string) {
		this.news = { words };
	}

	/** The receipt's secret, made when this phone has none. */
	makeSecret(): string {
		return (this.secret ??= makeReceiptSecret(this.data.cafe.id));
	}

	/** Puts what stands in the field on the table; the new note's id, or null when there is nothing or no room. */
	post(): string | null {
		const text = this.#draft.trim();
		if (!this.board || !this.writable || text === '') return null;
		if (this.laid.count + this.laid.bin.length >= (this.onSheet ? limits.privateNotes : boardLimits.notes)) {
			this.say(m.board_full());
			return null;
		}
		const secret = this.makeSecret();
		const column = this.aboutId === '' ? null : columnOf({ elementId: this.aboutId, stance: this.stance });
		const id = this.board.write(text, { by: this.mark, round: this.stage.round, receipt: (noteId) => receiptMark(secret, noteId), column });
		if (id === null) return null;
		this.draft = '';
		this.say(this.onSheet ? m.phases_alone_posted() : m.board_posted());
		return id;
	}
}
