/* eslint-disable svelte/prefer-svelte-reactivity -- what changes is the document; it tells Svelte through createSubscriber */
import { createSubscriber } from 'svelte/reactivity';
import * as Y from 'yjs';
import { BoardSession, restored, type SharedDocument } from '#lib/live/client/session.ts';
import { TouchedTexts } from '#lib/live/client/touchedTexts.ts';
import { unsentOf, type Unsent } from '#lib/live/client/unsent.ts';
import { addSection, draftText, moveSection, newDraftDoc, placePoint, readDraft, removeSection, restoreSection } from './document.ts';
import type { DraftField, DraftWords } from './content.ts';

/** So long after a draft was published, a word that is not said to be saved was not. */
const patienceMs = 2000;

/** A draft's document as Svelte sees it. */
class LiveDraft implements SharedDocument {
	readonly doc = newDraftDoc();
	#words: DraftWords | null = null;
	#touched = new TouchedTexts();
	#tell = new Set<() => void>();
	#subscribe = createSubscriber((update) => {
		this.#tell.add(update);
		return () => this.#tell.delete(update);
	});

	constructor() {
		this.doc.on('afterTransaction', this.#after);
	}

	#after = (transaction: Y.Transaction) => {
		if (transaction.changed.size === 0) return;
		this.#touched.addFrom(transaction);
		this.#words = null;
		for (const tell of [...this.#tell]) tell();
	};

	/** The draft as it reads now. */
	get words(): DraftWords {
		this.#subscribe();
		return (this.#words ??= readDraft(this.doc));
	}

	get touched(): string[] {
		return this.#touched.contents;
	}

	putBack(update: Uint8Array) {
		Y.applyUpdate(this.doc, update, restored);
	}

	loaded() {
		// What comes from now on is shown as it comes.
	}

	acknowledged() {
		this.#touched.clear();
	}

	destroy() {
		this.doc.off('afterTransaction', this.#after);
		this.doc.destroy();
	}
}

/** The room in which a draft is written, as one page has it. */
export class DraftRoom {
	#joined = $state.raw<BoardSession<LiveDraft> | null>(null);
	#ready = $state(false);
	/** Texts of this tab that came too late. */
	lost = $state.raw<string[]>([]);

	#unsent: Unsent | null = null;

	/** Joins the room; `onover` when it was published or closed. Gives what leaves it. In the browser only. */
	join(boardId: string, epoch: number, onover: () => void): () => void {
		this.#open(boardId, epoch, onover, true);
		return () => {
			const left = this.#joined;
			this.#joined = null;
			this.#ready = false;
			if (left) this.#lose(left.board.touched);
			left?.end();
		};
	}

	#open(boardId: string, epoch: number, onover: () => void, withKept: boolean) {
		const unsent = (this.#unsent = unsentOf(boardId, epoch));
		this.#lose(unsent.lost());
		let isEnding = false;
		const end = () => {
			isEnding = true;
			onover();
		};
		const joined: BoardSession<LiveDraft> = new BoardSession({
			board: new LiveDraft(),
			boardId,
			projector: false,
			unsent,
			changes: withKept ? unsent.read().changes : null,
			ontold: (state) => {
				if (this.#joined !== joined) return;
				if (state.synced) this.#ready = true;
				if (isEnding || !state.status || state.status.state === 'open') return;
				// What is on disk is told a moment after the publishing; only what is not told then came too late.
				if (state.save.waiting === 0) end();
				else setTimeout(() => isEnding || end(), patienceMs);
			},
			onover: (over, texts) => {
				if (this.#joined !== joined) return;
				this.#lose(texts);
				if ('closed' in over || over.refused === 'frozen') return end();
				// The document here has something that will never be taken: begin anew from what stands.
				queueMicrotask(() => {
					if (this.#joined !== joined) return;
					this.#ready = false;
					this.#open(boardId, epoch, onover, false);
					joined.end();
				});
			}
		});
		this.#joined = joined;
	}

	#lose(texts: readonly string[]) {
		const all = [...new Set([...this.lost, ...texts])];
		// What was typed on is kept once, with all of it.
		this.lost = all.filter((text) => !all.some((other) => other !== text && other.startsWith(text)));
		this.#unsent?.keepLost(this.lost);
	}

	/** Their writer has taken care of them. */
	removeLost() {
		this.lost = [];
		this.#unsent?.keepLost([]);
	}

	/** Whether what is typed goes to the others at once; without it, the form is sent. */
	get isLive() {
		return this.#ready && !this.#joined!.state.blocked;
	}

	get state() {
		return this.#joined?.state ?? null;
	}

	get words(): DraftWords | null {
		return this.isLive ? this.#joined!.board.words : null;
	}

	/** The shared text of a field, to bind to. */
	textOf(field: DraftField) {
		return this.isLive ? draftText(this.#joined!.board.doc, field) : undefined;
	}

	/** Who else writes in a field. */
	writersIn(field: DraftField): string[] {
		return (this.state?.present ?? [])
			.filter(({ self, editing, label }) => !self && editing === field && label !== '')
			.map(({ label }) => label);
	}

	/** Everybody who is here. */
	get names(): string[] {
		return (this.state?.present ?? []).map(({ label }) => label).filter(Boolean);
	}

	writesIn(field: DraftField | null) {
		this.#joined?.setEditing(field);
	}

	/** What a button of the form says, done here; false: send the form. `at` in ms since 1970, by this machine's clock. */
	does(pressed: string, at: number): boolean {
		if (!this.isLive) return false;
		const { doc } = this.#joined!.board;
		const [what, id = ''] = pressed.split(' ');
		if (what === 'add') addSection(doc, { id });
		if (what === 'remove') removeSection(doc, id, new Date(at).toISOString());
		if (what === 'restore') restoreSection(doc, id);
		if (what === 'up' || what === 'down') moveSection(doc, id, what === 'up' ? -1 : 1);
		return true;
	}

	/** Puts a point in a section; false: the form will say it. */
	places(pointId: string, sectionId: string | null): boolean {
		return this.isLive && placePoint(this.#joined!.board.doc, pointId, sectionId);
	}
}
