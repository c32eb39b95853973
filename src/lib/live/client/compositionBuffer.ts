/**
 * A run of text: `same` is in the field and in the document, `theirs` only in the document (a remote insertion that the field
 * does not show yet), `gone` only in the field (a remote deletion).
 */
type Run = { kind: 'same' | 'theirs' | 'gone'; length: number };

/** Replace `removed` characters at `index` by `inserted`. UTF-16 units, as Yjs and the DOM count. */
export type Replacement = { index: number; removed: number; inserted: string };

export type Delta = readonly { retain?: number; insert?: unknown; delete?: number }[];

/**
 * Maps positions between a field and a shared text while an input method is composing: what is typed goes to the right place
 * in the document at once, remote changes wait until the field may be written to. Positions stay exact however the edits
 * interleave.
 */
export class CompositionBuffer {
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

	/** The field was changed by `edit`. Returns the same edit in the document, to be applied in this order. */
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

	/** The document index of a field index: after the text before it, before remote insertions at the same place. */
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
