import * as Y from 'yjs';
import { CompositionBuffer, type Delta, type Replacement } from './compositionBuffer.ts';

export type SharedText = Y.Text;

/**
 * The smallest single replacement that turns `before` into `after`. Where it is ambiguous (a letter typed beside its like),
 * `caret`, the end of what was typed, decides. Never parts the two halves of an emoji, which Yjs would turn into `�`.
 */
export function replacementOf(before: string, after: string, caret = after.length): Replacement {
	const most = Math.min(before.length, after.length);
	// What stands after the caret was not touched by this hand, when it is the same in both.
	let end = 0;
	const afterCaret = Math.min(after.length - caret, most);
	while (end < afterCaret && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
	let start = 0;
	while (start < most - end && before[start] === after[start]) start++;
	while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
	if (start > 0 && isHigh(before, start - 1)) start--;
	if (end > 0 && isLow(before, before.length - end)) end--;
	return { index: start, removed: before.length - end - start, inserted: after.slice(start, after.length - end) };
}

const isHigh = (text: string, at: number) => (text.charCodeAt(at) & 0xfc00) === 0xd800;
const isLow = (text: string, at: number) => (text.charCodeAt(at) & 0xfc00) === 0xdc00;

/** Where a caret at `index` goes when others change the text by `delta`: it stays by the letters it stood by. */
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

export type Writing = {
	/** Takes back the last thing written here by this hand. */
	undo(): void;
	redo(): void;
	/** Shares what was held back. */
	share(): void;
	stop(): void;
};

/**
 * Binds a plain text field to a shared text, both ways, with minimal changes: the caret stays by its letters when others
 * write, an input method is not disturbed (their changes wait for `compositionend`), and undo is this hand's alone.
 * What is longer than `longest`, or what `mayShare` says no to, is not shared: it stays in the field, and others' changes are
 * taken in around it, until it is changed (or, for the latter, `share` is called).
 */
export function bindWriting(
	field: HTMLTextAreaElement | HTMLInputElement,
	text: Y.Text,
	options: {
		longest: number;
		onchange?: () => void;
		/** Whether a text that now reads `next`, and reads `shared` for the others, may be shown to them. */
		mayShare?: (next: string, shared: string) => boolean;
		/** What the field holds back, each time it changes; null: nothing any more. */
		onheld?: (text: string | null) => void;
	}
): Writing {
	// The origin of this field's transactions: undo takes back these only.
	const hand = {};
	const doc = text.doc!;
	const undoing = new Y.UndoManager(text, { trackedOrigins: new Set([hand]), captureTimeout: 700 });
	let shown = text.toString();
	let composing = false;
	let parting: CompositionBuffer | null = null;
	/** What stands in the field and is not shared; `shown` is then what the others have of it. */
	let held: string | null = null;
	field.value = shown;

	const hold = (text: string | null) => {
		if (held === text) return;
		held = text;
		options.onheld?.(text);
	};

	const show = (shared: string, start: number, end: number, next = shared) => {
		shown = shared;
		// The browser may keep the same text with other line ends; touch the field only when it differs.
		if (field.value !== next) {
			const top = field.scrollTop;
			field.value = next;
			// A selection set in a field without focus steals the focus in Safari.
			if (document.activeElement === field) field.setSelectionRange(start, end);
			field.scrollTop = top;
		}
		options.onchange?.();
	};

	const oninput = () => take(options.mayShare);

	const take = (mayShare?: (next: string, shared: string) => boolean) => {
		const next = field.value;
		const edit = replacementOf(shown, next, field.selectionEnd ?? next.length);
		const fits = next.length <= Math.max(options.longest, shown.length);
		// What others have changed under an input method can't be held back any more.
		if (!parting && (!fits || mayShare?.(next, shown) === false)) return hold(next);
		hold(null);
		if (edit.removed === 0 && edit.inserted === '') return;
		shown = next;
		const edits = parting ? parting.ours(edit) : [edit];
		doc.transact(() => {
			for (const { index, removed, inserted } of edits) {
				if (removed) text.delete(index, removed);
				if (inserted) text.insert(index, inserted);
			}
		}, hand);
		options.onchange?.();
	};

	const onremote = (event: Y.YTextEvent, transaction: Y.Transaction) => {
		if (transaction.origin === hand) return;
		// What is held back while an input method composes is put among the others' letters when it is done.
		if (composing && held !== null) return;
		if (composing) {
			parting ??= new CompositionBuffer(shown.length);
			parting.theirs(event.delta);
			return;
		}
		if (held !== null) return around(event.delta);
		const start = caretAfter(event.delta, field.selectionStart ?? 0);
		const end = caretAfter(event.delta, field.selectionEnd ?? 0);
		show(text.toString(), start, end);
		if (transaction.origin === undoing) {
			const at = endOfChange(event.delta);
			if (document.activeElement === field) field.setSelectionRange(at, at);
		}
	};

	/** Others changed the text by `delta` while something is held back: it stands where it stood among their letters. */
	const around = (delta: Delta) => {
		const { index, removed, inserted } = replacementOf(shown, held!, field.selectionEnd ?? held!.length);
		const shared = text.toString();
		const from = caretAfter(delta, index);
		const next = shared.slice(0, from) + inserted + shared.slice(Math.max(from, caretAfter(delta, index + removed)));
		const moved = from - index;
		show(shared, (field.selectionStart ?? 0) + moved, (field.selectionEnd ?? 0) + moved, next);
		hold(next);
	};

	const onstart = () => (composing = true);
	const onend = () => {
		composing = false;
		if (held !== null && text.toString() !== shown) {
			const { index, removed, inserted } = replacementOf(shown, text.toString());
			held = field.value;
			around([{ retain: index }, { delete: removed }, { insert: inserted }]);
		}
		oninput();
		if (!parting) return;
		const start = parting.documentIndex(field.selectionStart ?? 0);
		const end = parting.documentIndex(field.selectionEnd ?? 0);
		parting = null;
		show(text.toString(), start, end);
	};

	const undo = () => void undoing.undo();
	const redo = () => void undoing.redo();
	// The browser's own undo would bring back a text that others have changed since.
	const onbefore = (event: Event) => {
		const { inputType } = event as InputEvent;
		if (inputType !== 'historyUndo' && inputType !== 'historyRedo') return;
		event.preventDefault();
		if (inputType === 'historyUndo') undo();
		else redo();
	};
	const onkey = (event: Event) => {
		const { key, ctrlKey, metaKey, shiftKey, altKey } = event as KeyboardEvent;
		if (!(ctrlKey || metaKey) || altKey || composing) return;
		const wanted = key.toLowerCase() === 'z' ? (shiftKey ? redo : undo) : key.toLowerCase() === 'y' && !shiftKey ? redo : null;
		if (!wanted) return;
		event.preventDefault();
		wanted();
	};

	const listeners: [string, (event: Event) => void][] = [
		['input', oninput],
		['compositionstart', onstart],
		['compositionend', onend],
		['beforeinput', onbefore],
		['keydown', onkey]
	];
	for (const [name, listener] of listeners) field.addEventListener(name, listener);
	text.observe(onremote);
	return {
		undo,
		redo,
		share: () => take(),
		stop() {
			for (const [name, listener] of listeners) field.removeEventListener(name, listener);
			text.unobserve(onremote);
			undoing.destroy();
		}
	};
}

function endOfChange(delta: Delta): number {
	let at = 0;
	for (const op of delta) {
		if (op.retain !== undefined) at += op.retain;
		else if (typeof op.insert === 'string') at += op.insert.length;
	}
	return at;
}
