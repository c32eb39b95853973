import * as Y from 'yjs';
import type { AcceptedSchema, EntryId, RootSchema, TextOfOwner } from '../documentSchema.ts';
import { empties, rewritten, type Rewritten } from './otherHand.ts';
import { binnedIn, ownedEntry, resolvePath, rootsOf, type Holder, type Location, type Roots, type SchemaNode } from './resolvePath.ts';
import { joinUpdates, partAt, readUpdate, type Block, type Id, type Part, type Range, type Update } from './updateCodec.ts';
import { Refused, type Accepted, type Sender, type Verdict } from './verdict.ts';

/*
 * Every update is validated before it is applied (L9). It is decoded once; a refused one has changed nothing.
 * Yjs itself checks next to nothing: it keeps structs whose dependencies are missing and waits for the rest, accepts structs
 * under any client id from anybody, and deletes whatever the delete set names.
 */

/** A struct of the document or of the update. */
type Struct = Y.Item | Y.GC | Part;

/** What an update does to the length of one text. */
interface TextChange {
	max: number;
	ofOwner: TextOfOwner | undefined;
	added: Part[];
	length: number;
	inserted: number;
	deleted: number;
}

/** Validates `bytes` against `doc` without changing it. `doc` must have no gaps itself. */
export function validateUpdate(bytes: Uint8Array, doc: Y.Doc, schema: AcceptedSchema, sender: Sender): Verdict {
	try {
		let update = decode(() => bytes);
		let isWhole = update.tidy;
		if (update.blocks.some((block) => block.clock < Y.getState(doc.store, block.client))) {
			// A reconnecting client repeats structs that the document has: validate the rest only.
			update = decode(() => Y.diffUpdate(bytes, Y.encodeStateVector(doc)));
			isWhole = false;
		}
		for (const block of update.blocks) {
			if (block.clock !== Y.getState(doc.store, block.client)) throw new Refused('gap');
			if (!sender.mayUse(block.client)) throw new Refused('foreign');
		}
		const { deletes, ...found } = new UpdateValidator(doc, schema, sender, update).run();
		const fresh = { blocks: update.blocks, deletes };
		isWhole &&= lengthOf(deletes) === lengthOf(update.deletes) && (update.blocks.length > 0 || deletes.length > 0);
		return { ok: true, update: fresh, bytes: isWhole ? bytes : joinUpdates([fresh]), ...found };
	} catch (error) {
		if (error instanceof Refused) return { ok: false, reason: error.reason };
		throw error;
	}
}

const lengthOf = (ranges: Range[]) => ranges.reduce((total, range) => total + range.end - range.clock, 0);

function decode(bytes: () => Uint8Array): ReturnType<typeof readUpdate> {
	try {
		return readUpdate(bytes());
	} catch {
		throw new Refused('undecodable');
	}
}

class UpdateValidator {
	readonly #doc: Y.Doc;
	/** Undefined where any document is accepted. */
	readonly #roots: Roots | undefined;
	readonly #sender: Sender;
	readonly #update: Update;
	readonly #blocks = new Map<number, Block>();
	/** The location of each new part. */
	readonly #locations = new Map<Part, Location>();
	/** Keys that the update sets: holder → key → the new parts there. */
	readonly #newKeys = new Map<Holder, Map<string, Part[]>>();
	readonly #textChanges = new Map<Holder, TextChange>();
	readonly #deleted = new Set<Part>();
	readonly #created: EntryId[] = [];

	constructor(doc: Y.Doc, shape: AcceptedSchema, sender: Sender, update: Update) {
		this.#doc = doc;
		this.#sender = sender;
		this.#update = update;
		this.#roots = rootsOf(doc, shape);
		for (const block of update.blocks) this.#blocks.set(block.client, block);
	}

	/** Throws a refusal, or returns what is needed to accept the update. */
	run(): Pick<Accepted, 'created' | 'rewritten'> & { deletes: Range[] } {
		this.#checkParts();
		const deletes = this.#update.deletes.flatMap((range) => this.#checkDeletes(range));
		const kept: Rewritten[] = [];
		for (const [holder, change] of this.#textChanges) {
			const { max, length, inserted, deleted } = change;
			if (inserted > 0 && length + inserted - deleted > max) throw new Refused('tooLong');
			kept.push(...this.#checkHand(holder, change, deletes));
		}
		for (const [holder, keys] of this.#newKeys) this.#checkKeys(holder, keys);
		return { deletes, created: this.#created, rewritten: kept };
	}

	/** Checks what is done to a text of somebody else; gives it as it was when that must be kept. */
	#checkHand(holder: Holder, { ofOwner, added, deleted }: TextChange, deletes: Range[]): Rewritten[] {
		if (!ofOwner || !(holder instanceof Y.Text) || this.#isOwn(holder.parent!)) return [];
		const edit = { text: holder, of: ofOwner, added, deletes };
		if (deleted > 0 && !this.#sender.moderates && empties(edit)) throw new Refused('emptied');
		const before = rewritten(edit);
		return before ? [before] : [];
	}

	/** What the update creates is the sender's. */
	#isOwn(holder: Holder): boolean {
		const entry = 'content' in holder ? undefined : ownedEntry(holder, this.#roots!);
		return !entry || this.#sender.owns(entry);
	}

	/** Checks the parts in an order in which each depends only on what is known already. */
	#checkParts(): void {
		const blocks = this.#update.blocks.map((block) => ({ block, next: 0 }));
		const reached = new Map(blocks.map(({ block }) => [block.client, block.clock]));
		const isKnown = (id: Id) => id.clock < (reached.get(id.client) ?? Y.getState(this.#doc.store, id.client));
		for (let waiting = blocks, before = Infinity; waiting.length > 0;) {
			let left = 0;
			for (const state of waiting) {
				for (let part; (part = state.block.parts[state.next]); state.next++) {
					if ([part.origin, part.rightOrigin, part.parent].some((id) => id && !isKnown(id))) break;
					this.#checkPart(part);
					reached.set(part.client, part.clock + part.length);
				}
				left += state.block.parts.length - state.next;
			}
			if (left >= before) throw new Refused('gap');
			before = left;
			waiting = waiting.filter((state) => state.next < state.block.parts.length);
		}
	}

	#checkPart(part: Part): void {
		// A hole in the sender's own clocks, left where structs were garbage-collected in its copy: holds nothing, hides nothing.
		if (part.content === 'gc' || !this.#roots) return;
		if (part.content === 'other' || part.content === 'type') throw new Refused('shape');
		const left = part.origin && this.#locationOf(this.#find(part.origin));
		const right = part.rightOrigin && this.#locationOf(this.#find(part.rightOrigin));
		if (left && right && (left.holder !== right.holder || left.sub !== right.sub)) throw new Refused('shape');
		const location = left ?? right ?? { holder: this.#parentOf(part), sub: part.sub };
		this.#locations.set(part, location);
		const node = resolvePath(location.holder, this.#roots, (created) => this.#locations.get(created));
		if (!node) throw new Refused('shape');
		if (node.is === 'text') {
			if (location.sub !== null || (part.content !== 'string' && part.content !== 'deleted')) throw new Refused('shape');
			if (part.content !== 'string') return;
			const change = this.#textChange(location.holder, node);
			change.inserted += part.length;
			change.added.push(part);
			return;
		}
		// Yjs never gives a map value a right neighbour; one that has it would be deleted as soon as it is integrated.
		if (location.sub === null || part.rightOrigin) throw new Refused('shape');
		const isTaken = this.#addKey(location.holder, location.sub, part);
		if (node.is === 'root') {
			if (part.content !== 'map' || !node.root.names(location.sub)) throw new Refused('shape');
			if (isTaken) throw new Refused('removed');
			this.#created.push({ root: this.#roots.names.get(location.holder)!, id: location.sub });
		} else this.#checkField(part, node.root, location, isTaken);
	}

	/** Notes that the update sets `sub` of `holder`. Returns whether it was set before, by the document or by an earlier part. */
	#addKey(holder: Holder, sub: string, part: Part): boolean {
		const keys = this.#newKeys.get(holder) ?? new Map<string, Part[]>();
		this.#newKeys.set(holder, keys);
		const before = keys.get(sub) ?? [];
		keys.set(sub, [...before, part]);
		return before.length > 0 || (!('content' in holder) && holder._map.has(sub));
	}

	#checkField(part: Part, root: RootSchema, { holder, sub }: Location, isTaken: boolean): void {
		const field = root.keys.get(sub!);
		if (!field) throw new Refused('shape');
		if (field.is === 'text') {
			if (part.content !== 'text') throw new Refused('shape');
			if (isTaken) throw new Refused('removed');
			return;
		}
		if (field.byServer) throw new Refused('signature');
		if (field.byOwner && !this.#sender.moderates && !this.#isOwn(holder)) throw new Refused('notYours');
		const isFixed = field.fixed ?? field.signature;
		if (isFixed && (isTaken || !('content' in holder))) throw new Refused('removed');
		if (part.content === 'deleted' && part.length === 1 && !isFixed) return;
		if (part.content !== 'value' || !field.accepts(part.value)) throw new Refused('shape');
		if (field.signature && !this.#sender.writesAs.includes(part.value as string)) throw new Refused('signature');
	}

	/** The shared type that a part names as its parent. */
	#parentOf(part: Part): Holder {
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

	/** The struct at `id`, which is known to exist. */
	#find(id: Id): Struct {
		if (id.clock < Y.getState(this.#doc.store, id.client))
			return Y.getItem(this.#doc.store, Y.createID(id.client, id.clock)) as Y.Item | Y.GC;
		const parts = this.#blocks.get(id.client)?.parts ?? [];
		return parts[partAt(parts, id.clock)] as Part;
	}

	/** The location of a struct; its neighbours have the same. */
	#locationOf(struct: Struct): Location {
		if (struct instanceof Y.Item) return { holder: struct.parent as Y.AbstractType<unknown>, sub: struct.parentSub };
		const location = 'content' in struct ? this.#locations.get(struct) : undefined;
		if (!location) throw new Refused('shape');
		return location;
	}

	#textChange(holder: Holder, { max, ofOwner }: SchemaNode & { is: 'text' }): TextChange {
		let change = this.#textChanges.get(holder);
		if (!change) {
			change = { max, ofOwner, added: [], length: holder instanceof Y.Text ? holder.length : 0, inserted: 0, deleted: 0 };
			this.#textChanges.set(holder, change);
		}
		return change;
	}

	/** Checks one range of deletions; returns the parts of it that are not deleted already. */
	#checkDeletes(range: Range): Range[] {
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
				this.#checkDelete(struct, end - clock);
				effective.push({ client: range.client, clock, end });
			}
		}
		if (block && range.end > block.clock) {
			const clock = Math.max(range.clock, block.clock);
			effective.push({ client: range.client, clock, end: range.end });
			for (let i = partAt(block.parts, clock); i < block.parts.length; i++) {
				const part = block.parts[i] as Part;
				if (part.clock >= range.end) break;
				this.#checkDelete(part, Math.min(range.end, part.clock + part.length) - Math.max(clock, part.clock));
			}
		}
		return effective;
	}

	#checkDelete(struct: Y.Item | Part, length: number): void {
		if (!this.#roots) return;
		if (!(struct instanceof Y.Item)) {
			if (struct.content === 'gc' || struct.content === 'deleted') return;
			this.#deleted.add(struct);
		}
		const { holder, sub } = this.#locationOf(struct);
		const node = resolvePath(holder, this.#roots, (created) => this.#locations.get(created));
		if (node?.is === 'text') {
			this.#textChange(holder, node).deleted += length;
			return;
		}
		if (node?.is !== 'entry' || sub === null || node.root.keys.get(sub)?.is !== 'value') throw new Refused('removed');
		// A value is deleted only when another replaces it: the current one may go if the update sets its successor (checked by key).
		if (struct instanceof Y.Item && !struct.right && !this.#newKeys.get(holder)?.has(sub)) throw new Refused('removed');
	}

	#checkKeys(holder: Holder, keys: Map<string, Part[]>): void {
		const node = this.#roots && resolvePath(holder, this.#roots, (created) => this.#locations.get(created));
		if (node?.is === 'root') {
			const held = 'content' in holder ? 0 : holder._map.size;
			if (held + keys.size > node.root.max && held + keys.size - binnedIn(holder, node.root.bin) > node.root.max)
				throw new Refused('tooMany');
			// A new entry without any key has no keys to check below: refuse it here.
			for (const [created] of keys.values()) if (created && !this.#newKeys.has(created)) throw new Refused('shape');
			return;
		}
		if (node?.is !== 'entry') return;
		for (const parts of keys.values()) {
			if (!parts.some((part) => part.content !== 'deleted' && !this.#deleted.has(part))) throw new Refused('removed');
		}
		if (!('content' in holder)) return;
		for (const [name, key] of node.root.keys) {
			const required = key.required ?? (key.is === 'value' && key.signature);
			if (required && !keys.has(name)) throw new Refused('shape');
		}
	}
}
