import { net } from '#lib/ui/lazy/net.svelte.ts';
import { groupNotes, type GroupedBoard } from '#lib/cafe/board/board.svelte.ts';
import type { BoardCluster } from '#lib/cafe/board/document.ts';
import { boardLimits } from '#lib/cafe/board/limits.ts';
import { limits } from '#lib/cafe/model.ts';
import { keptPrivateNotes, makeReceiptSecret, receiptSecret } from '#lib/cafe/board/browserStorage.ts';
import { unsentOf, type Unsent } from '#lib/live/client/unsent.ts';
import { receiptMark } from '#lib/cafe/participants/receipt.ts';
import { aboutText, columnOf, type Stance } from '#lib/cafe/setup/planElements.ts';
import { Seat, type Place } from '#lib/cafe/board/seat.svelte.ts';
import type { TableStatus } from '#lib/cafe/board/status.server.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { PageData } from './$types';
import { BoardActions } from './boardActions.svelte.ts';
import { Change } from './change.svelte.ts';
import { Hands } from './hands.svelte.ts';
import { loadedStatus, type PageStage } from './loadedStatus.ts';
import { closedWords, phaseWords, readOnlyWords, refusedWords } from './text.ts';

const nothing: GroupedBoard = { groups: [{ cluster: null, notes: [] }], bin: [], count: 0 };

/** The state of a table's page: what the server loaded it with, what the socket has said since, and what is being done on this page. */
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
	/** The element of the plan that the next note is about; '' is none. */
	aboutId = $state('');
	stance = $state<Stance>('change');
	/** Whether the choice of mark is open. */
	marking = $state(false);
	readonly actions = new BoardActions(this);
	readonly hands = new Hands(this);
	readonly change = new Change(this);
	/** What the page says after actions on it, the newest last: two may come before it is said. */
	answers = $state.raw<readonly string[]>([]);
	/** Texts from this tab that the board does not accept. */
	lost = $state.raw<string[]>([]);

	/** The same of what others did, spoken at intervals (`Announcer`). */
	news = $state.raw<readonly string[]>([]);

	constructor(data: () => PageData) {
		this.#data = data;
		// Before anything counts: until the socket has said the time, it is what it was when the page was made.
		this.#offset = Date.parse(data().now) - Date.now();
		this.#unsent = unsentOf(data().table.boardId, data().epoch);
		this.seat = new Seat({
			projector: data().projector,
			unsent: this.#unsent,
			formerPrivateBoards: () => this.data.formerPrivateBoards,
			sign: (by) => ([this.data.labels.talk, this.data.labels.silent].includes(by) ? by : this.data.labels.talk),
			receipt: (noteId) => (this.secret === null ? null : receiptMark(this.secret, noteId)),
			room: ({ board }) => boardLimits.notes - board.grouped.count - board.grouped.bin.length,
			ontold: ({ status, offset }) => {
				if (offset !== null) this.#offset = offset;
				if (status) this.#hear(status as TableStatus);
			},
			onover: (over) => this.#over(over),
			onlost: (texts) => this.lose(texts),
			oncopied: (copied, full) => {
				this.lose(full);
				if (copied > 0) this.say(m.phases_rescued({ count: copied }));
			}
		});
	}

	/** Reads what this phone has stored. Only in the browser. */
	begin() {
		if (this.data.projector) return;
		this.#draft = this.#unsent.read().draft;
		this.lose(this.#unsent.lost());
		this.change.take();
		this.secret = receiptSecret(this.data.cafe.id);
		const { frozen, formerPrivateBoards } = this.data;
		if (frozen)
			this.lose(
				formerPrivateBoards.flatMap(keptPrivateNotes).flatMap(({ id, text }) => (frozen.notes.some((note) => note.id === id) ? [] : [text]))
			);
	}

	/** Whether the board can be joined: it is not frozen, and they sit here. */
	get mayJoin() {
		return this.data.frozen === null && !this.elsewhere;
	}

	/** They sit at another table, and have not been at this one. */
	get elsewhere() {
		return this.data.goTo !== null && !this.data.wasHere;
	}

	/** The board they should have open: the table's, or their private one while everybody writes alone and it has been created. */
	get place(): Place | null {
		if (!this.mayJoin) return null;
		const { privateBoard, table } = this.data;
		return this.stage.silent && privateBoard
			? { boardId: privateBoard.boardId, isPrivate: true }
			: { boardId: table.boardId, isPrivate: false };
	}

	/** Goes to the board they should have open, also after it was closed and opened again. */
	join() {
		if (this.place && this.#closed !== null) this.tell(m.phases_opened_again());
		if (this.place) this.#closed = null;
		this.seat.go(this.place);
	}

	/** Keeps texts from this tab that are on no board, so that they can be copied (L15). */
	lose(texts: readonly string[]) {
		this.lost = [...this.lost, ...texts.filter((words) => !this.lost.includes(words))];
		this.#unsent.keepLost(this.lost);
	}

	/** Their writer has taken care of them. */
	removeLost() {
		this.lost = [];
		this.#unsent.keepLost([]);
	}

	#hear(stage: TableStatus) {
		const now = `${stage.phase} ${stage.round} ${stage.state} ${stage.silent}`;
		if (this.#heard && this.#heard !== now) {
			// Everybody in the hall is told at once: spread their page loads over 700 ms.
			setTimeout(() => void net.refresh(), Math.random() * 700);
			this.actions.undoable = null;
			const [was, is] = [this.#heard.endsWith('true'), stage.silent];
			this.tell(is ? m.phases_began_silent() : was ? m.phases_revealed() : phaseWords(stage.phase, stage.round, stage.rounds));
		}
		this.#heard = now;
		// The facilitator has mended it.
		if (stage.question !== this.data.table.question) void net.refresh().then(() => this.tell(m.board_question_mended()));
		if (this.data.role === 'host' && stage.waiting !== this.data.waiting.length) void net.refresh();
		if (stage.message && stage.messageAt !== this.#read) this.tell(m.phases_message_from({ message: stage.message }));
		this.#read = stage.messageAt;
	}

	#over(over: { refused: string } | { closed: number }) {
		if ('refused' in over) {
			const words = refusedWords(over.refused);
			return words === null ? undefined : this.say(words);
		}
		// A private board closes when it is revealed; loading the page again tells where to write.
		const isRevealed = this.onPrivateBoard && [4409, 4410].includes(over.closed);
		if (!isRevealed) this.#closed = over.closed;
		if (!isRevealed && this.#draft.trim() !== '') this.lose([this.#draft]);
		// The boards were closed, and the socket with them, before it could say so.
		const { phase, round, rounds } = this.stage;
		if (!isRevealed && over.closed === 4409 && ['round', 'changeover', 'vote'].includes(phase))
			this.tell(phaseWords('harvest', round, rounds));
		// Everybody in the hall is told at once: spread their page loads over 700 ms.
		if (over.closed === 4403) void this.change.turnedAway(() => this.again());
		if (isRevealed || [4409, 4410].includes(over.closed)) setTimeout(() => void net.refresh(), isRevealed ? 0 : Math.random() * 700);
	}

	/** Joins anew without what the server did not take: that is among the texts that are lost. */
	again() {
		this.#closed = null;
		this.#unsent.keepChanges(null, []);
		this.seat.leave();
		this.join();
	}

	get data() {
		return this.#data();
	}

	/** The live document; null before it is joined and when the board is frozen. */
	get board() {
		return this.data.frozen ? null : (this.seat.session?.board ?? null);
	}

	get #state() {
		return this.seat.session?.state ?? null;
	}

	clock = () => Date.now() + this.#offset;

	/** The open board is the participant's private one. */
	get onPrivateBoard() {
		return this.seat.onPrivateBoard;
	}

	/** The newest stage that is known. */
	get stage(): PageStage {
		const told = this.#state?.status;
		return told && told.serverTime >= this.data.now ? (told as TableStatus) : loadedStatus(this.data);
	}

	get open() {
		return this.stage.state === 'open' && this.data.frozen === null;
	}

	get writable() {
		// While everybody writes alone those who run the day only read; a seat can write on the table's board until its private one is
		// created.
		const mayNow = !this.stage.silent || this.onPrivateBoard || this.data.role !== 'facilitator';
		const { mode, projector } = this.data;
		return (
			this.open && mayNow && mode === 'write' && !this.change.isOn && !projector && this.#closed === null && (this.#state?.synced ?? false)
		);
	}

	get ready() {
		return !this.mayJoin || (this.#state?.synced ?? false);
	}

	get away() {
		return this.#state?.away ?? false;
	}

	/** The network lets pages through and blocks sockets (L18). */
	get blocked() {
		return this.#state?.blocked ?? false;
	}

	get voting() {
		return this.stage.phase === 'vote' && this.open && this.data.hasDots && this.data.goTo === null && !this.data.projector;
	}

	get grouped(): GroupedBoard {
		if (this.data.frozen) return groupNotes(this.data.frozen);
		return this.board?.grouped ?? nothing;
	}

	titleOf = (cluster: BoardCluster) => (!this.board ? cluster.title : this.board.read(this.board.titleOf(cluster.id)));
	wordsOf = (note: { id: string; text: string }) => (!this.board ? note.text : this.board.read(this.board.textOf(note.id)));

	get targets(): { id: string | null; title: string; written?: boolean }[] {
		const clusters = this.grouped.groups.flatMap(({ cluster }) =>
			cluster ? [{ id: cluster.id, title: this.titleOf(cluster) || m.board_cluster_unnamed(), written: this.titleOf(cluster) !== '' }] : []
		);
		return [...clusters, { id: null, title: m.board_loose() }];
	}

	/** What a note is about, as text; null when it is about nothing in particular. */
	aboutOf = (note: { column: string | null }): string | null => aboutText(note.column, this.data.elements);

	/** The label on a note written now; '' is none. */
	get mark() {
		return this.onPrivateBoard ? this.data.labels.silent : this.data.labels.talk;
	}

	get fault(): string | null {
		return this.#closed === null || this.#closed === 4409 ? null : closedWords(this.#closed);
	}

	get readOnlyReason(): string | null {
		if (this.data.projector) return null;
		const { damage } = this.stage;
		if (damage && this.data.frozen === null) return m.board_damaged({ id: damage });
		if (this.data.goTo) return m.board_read_only_moved();
		return this.open && this.data.mode === 'write' ? null : readOnlyWords(this.stage.phase, this.open);
	}

	get draft() {
		return this.#draft;
	}

	set draft(text: string) {
		this.#draft = text;
		this.#unsent.keepDraft(text);
	}

	say(words: string) {
		this.answers = [...this.answers, words];
	}

	tell(words: string) {
		this.news = [...this.news, words];
	}

	/** The receipt's secret, made when this phone has none. */
	makeSecret(): string {
		return (this.secret ??= makeReceiptSecret(this.data.cafe.id));
	}

	/** Adds the text in the field to the board as a note; returns its id, or null when there is no text or no room. */
	post(): string | null {
		const text = this.#draft.trim();
		if (!this.board || !this.writable || text === '') return null;
		if (this.grouped.count + this.grouped.bin.length >= (this.onPrivateBoard ? limits.privateNotes : boardLimits.notes)) {
			this.say(m.board_full());
			return null;
		}
		const secret = this.makeSecret();
		const column = this.aboutId === '' ? null : columnOf({ elementId: this.aboutId, stance: this.stance });
		const id = this.board.write(text, { by: this.mark, round: this.stage.round, receipt: (noteId) => receiptMark(secret, noteId), column });
		if (id === null) return null;
		this.draft = '';
		this.say(this.onPrivateBoard ? m.phases_alone_posted() : m.board_posted());
		return id;
	}
}
