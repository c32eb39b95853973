import { net } from '#lib/ui/lazy/net.svelte.ts';
import { carriedAlong, keepCarried, type Carried } from '#lib/cafe/board/browserStorage.ts';
import type { Table } from './table.svelte.ts';

/** The last table that was gone to by the usher's button, in this page's life. */
let arrivedAt: string | null = null;

/** A guest's way from one table to the next (L24): what was being written comes along, and nothing more is written here. */
export class Change {
	#table: Table;
	/** The reader has chosen to look at this table once more; it is the change to that table that they put off. */
	#stays = $state<string | null>(null);
	#carried = $state.raw<Carried | null>(null);

	constructor(table: Table) {
		this.#table = table;
	}

	/** They sit at another table now, or may: the socket has told of the change, and the page does not know yet where they go. */
	get isOn() {
		return this.#table.data.goTo !== null || this.isUnsure;
	}

	get isUnsure() {
		const { data, stage } = this.#table;
		return data.role === 'guest' && data.sitsHere && stage.phase === 'changeover' && data.cafe.phase !== 'changeover';
	}

	/** The usher is shown. */
	get leads() {
		const { goTo } = this.#table.data;
		return goTo !== null && this.#stays !== goTo.id;
	}

	get carries() {
		return this.#carried !== null;
	}

	stay() {
		this.#stays = this.#table.data.goTo?.id ?? null;
	}

	arrive() {
		this.giveUp();
		this.carry();
		arrivedAt = this.#table.data.goTo?.id ?? null;
	}

	/** Whether they have just come here by the usher's button; asked once. */
	hasArrived(): boolean {
		const here = arrivedAt === this.#table.data.table.id;
		if (here) arrivedAt = null;
		return here;
	}

	/** What the board they have left does not take any more is kept as text, and goes along. */
	giveUp() {
		const { session } = this.#table.seat;
		if (session && session.state.save.waiting > 0) this.#table.lose(session.board.touched);
	}

	/** Takes what is in the field, and what is on no board, off this table: it is opened again where they go. */
	carry() {
		const { draft, lost, data } = this.#table;
		const before = carriedAlong(data.cafe.id);
		if (draft.trim() === '' && lost.length === 0) this.#carried = before;
		else {
			this.#carried = { draft: joined(before?.draft, draft), lost: [...(before?.lost ?? []), ...lost] };
			keepCarried(data.cafe.id, this.#carried);
			this.#table.draft = '';
			this.#table.removeLost();
		}
	}

	/** The server takes nothing more here: the page learns where to go, and reads on. */
	async turnedAway(readOn: () => void) {
		await net.refresh();
		if (this.#table.data.goTo !== null && this.#table.data.wasHere) readOn();
	}

	/** What came along to this table, taken once. */
	take() {
		const { data } = this.#table;
		const carried = data.goTo === null ? carriedAlong(data.cafe.id) : null;
		if (!carried) return;
		keepCarried(data.cafe.id, null);
		if (carried.draft) this.#table.draft = joined(this.#table.draft, carried.draft);
		this.#table.lose(carried.lost);
	}
}

const joined = (...texts: (string | undefined)[]) => texts.filter((text) => text?.trim()).join('\n');
