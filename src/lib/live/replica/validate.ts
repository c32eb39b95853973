import * as Y from 'yjs';
import { place, rootsOf, type Holder, type Roots } from './resolvePath.ts';
import type { AcceptedSchema } from '../documentSchema.ts';
import { joinUpdates, partAt, readUpdate, type Block, type Id, type Part, type Range, type Update } from './updateCodec.ts';

/*
 * Every update is judged before it is applied (L9). The parts are decoded once; what is refused has touched nothing.
 * Yjs itself checks next to nothing: it keeps what it can't place and waits for the rest, lets anybody write under
 * anybody's client id, and removes what it is told to remove.
 */

/** Why an update was refused; the word goes to the sender. */
export type Refusal =
	| 'undecodable'
	/** Structs under a client id that is somebody else's. */
	| 'foreign'
	/** Builds on something that is not there. */
	| 'gap'
	/** Something the document has no place for. */
	| 'shape'
	/** Takes an entry or a value away. */
	| 'removed'
	/** A writer's label that is not the sender's. */
	| 'signature'
	| 'tooLong'
	| 'tooMany';

export type Verdict =
	/** `update` holds what is new in it, and only that; `bytes` is the same in Yjs' format, undefined when nothing is new. */
	{ ok: true; update: Update; bytes: Uint8Array | undefined } | { ok: false; reason: Refusal };

export interface Sender {
	mayUse(clientId: number): boolean;
	writesAs: readonly string[];
}

/** A struct in the document or in the update under judgement. */
type Struct = Y.Item | Y.GC | Part;

/** What an update does to one text: characters in and out. */
interface Wording {
	max: number;
	now: number;
	added: number;
	removed: number;
}

class Refused extends Error {
	readonly reason: Refusal;
	constructor(reason: Refusal) {
		super(reason);
		this.reason = reason;
	}
}

/** Judges `bytes` against `doc` without changing it. `doc` must have no gaps itself. */
export function judge(bytes: Uint8Array, doc: Y.Doc, shape: AcceptedSchema, sender: Sender): Verdict {
	try {
		let update = read(() => bytes);
		let whole = update.tidy;
		if (update.blocks.some((block) => block.clock < Y.getState(doc.store, block.client))) {
			// Says again what we know, as a client does that reconnects: look at the rest only.
			update = read(() => Y.diffUpdate(bytes, Y.encodeStateVector(doc)));
			whole = false;
		}
		for (const block of update.blocks) {
			if (block.clock !== Y.getState(doc.store, block.client)) throw new Refused('gap');
			if (!sender.mayUse(block.client)) throw new Refused('foreign');
		}
		const deletes = new Judgement(doc, shape, sender, update).run();
		const fresh = { blocks: update.blocks, deletes };
		whole &&= sum(deletes) === sum(update.deletes) && (update.blocks.length > 0 || deletes.length > 0);
		return { ok: true, update: fresh, bytes: whole ? bytes : joinUpdates([fresh]) };
	} catch (error) {
		if (error instanceof Refused) return { ok: false, reason: error.reason };
		throw error;
	}
}

const sum = (ranges: Range[]) => ranges.reduce((total, range) => total + range.end - range.clock, 0);

function read(bytes: () => Uint8Array): ReturnType<typeof readUpdate> {
	try {
		return readUpdate(bytes());
	} catch {
		throw new Refused('undecodable');
	}
}

class Judgement {
	readonly #doc: Y.Doc;
	/** Undefined where anything goes. */
	readonly #roots: Roots | undefined;
	readonly #sender: Sender;
	readonly #update: Update;
	readonly #blocks = new Map<number, Block>();
	/** Where each new part goes. */
	readonly #homes = new Map<Part, { holder: Holder; sub: string | null }>();
	/** Keys the update makes or sets: holder → key → the new parts there. */
	readonly #keyed = new Map<Holder, Map<string, Part[]>>();
	readonly #wordings = new Map<Holder, Wording>();
	readonly #deleted = new Set<Part>();

	constructor(doc: Y.Doc, shape: AcceptedSchema, sender: Sender, update: Update) {
		this.#doc = doc;
		this.#sender = sender;
		this.#update = update;
		this.#roots = rootsOf(doc, shape);
		for (const block of update.blocks) this.#blocks.set(block.client, block);
	}

	/** Throws a refusal, or returns the deletions that delete something. */
	run(): Range[] {
		this.#settleParts();
		const deletes = this.#update.deletes.flatMap((range) => this.#settleDeletes(range));
		for (const { max, now, added, removed } of this.#wordings.values()) {
			if (added > 0 && now + added - removed > max) throw new Refused('tooLong');
		}
		for (const [holder, keys] of this.#keyed) this.#settleKeys(holder, keys);
		return deletes;
	}

	/** Goes through the parts in an order in which each builds only on what is there already. */
	#settleParts(): void {
		const blocks = this.#update.blocks.map((block) => ({ block, next: 0 }));
		const reached = new Map(blocks.map(({ block }) => [block.client, block.clock]));
		const isThere = (id: Id) => id.clock < (reached.get(id.client) ?? Y.getState(this.#doc.store, id.client));
		for (let waiting = blocks, before = Infinity; waiting.length > 0;) {
			let left = 0;
			for (const state of waiting) {
				for (let part; (part = state.block.parts[state.next]); state.next++) {
					if ([part.origin, part.rightOrigin, part.parent].some((id) => id && !isThere(id))) break;
					this.#settlePart(part);
					reached.set(part.client, part.clock + part.length);
				}
				left += state.block.parts.length - state.next;
			}
			if (left >= before) throw new Refused('gap');
			before = left;
			waiting = waiting.filter((state) => state.next < state.block.parts.length);
		}
	}

	#settlePart(part: Part): void {
		// A hole in the sender's own clocks, made where things were removed in the sender's copy: holds nothing, hides nothing.
		if (part.content === 'gc' || !this.#roots) return;
		if (part.content === 'other' || part.content === 'type') throw new Refused('shape');
		const left = part.origin && this.#home(this.#find(part.origin));
		const right = part.rightOrigin && this.#home(this.#find(part.rightOrigin));
		if (left && right && (left.holder !== right.holder || left.sub !== right.sub)) throw new Refused('shape');
		const home = left ?? right ?? { holder: this.#holder(part), sub: part.sub };
		this.#homes.set(part, home);
		const here = place(home.holder, this.#roots, (made) => this.#homes.get(made));
		if (!here) throw new Refused('shape');
		if (here.is === 'text') {
			if (home.sub !== null || (part.content !== 'string' && part.content !== 'deleted')) throw new Refused('shape');
			if (part.content === 'string') this.#wording(home.holder, here.max).added += part.length;
			return;
		}
		// Yjs never gives a value a right neighbour; one that has it would be dead on arrival.
		if (home.sub === null || part.rightOrigin) throw new Refused('shape');
		const keys = this.#keyed.get(home.holder) ?? new Map<string, Part[]>();
		this.#keyed.set(home.holder, keys);
		const before = keys.get(home.sub) ?? [];
		const taken = before.length > 0 || (!('content' in home.holder) && home.holder._map.has(home.sub));
		keys.set(home.sub, [...before, part]);
		if (here.is === 'root') {
			if (part.content !== 'map' || !here.root.names(home.sub)) throw new Refused('shape');
			if (taken) throw new Refused('removed');
			return;
		}
		const key = here.root.keys.get(home.sub);
		if (!key) throw new Refused('shape');
		if (key.is === 'text') {
			if (part.content !== 'text') throw new Refused('shape');
			if (taken) throw new Refused('removed');
			return;
		}
		const settled = key.fixed ?? key.signature;
		if (settled && (taken || !('content' in home.holder))) throw new Refused('removed');
		if (part.content === 'deleted' && part.length === 1 && !settled) return;
		if (part.content !== 'value' || !key.accepts(part.value)) throw new Refused('shape');
		if (key.signature && !this.#sender.writesAs.includes(part.value as string)) throw new Refused('signature');
	}

	/** The shared type a part names as its parent. */
	#holder(part: Part): Holder {
		if (part.root !== null) {
			const root = this.#roots?.byName.get(part.root);
			if (!root) throw new Refused('shape');
			return root;
		}
		const parent = this.#find(part.parent as Id);
		if (parent instanceof Y.Item) {
			if (parent.content instanceof Y.ContentType && !parent.deleted) return parent.content.type;
		} else if ('content' in parent && (parent.content === 'map' || parent.content === 'text')) return parent;
		throw new Refused('shape');
	}

	/** The struct at `id`, which is known to be there. */
	#find(id: Id): Struct {
		if (id.clock < Y.getState(this.#doc.store, id.client))
			return Y.getItem(this.#doc.store, Y.createID(id.client, id.clock)) as Y.Item | Y.GC;
		const parts = this.#blocks.get(id.client)?.parts ?? [];
		return parts[partAt(parts, id.clock)] as Part;
	}

	/** Where a struct lies; what lies beside it lies there too. */
	#home(struct: Struct): { holder: Holder; sub: string | null } {
		if (struct instanceof Y.Item) return { holder: struct.parent as Y.AbstractType<unknown>, sub: struct.parentSub };
		const home = 'content' in struct ? this.#homes.get(struct) : undefined;
		if (!home) throw new Refused('shape');
		return home;
	}

	#wording(holder: Holder, max: number): Wording {
		let wording = this.#wordings.get(holder);
		if (!wording) {
			wording = { max, now: holder instanceof Y.Text ? holder.length : 0, added: 0, removed: 0 };
			this.#wordings.set(holder, wording);
		}
		return wording;
	}

	/** Judges one range of deletions; returns what of it is not deleted already. */
	#settleDeletes(range: Range): Range[] {
		const known = Y.getState(this.#doc.store, range.client);
		const block = this.#blocks.get(range.client);
		if (range.end > (block?.end ?? known)) throw new Refused('gap');
		const effective: Range[] = [];
		if (range.clock < known) {
			const structs = this.#doc.store.clients.get(range.client) ?? [];
			for (let i = Y.findIndexSS(structs, range.clock); i < structs.length; i++) {
				const struct = structs[i] as Y.Item | Y.GC;
				if (struct.id.clock >= range.end) break;
				if (struct.deleted || !(struct instanceof Y.Item)) continue;
				const clock = Math.max(range.clock, struct.id.clock);
				const end = Math.min(range.end, struct.id.clock + struct.length);
				this.#settleDelete(struct, end - clock);
				effective.push({ client: range.client, clock, end });
			}
		}
		if (block && range.end > block.clock) {
			const clock = Math.max(range.clock, block.clock);
			effective.push({ client: range.client, clock, end: range.end });
			for (let i = partAt(block.parts, clock); i < block.parts.length; i++) {
				const part = block.parts[i] as Part;
				if (part.clock >= range.end) break;
				this.#settleDelete(part, Math.min(range.end, part.clock + part.length) - Math.max(clock, part.clock));
			}
		}
		return effective;
	}

	#settleDelete(struct: Y.Item | Part, length: number): void {
		if (!this.#roots) return;
		if (!(struct instanceof Y.Item)) {
			if (struct.content === 'gc' || struct.content === 'deleted') return;
			this.#deleted.add(struct);
		}
		const { holder, sub } = this.#home(struct);
		const here = place(holder, this.#roots, (made) => this.#homes.get(made));
		if (here?.is === 'text') {
			this.#wording(holder, here.max).removed += length;
			return;
		}
		if (here?.is !== 'entry' || sub === null || here.root.keys.get(sub)?.is !== 'value') throw new Refused('removed');
		// A value gives way only to another one: what stands now may go if the update brings its successor (judged below).
		if (struct instanceof Y.Item && !struct.right && !this.#keyed.get(holder)?.has(sub)) throw new Refused('removed');
	}

	#settleKeys(holder: Holder, keys: Map<string, Part[]>): void {
		const here = this.#roots && place(holder, this.#roots, (made) => this.#homes.get(made));
		if (here?.is === 'root') {
			const count = ('content' in holder ? 0 : holder._map.size) + keys.size;
			if (count > here.root.max) throw new Refused('tooMany');
			// An entry that was made is looked at as an entry too, even when nothing was put in it.
			for (const [made] of keys.values()) if (made && !this.#keyed.has(made)) throw new Refused('shape');
			return;
		}
		if (here?.is !== 'entry') return;
		for (const parts of keys.values()) {
			if (!parts.some((part) => part.content !== 'deleted' && !this.#deleted.has(part))) throw new Refused('removed');
		}
		if (!('content' in holder)) return;
		for (const [name, key] of here.root.keys) {
			const required = key.required ?? (key.is === 'value' && key.signature);
			if (required && !keys.has(name)) throw new Refused('shape');
		}
	}
}
