import * as Y from 'yjs';
import type { FieldOrigin } from './writerIds.ts';
import { CompositionBuffer, type Delta, type Replacement } from './compositionBuffer.ts';

export type SharedText = Y.Text;

/**
 * The smallest single replacement that turns `before` into `after`. Where it is ambiguous (a letter typed beside the same
 * letter), `caret`, the end of what was typed, decides. Never splits a surrogate pair, which Yjs would turn into `�`.
 */
export function replacementOf(before: string, after: string, caret = after.length): Replacement {
	const shorter = Math.min(before.length, after.length);
	// Text after the caret that is the same in both was not touched by this edit.
	let end = 0;
	const afterCaret = Math.min(after.length - caret, shorter);
	while (end < afterCaret && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
	let start = 0;
	while (start < shorter - end && before[start] === after[start]) start++;
	while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
	if (start > 0 && isHigh(before, start - 1)) start--;
	if (end > 0 && isLow(before, before.length - end)) end--;
	return { index: start, removed: before.length - end - start, inserted: after.slice(start, after.length - end) };
}

const isHigh = (text: string, at: number) => (text.charCodeAt(at) & 0xfc00) === 0xd800;
const isLow = (text: string, at: number) => (text.charCodeAt(at) & 0xfc00) === 0xdc00;

/** Where a caret at `index` goes when others change the text by `delta`: it stays beside the same letters. */
export function caretAfter(delta: Delta, index: number): number {
	let at = 0;
	let moved = index;
	for (const op of delta) {
		if (op.retain !== undefined) at += op.retain;
		else if (typeof op.insert === 'string') {
			if (at < moved) moved += op.insert.length;
			at += op.insert.length;
		} else if (op.delete !== undefined && at < moved) moved -= Math.min(op.delete, moved - at);
		if (at > moved) break;
	}
	return moved;
}

export interface TextBindingOptions {
	maxLength: number;
	onchange?: () => void;
	/** Whether a text that now reads `next`, and reads `shared` for the others, may be shared. */
	mayShare?: (next: string, shared: string) => boolean;
	/** The text that the field holds back, each time it changes; null: none any more. */
	onheld?: (text: string | null) => void;
}

/**
 * Binds a plain text field to a shared text, in both directions and with minimal changes: the caret stays beside the same
 * letters when others write, an input method is not disturbed (remote changes wait for `compositionend`), and undo affects
 * this field's edits only.
 * A text that is longer than `maxLength`, or that `mayShare` refuses, is held back: it stays in the field, and remote changes are
 * merged around it, until it is changed (or, for the latter, `share` is called).
 */
export class TextBinding {
	readonly #field: HTMLTextAreaElement | HTMLInputElement;
	readonly #text: Y.Text;
	readonly #options: TextBindingOptions;
	/** Transaction origin of this field's edits: only these can be undone here. */
	readonly #origin: FieldOrigin;
	readonly #undoManager: Y.UndoManager;
	readonly #listeners: readonly [string, (event: Event) => void][];
	/** The shared text as the field shows it. */
	#shown: string;
	#isComposing = false;
	/** Remote changes that wait for the end of a composition. */
	#composition: CompositionBuffer | null = null;
	/** The text of the field while it is not shared. */
	#held: string | null = null;

	constructor(field: HTMLTextAreaElement | HTMLInputElement, text: Y.Text, options: TextBindingOptions) {
		this.#field = field;
		this.#text = text;
		this.#options = options;
		this.#origin = { text };
		this.#undoManager = new Y.UndoManager(text, { trackedOrigins: new Set([this.#origin]), captureTimeout: 700 });
		this.#shown = text.toString();
		field.value = this.#shown;
		this.#listeners = [
			['input', () => this.#takeInput(options.mayShare)],
			['compositionstart', () => (this.#isComposing = true)],
			['compositionend', () => this.#endComposition()],
			['beforeinput', (event) => this.#takeOverHistory(event as InputEvent)],
			['keydown', (event) => this.#takeOverShortcut(event as KeyboardEvent)]
		];
		for (const [name, listener] of this.#listeners) field.addEventListener(name, listener);
		text.observe(this.#onRemote);
	}

	/** Undoes the last edit of this field. */
	undo(): void {
		this.#undoManager.undo();
	}

	redo(): void {
		this.#undoManager.redo();
	}

	/** Shares what was held back by `mayShare`. */
	share(): void {
		this.#takeInput();
	}

	stop(): void {
		for (const [name, listener] of this.#listeners) this.#field.removeEventListener(name, listener);
		this.#text.unobserve(this.#onRemote);
		this.#undoManager.destroy();
	}

	#setHeld(text: string | null): void {
		if (this.#held === text) return;
		this.#held = text;
		this.#options.onheld?.(text);
	}

	/** Shows `next` in the field, and the selection from `start` to `end`. */
	#show(shared: string, start: number, end: number, next = shared): void {
		const field = this.#field;
		this.#shown = shared;
		// The browser may keep the same text with other line endings; write to the field only when it differs.
		if (field.value !== next) {
			const top = field.scrollTop;
			field.value = next;
			// Setting a selection in a field without focus takes the focus in Safari.
			if (document.activeElement === field) field.setSelectionRange(start, end);
			field.scrollTop = top;
		}
		this.#options.onchange?.();
	}

	#takeInput(mayShare?: TextBindingOptions['mayShare']): void {
		const next = this.#field.value;
		const edit = replacementOf(this.#shown, next, this.#field.selectionEnd ?? next.length);
		const fits = next.length <= Math.max(this.#options.maxLength, this.#shown.length);
		// What others have changed during a composition can't be held back any more.
		if (!this.#composition && (!fits || mayShare?.(next, this.#shown) === false)) return this.#setHeld(next);
		this.#setHeld(null);
		if (edit.removed === 0 && edit.inserted === '') return;
		this.#shown = next;
		this.#apply(this.#composition ? this.#composition.ours(edit) : [edit]);
		this.#options.onchange?.();
	}

	#apply(edits: readonly Replacement[]): void {
		this.#text.doc!.transact(() => {
			for (const { index, removed, inserted } of edits) {
				if (removed) this.#text.delete(index, removed);
				if (inserted) this.#text.insert(index, inserted);
			}
		}, this.#origin);
	}

	readonly #onRemote = (event: Y.YTextEvent, transaction: Y.Transaction) => {
		if (transaction.origin === this.#origin) return;
		// A held text is merged with remote changes when the composition ends.
		if (this.#isComposing && this.#held !== null) return;
		if (this.#isComposing) {
			this.#composition ??= new CompositionBuffer(this.#shown.length);
			this.#composition.theirs(event.delta);
			return;
		}
		if (this.#held !== null) return this.#mergeAround(this.#held, event.delta);
		const start = caretAfter(event.delta, this.#field.selectionStart ?? 0);
		const end = caretAfter(event.delta, this.#field.selectionEnd ?? 0);
		this.#show(this.#text.toString(), start, end);
		if (transaction.origin === this.#undoManager && document.activeElement === this.#field) {
			const at = endOfChange(event.delta);
			this.#field.setSelectionRange(at, at);
		}
	};

	/** Others changed the text by `delta` while `held` is held back: it keeps its place among their letters. */
	#mergeAround(held: string, delta: Delta): void {
		const { index, removed, inserted } = replacementOf(this.#shown, held, this.#field.selectionEnd ?? held.length);
		const shared = this.#text.toString();
		const from = caretAfter(delta, index);
		const next = shared.slice(0, from) + inserted + shared.slice(Math.max(from, caretAfter(delta, index + removed)));
		const moved = from - index;
		this.#show(shared, (this.#field.selectionStart ?? 0) + moved, (this.#field.selectionEnd ?? 0) + moved, next);
		this.#setHeld(next);
	}

	#endComposition(): void {
		this.#isComposing = false;
		if (this.#held !== null && this.#text.toString() !== this.#shown) {
			const { index, removed, inserted } = replacementOf(this.#shown, this.#text.toString());
			this.#held = this.#field.value;
			this.#mergeAround(this.#held, [{ retain: index }, { delete: removed }, { insert: inserted }]);
		}
		this.#takeInput(this.#options.mayShare);
		const composition = this.#composition;
		if (!composition) return;
		const start = composition.documentIndex(this.#field.selectionStart ?? 0);
		const end = composition.documentIndex(this.#field.selectionEnd ?? 0);
		this.#composition = null;
		this.#show(this.#text.toString(), start, end);
	}

	/** The browser's own undo would bring back a text that others have changed since. */
	#takeOverHistory(event: InputEvent): void {
		if (event.inputType !== 'historyUndo' && event.inputType !== 'historyRedo') return;
		event.preventDefault();
		if (event.inputType === 'historyUndo') this.undo();
		else this.redo();
	}

	#takeOverShortcut(event: KeyboardEvent): void {
		const { ctrlKey, metaKey, shiftKey, altKey } = event;
		if (!(ctrlKey || metaKey) || altKey || this.#isComposing) return;
		const key = event.key.toLowerCase();
		const isRedo = (key === 'z' && shiftKey) || (key === 'y' && !shiftKey);
		if (!isRedo && key !== 'z') return;
		event.preventDefault();
		if (isRedo) this.redo();
		else this.undo();
	}
}

function endOfChange(delta: Delta): number {
	let at = 0;
	for (const op of delta) {
		if (op.retain !== undefined) at += op.retain;
		else if (typeof op.insert === 'string') at += op.insert.length;
	}
	return at;
}
