import * as Y from 'yjs';
import { emptyStateVector, emptyUpdate, isEmptyUpdate, keyOf } from '../bytes.ts';
import { rootNames, type AcceptedSchema, type EntryId } from '../documentSchema.ts';
import { AppendFastPath } from './appendFastPath.ts';
import { rootsOf } from './resolvePath.ts';
import { joinUpdates, readRun, readUpdate, type Run, type Update } from './updateCodec.ts';
import { validateUpdate } from './validate.ts';
import type { Sender, Verdict } from './verdict.ts';

/** Pending appends after which they are applied to the document. */
const maxPendingAppends = 500;

/** Updates without new content that are remembered. */
const maxRedundant = 8;

/** Shorter updates are validated faster than they are looked up. */
const minRedundantBytes = 256;

/**
 * The server's replica of a board: every accepted update. A Y.Doc takes much memory, and adding single characters to it is
 * slow. So the replica is encoded bytes while nobody writes, a Y.Doc when somebody does, and typing that continues at a known
 * cursor is kept beside the Y.Doc (pending appends) until the document itself is needed.
 */
export class DocumentReplica {
	/** The client id under which the server itself writes. */
	readonly clientId = new Y.Doc().clientID;
	readonly #schema: AcceptedSchema;
	#bytes: Uint8Array = emptyUpdate;
	#doc: Y.Doc | undefined;
	#usedAt = 0;
	#pendingAppends: Update[] = [];
	/** The next clock of each client. */
	#clocks = new Map<number, number>();
	#stateVector: Uint8Array | undefined;
	#fastPath = new AppendFastPath();
	/** Updates that held nothing new, and never will: after a network outage every client sends the same deletions. */
	#redundant = new Set<string>();
	/** The append that was validated last, until it is applied. */
	#append: Run | undefined;

	constructor(schema: AcceptedSchema) {
		this.#schema = schema;
	}

	/** Loads the rows of a log. Throws when they do not make a document without gaps. */
	load(rows: readonly Uint8Array[]): void {
		if (rows.length === 0) return;
		const doc = this.#newDoc();
		doc.transact(() => rows.forEach((bytes) => Y.applyUpdate(doc, bytes)));
		if (hasGap(doc)) throw new Error('The log has a gap');
		this.#bytes = rows.length === 1 ? rows[0]! : Y.encodeStateAsUpdate(doc);
		this.#clocks = Y.decodeStateVector(Y.encodeStateVector(doc));
	}

	/** The document with every accepted update applied. */
	get doc(): Y.Doc {
		if (!this.#doc) {
			this.#doc = this.#newDoc();
			Y.applyUpdate(this.#doc, this.#bytes);
			this.#doc.clientID = this.clientId;
			this.#bytes = emptyUpdate;
		}
		this.#usedAt = performance.now();
		const appended = joinUpdates(this.#pendingAppends);
		if (appended) {
			this.#pendingAppends = [];
			this.#fastPath.invalidateLengths();
			Y.applyUpdate(this.#doc, appended);
		}
		return this.#doc;
	}

	/** The next clock of `client`. */
	clock(client: number): number {
		return this.#clocks.get(client) ?? 0;
	}

	get stateVector(): Uint8Array {
		return (this.#stateVector ??= Y.encodeStateVector(this.#clocks));
	}

	/** What a client with `stateVector` lacks. */
	updateSince(stateVector: Uint8Array): Uint8Array {
		const isPacked = !this.#doc && this.#pendingAppends.length === 0;
		return isPacked && stateVector.length === 1 ? this.#bytes : Y.encodeStateAsUpdate(this.doc, stateVector);
	}

	/** Validates an update without applying it (L9). */
	validate(bytes: Uint8Array, sender: Sender): Verdict {
		this.#append = undefined;
		if (isEmptyUpdate(bytes)) return nothingNew;
		const isLong = bytes.length > minRedundantBytes;
		if (isLong && this.#redundant.has(keyOf(bytes))) return nothingNew;
		const run = readRun(bytes);
		if (!run || !this.#fastPath.accepts(run) || !sender.mayUse(run.client)) {
			const verdict = validateUpdate(bytes, this.doc, this.#schema, sender);
			if (isLong && verdict.ok && !verdict.bytes) this.#rememberRedundant(bytes);
			return verdict;
		}
		this.#append = run;
		// What somebody goes on writing in is theirs, or was kept when they began.
		return { ok: true, update: { blocks: [run], deletes: [] }, bytes, created: [], rewritten: [] };
	}

	/** Applies the update that was validated last. Throws when Yjs does what the validation ruled out: the replica is of no use then. */
	apply(update: Update, bytes: Uint8Array): void {
		if (this.#append && update.blocks[0] === this.#append) {
			this.#fastPath.advance(this.#append);
			this.#pendingAppends.push(update);
			if (this.#pendingAppends.length >= maxPendingAppends) void this.doc;
		} else {
			const { doc } = this;
			this.#fastPath.invalidateLengths();
			Y.applyUpdate(doc, bytes);
			if (hasGap(doc)) throw new Error('An update left a gap');
			this.#fastPath.track(update, doc, rootsOf(doc, this.#schema));
		}
		this.#advanceClocks(update);
	}

	/** Writes as the server and passes on the update. What `change` does before it throws is kept: Yjs can't roll back. */
	write(change: (doc: Y.Doc) => void, onWritten: (update: Update, bytes: Uint8Array, created: EntryId[]) => void): void {
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
				this.#fastPath.invalidateLengths();
				this.#advanceClocks(update);
				onWritten(update, bytes, createdIn(update));
			}
		}
	}

	/** What `change` does to the document, as an update that is not applied. */
	updateOf(change: (doc: Y.Doc) => void): Uint8Array {
		const copy = this.#newDoc();
		Y.applyUpdate(copy, this.updateSince(emptyStateVector));
		const updates: Uint8Array[] = [];
		copy.on('update', (bytes: Uint8Array) => updates.push(bytes));
		copy.transact(() => change(copy));
		copy.destroy();
		return updates[0] ?? emptyUpdate;
	}

	/** Replaces the Y.Doc by its encoded bytes unless it was used after `unusedSince`. Returns whether it did. */
	pack(unusedSince: number): boolean {
		if (!this.#doc || this.#usedAt > unusedSince) return false;
		this.#bytes = Y.encodeStateAsUpdate(this.doc);
		this.#doc = undefined;
		this.#fastPath = new AppendFastPath();
		this.#redundant.clear();
		return true;
	}

	#rememberRedundant(bytes: Uint8Array): void {
		if (this.#redundant.size >= maxRedundant) this.#redundant.clear();
		this.#redundant.add(keyOf(bytes));
	}

	#newDoc(): Y.Doc {
		const doc = new Y.Doc();
		for (const root of rootNames(this.#schema)) doc.getMap(root);
		return doc;
	}

	#advanceClocks({ blocks }: Update): void {
		for (const { client, end } of blocks) this.#clocks.set(client, end);
		if (blocks.length > 0) this.#stateVector = undefined;
	}
}

const nothingNew: Verdict = { ok: true, update: { blocks: [], deletes: [] }, bytes: undefined, created: [], rewritten: [] };

/** The entries that an update of ours creates. */
const createdIn = ({ blocks }: Update): EntryId[] =>
	blocks.flatMap(({ parts }) =>
		parts.flatMap(({ content, root, sub }) => (content === 'map' && root !== null && sub !== null ? [{ root, id: sub }] : []))
	);

const hasGap = ({ store }: Y.Doc) => store.pendingStructs !== null || store.pendingDs !== null;
