import * as Y from 'yjs';
import { keyOf } from '../server/syncCache.ts';
import { judge, type Sender, type Verdict } from './validate.ts';
import { Pens } from './appendFastPath.ts';
import { rootsOf } from './resolvePath.ts';
import { rootNames, type AcceptedSchema } from '../documentSchema.ts';
import { joinUpdates, readRun, readUpdate, type Run, type Update } from './updateCodec.ts';

/** Runs of typing that may lie beside the document before they are put in. */
const mostBeside = 500;

/**
 * The server's copy of a board: all that was accepted. A Yjs document is large to keep, and slow to add single characters
 * to. So the copy is bytes while nobody writes, a document when somebody does, and what is merely typed on lies beside it
 * until the document itself is needed.
 */
export class Copy {
	/** Under which the server itself writes. */
	readonly clientId = new Y.Doc().clientID;
	readonly #shape: AcceptedSchema;
	#bytes: Uint8Array = empty;
	#doc: Y.Doc | undefined;
	#usedAt = 0;
	#beside: Update[] = [];
	/** How far each client has come. */
	#clocks = new Map<number, number>();
	#vector: Uint8Array | undefined;
	#pens = new Pens();
	/** Updates that held nothing new, and so never will: when a hall comes back, all tell of the same deletions. */
	#known = new Set<string>();
	/** What was last judged to be mere typing. */
	#run: Run | undefined;

	constructor(shape: AcceptedSchema) {
		this.#shape = shape;
	}

	/** Takes the rows of a log. Throws when they do not make a whole document. */
	open(rows: readonly Uint8Array[]): void {
		if (rows.length === 0) return;
		const doc = this.#fresh();
		doc.transact(() => rows.forEach((bytes) => Y.applyUpdate(doc, bytes)));
		if (hasGap(doc)) throw new Error('The log has a hole');
		this.#bytes = rows.length === 1 ? rows[0]! : Y.encodeStateAsUpdate(doc);
		this.#clocks = Y.decodeStateVector(Y.encodeStateVector(doc));
	}

	/** All of it as a document. */
	get doc(): Y.Doc {
		if (!this.#doc) {
			this.#doc = this.#fresh();
			Y.applyUpdate(this.#doc, this.#bytes);
			this.#doc.clientID = this.clientId;
			this.#bytes = empty;
		}
		this.#usedAt = performance.now();
		const typed = joinUpdates(this.#beside);
		if (typed) {
			this.#beside = [];
			this.#pens.refresh();
			Y.applyUpdate(this.#doc, typed);
		}
		return this.#doc;
	}

	/** How far `client` has come. */
	clock(client: number): number {
		return this.#clocks.get(client) ?? 0;
	}

	/** How far everybody has come, as a state vector. */
	get vector(): Uint8Array {
		return (this.#vector ??= Y.encodeStateVector(this.#clocks));
	}

	/** What one who has `vector` lacks. */
	since(vector: Uint8Array): Uint8Array {
		const isAsleep = !this.#doc && this.#beside.length === 0;
		return isAsleep && vector.length === 1 ? this.#bytes : Y.encodeStateAsUpdate(this.doc, vector);
	}

	/** Judges an update without taking it in. */
	judge(bytes: Uint8Array, sender: Sender): Verdict {
		this.#run = undefined;
		if (bytes.length === 2 && bytes[0] === 0 && bytes[1] === 0) return nothingNew;
		const isLong = bytes.length > 256;
		if (isLong && this.#known.has(keyOf(bytes))) return nothingNew;
		const run = readRun(bytes);
		if (!run || !this.#pens.continues(run) || !sender.mayUse(run.client)) {
			const verdict = judge(bytes, this.doc, this.#shape, sender);
			if (isLong && verdict.ok && !verdict.bytes) this.#remember(bytes);
			return verdict;
		}
		this.#run = run;
		return { ok: true, update: { blocks: [run], deletes: [] }, bytes };
	}

	/** Takes in what was just judged well. Throws when Yjs does what the guard did not foresee: then the copy is of no use any more. */
	accept(update: Update, bytes: Uint8Array): void {
		if (this.#run && update.blocks[0] === this.#run) {
			this.#pens.move(this.#run);
			this.#beside.push(update);
			if (this.#beside.length >= mostBeside) void this.doc;
		} else {
			const { doc } = this;
			this.#pens.refresh();
			Y.applyUpdate(doc, bytes);
			if (hasGap(doc)) throw new Error('An update left a gap');
			this.#pens.lift(update, doc, rootsOf(doc, this.#shape));
		}
		this.#count(update);
	}

	/** Writes as the server, and hands over what was written. What `change` has done before it throws is kept: Yjs can't take it back. */
	write(change: (doc: Y.Doc) => void, written: (update: Update, bytes: Uint8Array) => void): void {
		const { doc } = this;
		let bytes: Uint8Array | undefined;
		const listen = (update: Uint8Array) => (bytes = update);
		doc.on('update', listen);
		try {
			doc.transact(() => change(doc));
		} finally {
			doc.off('update', listen);
			if (bytes) {
				const update = readUpdate(bytes);
				this.#pens.refresh();
				this.#count(update);
				written(update, bytes);
			}
		}
	}

	/** Becomes bytes until the document is needed again, unless it was needed since `then`. */
	sleep(then: number): boolean {
		if (!this.#doc || this.#usedAt > then) return false;
		this.#bytes = Y.encodeStateAsUpdate(this.doc);
		this.#doc = undefined;
		this.#pens = new Pens();
		this.#known.clear();
		return true;
	}

	#remember(bytes: Uint8Array): void {
		if (this.#known.size >= mostKnown) this.#known.clear();
		this.#known.add(keyOf(bytes));
	}

	#fresh(): Y.Doc {
		const doc = new Y.Doc();
		for (const root of rootNames(this.#shape)) doc.getMap(root);
		return doc;
	}

	#count({ blocks }: Update): void {
		for (const { client, end } of blocks) this.#clocks.set(client, end);
		if (blocks.length > 0) this.#vector = undefined;
	}
}

const nothingNew: Verdict = { ok: true, update: { blocks: [], deletes: [] }, bytes: undefined };

const mostKnown = 8;

const empty = Uint8Array.of(0, 0);

const hasGap = ({ store }: Y.Doc) => store.pendingStructs !== null || store.pendingDs !== null;
