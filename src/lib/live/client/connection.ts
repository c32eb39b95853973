import * as decoding from 'lib0/decoding';
import { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import type { BoardStatus } from '../contract.ts';
import { firstInAwareness, readPersisted, sync, type } from '../protocol.ts';
import { PendingChanges } from './pendingChanges.ts';
import { reconnectOnWake } from './reconnect.ts';
import { useWriterIds } from './writerIds.ts';

/*
 * A board in the browser: the stock y-websocket provider, and what our server adds to it (L15, L16).
 */

/** Somebody at the board, one entry a person (L17). */
export interface Present {
	number: number;
	/** '' while the status is anonymous. */
	label: string;
	role: string;
	colour: number;
	self: boolean;
	/** The entry they are writing in; null for none, and always for those whose label is not shown. */
	editing: string | null;
}

export interface BoardState {
	/**
	 * `saved`: the server has acknowledged everything. `saving`: sent, and not for long. `unsaved`: no contact, no acknowledgement
	 * for a while (the server's disk may be full), or refused. `waiting` counts changes.
	 */
	save: { state: 'saved' | 'saving' | 'unsaved'; waiting: number };
	/** The whole document has been received, at least once. */
	synced: boolean;
	/** There is no contact: the socket is down, or has been silent for 20 s. */
	away: boolean;
	/** The server answers pages, but no socket gets through to it: a network that strips upgrades (L18). */
	blocked: boolean;
	status: BoardStatus | null;
	/** Server time minus this machine's, in ms; null before the server has said what time it is. */
	offset: number | null;
	present: readonly Present[];
	/** The code with which the server has closed for good; what is written now stays here. */
	closed: number | null;
	/** The last refusal; a new object each time. The document is of no more use then. */
	refused: { reason: string } | null;
}

/** The version of the messages that this page uses. */
const protocolVersion = '1';
const silenceMs = 20_000;
/** A reconnect that succeeds within this time is not shown. */
const blinkMs = 1500;
const firstContactMs = 10_000;
/** Without a socket for this long, the page checks whether http gets through; it is told by 10 s (L18). */
const probeAfterMs = 5000;
const probeMs = 3000;

const initialState: BoardState = {
	save: { state: 'saved', waiting: 0 },
	synced: false,
	away: false,
	blocked: false,
	status: null,
	offset: null,
	present: [],
	closed: null,
	refused: null
};

/**
 * Joins `boardId` with `doc`, which must be fresh (L8). `projector`: a screen on the wall, which only reads and is nobody.
 * In the browser only.
 */
export class BoardConnection {
	readonly #doc: Y.Doc;
	readonly #isProjector: boolean;
	readonly #params: Record<string, string>;
	readonly #provider: WebsocketProvider;
	readonly #pending = new PendingChanges();
	readonly #listeners = new Set<() => void>();
	readonly #watch: ReturnType<typeof setInterval>;
	readonly #stopReconnecting: () => void;
	#state = initialState;
	#you: Omit<Present, 'self' | 'editing'> | null = null;
	#isConnected = false;
	/** The first contact may take its time; after ten seconds something is in the way (L18). 0 while connected. */
	#awaySince = Date.now() + firstContactMs - blinkMs;
	#downSince = Date.now();
	#probedAt = 0;

	constructor(doc: Y.Doc, boardId: string, { projector = false }: { projector?: boolean } = {}) {
		this.#doc = doc;
		this.#isProjector = projector;
		this.#params = { v: protocolVersion, ...(projector ? { view: 'projector' } : {}) };
		useWriterIds(doc);
		// Before the provider listens: what it sends at once is then the last of the pending changes.
		doc.on('update', this.#onUpdate);
		this.#provider = this.#createProvider(boardId);
		this.#handleMessages();
		this.#handleEvents();
		this.#provider.awareness.setLocalState(projector ? null : {});
		this.#watch = setInterval(() => this.#check(Date.now()), 500);
		this.#stopReconnecting = reconnectOnWake(
			this.#provider,
			() => this.#state.closed === null,
			() => (this.#awaySince ||= Date.now() - blinkMs)
		);
		this.#provider.connect();
	}

	/** A new object whenever something changed. */
	get state(): BoardState {
		return this.#state;
	}

	subscribe(changed: () => void): () => void {
		this.#listeners.add(changed);
		return () => this.#listeners.delete(changed);
	}

	/** Tells the others which entry this page is writing in; null: none. Not sent for those whose label is not shown. */
	setEditing(entry: string | null): void {
		if (!this.#isProjector && this.#you?.label) this.#provider.awareness.setLocalStateField('editing', entry);
	}

	destroy(): void {
		clearInterval(this.#watch);
		this.#stopReconnecting();
		this.#listeners.clear();
		this.#doc.off('update', this.#onUpdate);
		this.#provider.destroy();
	}

	readonly #onUpdate = (_update: Uint8Array, origin: unknown) => {
		if (origin === this.#provider) return;
		this.#pending.add();
		this.#updateSave();
	};

	#change(next: Partial<BoardState>): void {
		this.#state = { ...this.#state, ...next };
		for (const listener of [...this.#listeners]) listener();
	}

	#updateSave(): void {
		const { closed, refused, away, save } = this.#state;
		const waiting = this.#pending.count;
		const isStuck = closed !== null || refused !== null || away || !this.#isConnected || this.#pending.isOverdue;
		const state = waiting === 0 && !refused ? 'saved' : isStuck ? 'unsaved' : 'saving';
		if (state !== save.state || waiting !== save.waiting) this.#change({ save: { state, waiting } });
	}

	#createProvider(boardId: string): WebsocketProvider {
		const [pending, { clientID }] = [this.#pending, this.#doc];
		class BoardSocket extends WebSocket {
			override send(data: Uint8Array<ArrayBuffer>) {
				// The stock provider repeats what it hears about others; in a hall that is most of what would be sent.
				if (data[0] === type.awareness && firstInAwareness(awarenessIn(data)) !== clientID) return;
				super.send(data);
				if (data[0] === type.sync && data[1] !== sync.step1) pending.sent(data[1]);
			}
		}
		return new WebsocketProvider(`${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/live`, boardId, this.#doc, {
			connect: false,
			disableBc: true,
			maxBackoffTime: 2500,
			params: this.#params,
			WebSocketPolyfill: BoardSocket
		});
	}

	#handleMessages(): void {
		const handlers = this.#provider.messageHandlers;
		handlers[type.auth] = (_encoder, decoder) => {
			decoding.readVarUint(decoder);
			const reason = decoding.readVarString(decoder);
			// After a gap the server asks for everything it lacks and gets it. Flooding is closed; presence holds no text.
			if (reason === 'gap') this.#pending.resend();
			else if (reason !== 'flooding' && reason !== 'presenceTooLarge') this.#change({ refused: { reason } });
			this.#updateSave();
		};
		handlers[type.persisted] = (_encoder, decoder) => {
			this.#pending.acknowledge(readPersisted(decoder).count);
			this.#updateSave();
		};
		handlers[type.boardStatus] = (_encoder, decoder) => {
			const status = JSON.parse(decoding.readVarString(decoder)) as BoardStatus;
			// With the epoch, a reconnect to a board that was replaced meanwhile is refused instead of merging the old document (L7).
			this.#provider.params = { ...this.#params, epoch: String(status.epoch) };
			if (status.you) this.#you = status.you as unknown as Omit<Present, 'self' | 'editing'>;
			this.#change({ status, offset: Date.parse(status.serverTime) - Date.now() });
			this.#updatePresent();
		};
	}

	#handleEvents(): void {
		const provider = this.#provider;
		provider.on('sync', (synced: boolean) => synced && this.#change({ synced: true }));
		provider.on('status', ({ status }) => {
			this.#isConnected = status === 'connected';
			if (this.#isConnected) this.#onConnected();
			else if (status === 'disconnected') this.#onDisconnected();
			this.#updateSave();
		});
		provider.on('closed', ({ code }) => {
			this.#change({ closed: code });
			this.#updateSave();
		});
		provider.awareness.on('change', () => this.#updatePresent());
	}

	#onConnected(): void {
		this.#downSince = Infinity;
		this.#awaySince = 0;
		this.#pending.restart();
		this.#change({ away: false, blocked: false });
	}

	#onDisconnected(): void {
		if (this.#downSince === Infinity) this.#downSince = Date.now();
		this.#awaySince = Date.now();
		this.#pending.resend();
	}

	#updatePresent(): void {
		const people = new Map<number, Present>();
		for (const state of this.#provider.awareness.getStates().values()) {
			const { user, editing } = state as { user?: Partial<Present>; editing?: unknown };
			if (typeof user?.number !== 'number') continue;
			// Two tabs are one person (L17), who writes where either of them writes.
			const writesIn = typeof editing === 'string' ? editing : (people.get(user.number)?.editing ?? null);
			people.set(user.number, presentOf({ ...user, editing: writesIn }, user.number === this.#you?.number));
		}
		if (this.#you && !this.#isProjector) people.set(this.#you.number, presentOf(this.#you, true));
		this.#change({ present: [...people.values()].sort((a, b) => a.number - b.number) });
	}

	/** Called twice a second: is there contact, and if not, does the network strip upgrades? */
	#check(now: number): void {
		const { wsconnected, wsLastMessageReceived } = this.#provider;
		const isSilent = wsconnected && now - wsLastMessageReceived > silenceMs;
		const isDown = !wsconnected && this.#awaySince > 0 && now - this.#awaySince > blinkMs;
		const away = this.#state.closed === null && (isSilent || isDown);
		if (away !== this.#state.away) this.#change({ away });
		if (this.#state.closed === null && now - this.#downSince > probeAfterMs && now - this.#probedAt > 2 * probeMs) void this.#probe(now);
		this.#updateSave();
	}

	async #probe(now: number): Promise<void> {
		this.#probedAt = now;
		const answer = await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(probeMs) }).catch(() => undefined);
		const blocked = answer?.ok === true && !this.#isConnected && this.#state.closed === null;
		if (blocked !== this.#state.blocked) this.#change({ blocked });
	}
}

function presentOf({ number = 0, label = '', role = '', colour = 0, editing = null }: Partial<Present>, self: boolean): Present {
	return { number, label, role, colour, self, editing };
}

/** The update that an awareness message carries. */
function awarenessIn(data: Uint8Array): Uint8Array {
	const decoder = decoding.createDecoder(data);
	decoding.readVarUint(decoder);
	return decoding.readVarUint8Array(decoder);
}
