import * as Y from 'yjs';
import { resolvePath, type Roots } from './resolvePath.ts';
import type { Block, Id, Run, Update } from './updateCodec.ts';

/** A shared text that at least one cursor points into. */
interface TrackedText {
	type: Y.AbstractType<unknown>;
	maxLength: number;
	length: number;
	/** The generation in which `length` was read from the document. */
	generation: number;
}

/** Where the last insertion of a client ended. */
interface Cursor {
	clock: number;
	right: Id | null;
	text: TrackedText;
}

const anyText = { is: 'text', max: Infinity } as const;

/**
 * Nearly every update appends one character to what its client has just typed. The position of the character before was
 * validated; the next one is valid too if its origin is that character, its right neighbour is the same, and the text does
 * not get too long. Knowing this takes no look at the document.
 */
export class AppendFastPath {
	#cursors = new Map<number, Cursor>();
	#texts = new Map<Y.AbstractType<unknown>, TrackedText>();
	#generation = 0;

	/** Whether `run` continues at its client's cursor. */
	accepts({ client, clock, end, origin, right }: Run): boolean {
		const cursor = this.#cursors.get(client);
		if (cursor?.clock !== clock || origin.client !== client || origin.clock !== clock - 1) return false;
		if (cursor.right?.client !== right?.client || cursor.right?.clock !== right?.clock) return false;
		return this.#lengthOf(cursor.text) + end - clock <= cursor.text.maxLength;
	}

	/** `run` was accepted; it is kept as a pending append and not yet applied to the document. */
	advance({ client, clock, end }: Block): void {
		const cursor = this.#cursors.get(client) as Cursor;
		cursor.text.length = this.#lengthOf(cursor.text) + end - clock;
		cursor.clock = end;
	}

	/** The document holds every accepted update and has changed: lengths are read from it again. */
	invalidateLengths(): void {
		this.#generation++;
	}

	/** Another update was applied to the document. If it ends with an insertion into a text, that client's cursor is set there. */
	track({ blocks }: Update, doc: Y.Doc, roots: Roots | undefined): void {
		const [block] = blocks;
		const last = block?.parts.at(-1);
		if (blocks.length !== 1 || !block || last?.content !== 'string') return;
		const item = Y.getItem(doc.store, Y.createID(block.client, block.end - 1)) as Y.Item | Y.GC;
		const type = item instanceof Y.Item ? (item.parent as Y.AbstractType<unknown>) : undefined;
		const at = !roots ? anyText : type && resolvePath(type, roots, () => undefined);
		if (!type || at?.is !== 'text') return;
		let text = this.#texts.get(type);
		if (!text) this.#texts.set(type, (text = { type, maxLength: at.max, length: 0, generation: -1 }));
		this.#cursors.set(block.client, { clock: block.end, right: last.rightOrigin, text });
	}

	#lengthOf(text: TrackedText): number {
		if (text.generation !== this.#generation) {
			text.length = text.type._length;
			text.generation = this.#generation;
		}
		return text.length;
	}
}
