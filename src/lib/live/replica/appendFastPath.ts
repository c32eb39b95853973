import * as Y from 'yjs';
import { place, type Roots } from './resolvePath.ts';
import type { Block, Id, Run, Update } from './updateCodec.ts';

/** A shared text that somebody is writing in. */
interface Text {
	type: Y.AbstractType<unknown>;
	max: number;
	length: number;
	/** When `length` was last read off the document. */
	turn: number;
}

/** Where a client stopped typing. */
interface Pen {
	clock: number;
	right: Id | null;
	text: Text;
}

const anywhere = { is: 'text', max: Infinity } as const;

/**
 * Nearly all that comes is the next character of what its writer is typing. The place of the one before it has been judged;
 * the next is right too if it goes behind it, before the same neighbour, and the text does not get too long. To know that,
 * nobody has to look at the document.
 */
export class Pens {
	#pens = new Map<number, Pen>();
	#texts = new Map<Y.AbstractType<unknown>, Text>();
	#turn = 0;

	/** Whether `run` goes on where its client stopped. */
	continues({ client, clock, end, origin, right }: Run): boolean {
		const pen = this.#pens.get(client);
		if (pen?.clock !== clock || origin.client !== client || origin.clock !== clock - 1) return false;
		if (pen.right?.client !== right?.client || pen.right?.clock !== right?.clock) return false;
		return this.#lengthOf(pen.text) + end - clock <= pen.text.max;
	}

	/** `run` was accepted, and lies beside the document. */
	move({ client, clock, end }: Block): void {
		const pen = this.#pens.get(client) as Pen;
		pen.text.length = this.#lengthOf(pen.text) + end - clock;
		pen.clock = end;
	}

	/** The document holds everything and has changed: lengths are read off it anew. */
	refresh(): void {
		this.#turn++;
	}

	/** Something else was accepted and is in the document: where it ends in a text, typing may go on. */
	lift({ blocks }: Update, doc: Y.Doc, roots: Roots | undefined): void {
		const [block] = blocks;
		const last = block?.parts.at(-1);
		if (blocks.length !== 1 || !block || last?.content !== 'string') return;
		const item = Y.getItem(doc.store, Y.createID(block.client, block.end - 1)) as Y.Item | Y.GC;
		const type = item instanceof Y.Item ? (item.parent as Y.AbstractType<unknown>) : undefined;
		const at = !roots ? anywhere : type && place(type, roots, () => undefined);
		if (!type || at?.is !== 'text') return;
		let text = this.#texts.get(type);
		if (!text) this.#texts.set(type, (text = { type, max: at.max, length: 0, turn: -1 }));
		this.#pens.set(block.client, { clock: block.end, right: last.rightOrigin, text });
	}

	#lengthOf(text: Text): number {
		if (text.turn !== this.#turn) {
			text.length = text.type._length;
			text.turn = this.#turn;
		}
		return text.length;
	}
}
