import * as decoding from 'lib0/decoding';
import { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import type { BoardStatus } from '../contract.ts';
import { firstInAwareness, readPersisted, sync, type } from '../protocol.ts';

/*
 * A board in the browser: the stock y-websocket provider, and what our server says beside it (L15, L16).
 */

/** Somebody at the board, one entry a person (L17). */
export interface Present {
	number: number;
	/** '' while the stage is anonymous. */
	label: string;
	role: string;
	colour: number;
	self: boolean;
	/** Which entry they are writing in; null for none, and always for those whose label is not shown. */
	editing: string | null;
}

export interface BoardState {
	/**
	 * `saved` only when the server has said that all of it is committed. `saving`: on its way, and not for long.
	 * `unsaved`: no contact, or no word for a while (the server's disk may be full), or refused. `waiting` counts changes.
	 */
	save: { state: 'saved' | 'saving' | 'unsaved'; waiting: number };
	/** The whole board has come, at least once. */
	synced: boolean;
	/** There is no contact: the socket is down, or has been silent for 20 s. */
	away: boolean;
	/** The server answers pages, and no socket comes through to it: a net that strips upgrades (L18). */
	blocked: boolean;
	status: BoardStatus | null;
	/** Server time minus this machine's, in ms. */
	offset: number;
	present: readonly Present[];
	/** The server has closed for good, with this code; what is written now stays here. */
	closed: number | null;
	/** The last word of the guard about something it would not take; a new object each time. The document is of no more use then. */
	refused: { reason: string } | null;
}

export interface BoardConnection {
	/** A new object whenever something changed. */
	readonly state: BoardState;
	subscribe(changed: () => void): () => void;
	/** Tells the others which entry this page is writing in; null: none. Not told for those whose label is not shown. */
	edits(entry: string | null): void;
	destroy(): void;
}

/** The version of the messages that this page speaks. */
const protocol = '1';
/** Without a word from the server for so long, nobody should believe that it is being saved. */
const patienceMs = 4000;
const silenceMs = 20_000;
/** A reconnect that succeeds within this is nobody's business. */
const blinkMs = 1500;
const firstContactMs = 10_000;
/** Without a socket for so long, it is asked whether pages come through; told by 10 s (L18). */
const doubtMs = 5000;
const probeMs = 3000;

/** Joins `boardId` with `doc`, fresh from `newBoardDoc` (L8). `projector`: a screen on the wall, which only looks on and is nobody. In the browser only. */
export function connectBoard(doc: Y.Doc, boardId: string, { projector = false }: { projector?: boolean } = {}): BoardConnection {
	let state: BoardState = {
		save: { state: 'saved', waiting: 0 },
		synced: false,
		away: false,
		blocked: false,
		status: null,
		offset: 0,
		present: [],
		closed: null,
		refused: null
	};
	const listeners = new Set<() => void>();
	const change = (next: Partial<BoardState>) => {
		state = { ...state, ...next };
		for (const listener of [...listeners]) listener();
	};

	// Local changes that are not acknowledged, each with the number of the message that carries it on this socket.
	let waiting: { message: number | null }[] = [];
	let sent = 0;
	let lastWord = 0;
	let isConnected = false;
	const tellSave = () => {
		const isLost = state.closed !== null || state.refused !== null || state.away || !isConnected;
		const isStuck = waiting.length > 0 && Date.now() - lastWord > patienceMs;
		const next = waiting.length === 0 && !state.refused ? 'saved' : isLost || isStuck ? 'unsaved' : 'saving';
		if (next !== state.save.state || waiting.length !== state.save.waiting) change({ save: { state: next, waiting: waiting.length } });
	};
	// Before the provider hears of it: what it sends at once is the last of those that wait.
	const onupdate = (_update: Uint8Array, origin: unknown) => {
		if (origin === provider) return;
		if (waiting.length === 0) lastWord = Date.now();
		waiting.push({ message: null });
		tellSave();
	};
	doc.on('update', onupdate);

	class BoardSocket extends WebSocket {
		override send(data: Uint8Array<ArrayBuffer>) {
			// The stock provider repeats what it hears about others; in a hall that is most of what would be sent.
			if (data[0] === type.awareness && firstInAwareness(readBytes(data)) !== doc.clientID) return;
			super.send(data);
			if (data[0] !== type.sync || data[1] === sync.step1) return;
			sent++;
			if (data[1] === sync.update) (waiting.at(-1) ?? { message: 0 }).message ??= sent;
			// The answer to the server's question what it lacks: all that waits.
			else for (const each of waiting) each.message ??= sent;
		}
	}

	const params: Record<string, string> = { v: protocol, ...(projector ? { view: 'projector' } : {}) };
	const provider = new WebsocketProvider(`${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/live`, boardId, doc, {
		connect: false,
		disableBc: true,
		maxBackoffTime: 2500,
		params,
		WebSocketPolyfill: BoardSocket
	});

	provider.messageHandlers[type.auth] = (_encoder, decoder) => {
		decoding.readVarUint(decoder);
		const reason = decoding.readVarString(decoder);
		// The server asks next for all that it lacks, and gets it: whatever made the gap is mended. A flood is closed; presence is no text.
		if (reason === 'gap') for (const each of waiting) each.message = null;
		else if (reason !== 'flooding' && reason !== 'presenceTooLarge') change({ refused: { reason } });
		tellSave();
	};
	provider.messageHandlers[type.persisted] = (_encoder, decoder) => {
		const { count } = readPersisted(decoder);
		lastWord = Date.now();
		waiting = waiting.filter(({ message }) => message === null || message > count);
		tellSave();
	};
	let you: Omit<Present, 'self' | 'editing'> | null = null;
	provider.messageHandlers[type.boardStatus] = (_encoder, decoder) => {
		const status = JSON.parse(decoding.readVarString(decoder)) as BoardStatus;
		// Should the board be made anew while we are away, we are told so at the door instead of bringing the old one back (L7).
		provider.params = { ...params, epoch: String(status.epoch) };
		if (status.you) you = status.you as typeof you;
		change({ status, offset: Date.parse(status.serverTime) - Date.now() });
		tellPresent();
	};
	provider.on('sync', (synced: boolean) => synced && change({ synced: true }));
	// The first contact may take its time; after ten seconds something is in the way (L18).
	let awaySince = Date.now() + firstContactMs - blinkMs;
	let downSince = Date.now();
	let probedAt = 0;
	const probe = async (now: number) => {
		probedAt = now;
		const answer = await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(probeMs) }).catch(() => undefined);
		const blocked = answer?.ok === true && !isConnected && state.closed === null;
		if (blocked !== state.blocked) change({ blocked });
	};
	provider.on('status', ({ status }) => {
		isConnected = status === 'connected';
		if (isConnected) {
			downSince = Infinity;
			sent = 0;
			awaySince = 0;
			lastWord = Date.now();
			change({ away: false, blocked: false });
		} else if (status === 'disconnected') {
			if (downSince === Infinity) downSince = Date.now();
			for (const each of waiting) each.message = null;
			awaySince = Date.now();
		}
		tellSave();
	});
	provider.on('closed', ({ code }) => {
		change({ closed: code });
		tellSave();
	});

	const tellPresent = () => {
		const people = new Map<number, Present>();
		for (const said of provider.awareness.getStates().values()) {
			const { user, editing } = said as { user?: Partial<Present>; editing?: unknown };
			if (typeof user?.number !== 'number') continue;
			// Two tabs are one person (L17), who writes where either of them writes.
			const writesIn = typeof editing === 'string' ? editing : (people.get(user.number)?.editing ?? null);
			people.set(user.number, presentOf({ ...user, editing: writesIn }, user.number === you?.number));
		}
		if (you && !projector) people.set(you.number, presentOf(you, true));
		change({ present: [...people.values()].sort((a, b) => a.number - b.number) });
	};
	provider.awareness.on('change', tellPresent);
	provider.awareness.setLocalState(projector ? null : {});

	const watch = setInterval(() => {
		const now = Date.now();
		const isSilent = provider.wsconnected && now - provider.wsLastMessageReceived > silenceMs;
		const isDown = !provider.wsconnected && awaySince > 0 && now - awaySince > blinkMs;
		const away = state.closed === null && (isSilent || isDown);
		if (away !== state.away) change({ away });
		if (state.closed === null && now - downSince > doubtMs && now - probedAt > 2 * probeMs) void probe(now);
		tellSave();
	}, 500);

	const end = stayAwake(
		provider,
		() => state.closed === null,
		() => (awaySince ||= Date.now() - blinkMs)
	);
	provider.connect();
	return {
		get state() {
			return state;
		},
		subscribe(changed) {
			listeners.add(changed);
			return () => listeners.delete(changed);
		},
		edits(entry) {
			if (!projector && you?.label) provider.awareness.setLocalStateField('editing', entry);
		},
		destroy() {
			clearInterval(watch);
			end();
			listeners.clear();
			doc.off('update', onupdate);
			provider.destroy();
		}
	};
}

/** Renews the socket when the page comes back to life: phones keep dead ones that look open. Gives what ends it. */
function stayAwake(provider: WebsocketProvider, mayConnect: () => boolean, wentOffline: () => void): () => void {
	let triedAt = Date.now();
	const renew = () => {
		if (!mayConnect() || document.visibilityState === 'hidden') return;
		const isFresh = provider.wsconnected && Date.now() - provider.wsLastMessageReceived < 5000;
		if (isFresh || Date.now() - triedAt < 1000) return;
		triedAt = Date.now();
		provider.disconnect();
		provider.connect();
	};
	const offline = () => {
		wentOffline();
		provider.disconnect();
	};
	const online = () => mayConnect() && provider.connect();
	const heard = [
		[document, 'visibilitychange', renew],
		[globalThis, 'pageshow', renew],
		[globalThis, 'offline', offline],
		[globalThis, 'online', online]
	] as const;
	for (const [target, event, listener] of heard) target.addEventListener(event, listener);
	return () => {
		for (const [target, event, listener] of heard) target.removeEventListener(event, listener);
	};
}

function presentOf({ number = 0, label = '', role = '', colour = 0, editing = null }: Partial<Present>, self: boolean): Present {
	return { number, label, role, colour, self, editing };
}

/** What an awareness message carries. */
function readBytes(data: Uint8Array): Uint8Array {
	const decoder = decoding.createDecoder(data);
	decoding.readVarUint(decoder);
	return decoding.readVarUint8Array(decoder);
}
