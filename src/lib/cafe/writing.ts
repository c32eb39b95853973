import * as Y from 'yjs';

/**
 * One stretch of text as its field and the document have it: `same` stands in both, `theirs` only in the document (somebody
 * else wrote it and the field has not shown it yet), `gone` only in the field (somebody else took it away meanwhile).
 */
type Run = { kind: 'same' | 'theirs' | 'gone'; length: number };

export type SharedText = Y.Text;

/** Replace `removed` characters at `index` by `inserted`. UTF-16 units, as Yjs and the DOM count. */
export type Replacement = { index: number; removed: number; inserted: string };

type Delta = readonly { retain?: number; insert?: unknown; delete?: number }[];

/**
 * Keeps a field and a shared text apart while an input method is composing, and lets both move meanwhile: what is typed goes
 * to the right place in the document at once, what others write waits until the field may be touched. Positions are exact,
 * however the edits interleave.
 */
export class Parting {
	#runs: Run[];

	constructor(length: number) {
		this.#runs = [{ kind: 'same', length }];
	}

	/** Others changed the document by `delta`. */
	theirs(delta: Delta): void {
		let at = 0;
		for (const op of delta) {
			if (op.retain !== undefined) at += op.retain;
			else if (typeof op.insert === 'string') {
				this.#cut(at, 'gone');
				this.#insertAt(at, 'gone', { kind: 'theirs', length: op.insert.length });
				at += op.insert.length;
			} else if (op.delete !== undefined) {
				this.#cut(at, 'gone');
				this.#cut(at + op.delete, 'gone');
				this.#within(at, op.delete, 'gone', (run) => (run.kind === 'same' ? { kind: 'gone', length: run.length } : null));
			}
		}
	}

	/** The field was changed by `edit`; gives what that is in the document, to be carried out in the order given. */
	ours(edit: Replacement): Replacement[] {
		const out: Replacement[] = [];
		this.#cut(edit.index, 'theirs');
		this.#cut(edit.index + edit.removed, 'theirs');
		if (edit.inserted) {
			out.push({ index: this.documentIndex(edit.index), removed: 0, inserted: edit.inserted });
			this.#insertAt(edit.index, 'theirs', { kind: 'same', length: edit.inserted.length });
		}
		let inField = 0;
		let inDocument = 0;
		const from = edit.index + edit.inserted.length;
		const kept: Run[] = [];
		for (const run of this.#runs) {
			const removed = run.kind !== 'theirs' && inField >= from && inField < from + edit.removed && run.length > 0;
			if (run.kind !== 'theirs') inField += run.length;
			if (!removed) {
				kept.push(run);
				if (run.kind !== 'gone') inDocument += run.length;
			} else if (run.kind === 'same') {
				out.push({ index: inDocument, removed: run.length, inserted: '' });
			}
		}
		this.#runs = kept;
		return out;
	}

	/** Where a place in the field lies in the document: after what the field has before it, before what others wrote just there. */
	documentIndex(fieldIndex: number): number {
		let inField = 0;
		let inDocument = 0;
		for (const run of this.#runs) {
			if (inField >= fieldIndex) break;
			const step = run.kind === 'theirs' ? run.length : Math.min(run.length, fieldIndex - inField);
			if (run.kind !== 'theirs') inField += step;
			if (run.kind !== 'gone') inDocument += step;
		}
		return inDocument;
	}

	/** Splits the run that crosses `at`, counted in the runs other than `without`. */
	#cut(at: number, without: Run['kind']): void {
		let passed = 0;
		for (const [i, run] of this.#runs.entries()) {
			if (run.kind === without) continue;
			if (passed < at && at < passed + run.length) {
				this.#runs.splice(i, 1, { kind: run.kind, length: at - passed }, { kind: run.kind, length: passed + run.length - at });
				return;
			}
			passed += run.length;
		}
	}

	#insertAt(at: number, without: Run['kind'], added: Run): void {
		let passed = 0;
		let i = 0;
		for (; i < this.#runs.length && passed < at; i++) {
			const run = this.#runs[i]!;
			if (run.kind !== without) passed += run.length;
		}
		this.#runs.splice(i, 0, added);
	}

	#within(from: number, length: number, without: Run['kind'], change: (run: Run) => Run | null): void {
		let passed = 0;
		this.#runs = this.#runs.flatMap((run) => {
			if (run.kind === without) return [run];
			const inside = passed >= from && passed < from + length;
			passed += run.length;
			if (!inside) return [run];
			const changed = change(run);
			return changed ? [changed] : [];
		});
	}
}

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
	stop(): void;
};

/**
 * Binds a plain text field to a shared text, both ways, with minimal changes: the caret stays by its letters when others
 * write, an input method is not disturbed (their changes wait for `compositionend`), and undo is this hand's alone.
 * `longest` is kept by cutting what is typed beyond it.
 */
export function bindWriting(
	field: HTMLTextAreaElement | HTMLInputElement,
	text: Y.Text,
	options: { longest: number; onchange?: () => void }
): Writing {
	// The origin of this field's transactions: undo takes back these only.
	const hand = {};
	const doc = text.doc!;
	const undoing = new Y.UndoManager(text, { trackedOrigins: new Set([hand]), captureTimeout: 700 });
	let shown = text.toString();
	let composing = false;
	let parting: Parting | null = null;
	field.value = shown;

	const show = (next: string, start: number, end: number) => {
		shown = next;
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

	const oninput = () => {
		let next = field.value;
		const caret = field.selectionEnd ?? next.length;
		const edit = replacementOf(shown, next, caret);
		const over = next.length - Math.max(options.longest, shown.length);
		if (over > 0) {
			// An input method may not be interrupted; what it composes is cut when it has ended.
			if (composing) return;
			const cut = edit.inserted.slice(0, edit.inserted.length - over);
			edit.inserted = isHigh(cut, cut.length - 1) ? cut.slice(0, -1) : cut;
			next = shown.slice(0, edit.index) + edit.inserted + shown.slice(edit.index + edit.removed);
			field.value = next;
			field.setSelectionRange(edit.index + edit.inserted.length, edit.index + edit.inserted.length);
		}
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
		if (composing) {
			parting ??= new Parting(shown.length);
			parting.theirs(event.delta);
			return;
		}
		const start = caretAfter(event.delta, field.selectionStart ?? 0);
		const end = caretAfter(event.delta, field.selectionEnd ?? 0);
		show(text.toString(), start, end);
		if (transaction.origin === undoing) {
			const at = endOfChange(event.delta);
			if (document.activeElement === field) field.setSelectionRange(at, at);
		}
	};

	const onstart = () => (composing = true);
	const onend = () => {
		composing = false;
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
