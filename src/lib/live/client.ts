import * as decoding from 'lib0/decoding';
import { WebsocketProvider } from 'y-websocket';
import { applyAwarenessUpdate } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { Stage } from './contract.ts';
import { readAwareness } from './wire.ts';

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
}

export interface BoardState {
	/** `saved` only when the server has said that all of it is committed. */
	save: { state: 'saved' | 'saving' | 'unsaved'; waiting: number };
	/** The whole board has come, at least once. */
	synced: boolean;
	/** There is no contact: the socket is down, or has been silent for 20 s. */
	away: boolean;
	stage: Stage | null;
	/** Server time minus this machine's, in ms. */
	offset: number;
	present: readonly Present[];
	/** The server has closed for good, with this code; what is written now stays here. */
	closed: number | null;
	/** The last word of the guard about something it would not take; a new object each time. */
	refused: { reason: string } | null;
}

export interface BoardConnection {
	/** A new object whenever something changed. */
	readonly state: BoardState;
	subscribe(changed: () => void): () => void;
	destroy(): void;
}

/** Joins `boardId` with `doc`. `projector`: a screen on the wall, which only looks on and is nobody. In the browser only. */
export function connectBoard(doc: Y.Doc, boardId: string, { projector = false }: { projector?: boolean } = {}): BoardConnection {
	let state: BoardState = {
		save: { state: 'saved', waiting: 0 },
		synced: false,
		away: false,
		stage: null,
		offset: 0,
		present: [],
		closed: null,
		refused: null
	};
	const listeners = new Set<() => void>();
	const change = (next: Partial<BoardState>) => {
		state = { ...state, ...next };
		for (const listener of listeners) listener();
	};

	/*
	 * The server says how many of the messages on this socket are committed, in their order; one it refused it does not count.
	 * So each local change waits for the number of the message that carries it; null while none does.
	 */
	let waiting: { message: number | null }[] = [];
	let sent = 0;
	let marked = 0;
	let refusals = 0;
	const count = (data: Uint8Array) => {
		const isStep2 = data[0] === 0 && data[1] === 1;
		if (!isStep2 && !(data[0] === 0 && data[1] === 2)) return;
		sent++;
		if (!isStep2) return;
		// What the server lacks, all of it.
		marked = sent;
		for (const change of waiting) change.message ??= sent - refusals;
	};
	class CountingSocket extends WebSocket {
		override send(data: string | ArrayBufferLike | Blob | ArrayBufferView) {
			super.send(data as ArrayBufferView<ArrayBuffer>);
			if (data instanceof Uint8Array) count(data);
		}
	}

	const provider = new WebsocketProvider(`${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/live`, boardId, doc, {
		connect: false,
		disableBc: true,
		maxBackoffTime: 2500,
		params: projector ? { view: 'projector' } : {},
		WebSocketPolyfill: CountingSocket
	});
	const tellSave = () =>
		change({
			save: { state: waiting.length === 0 ? 'saved' : provider.wsconnected && !state.away ? 'saving' : 'unsaved', waiting: waiting.length }
		});

	// What the server says of us, it tells everybody; the stock handler passes over what is said of oneself.
	let me: Present | null = null;
	provider.messageHandlers[1] = (_encoder, decoder) => {
		const bytes = decoding.readVarUint8Array(decoder);
		const mine = readAwareness(bytes, doc.clientID)[0];
		if (mine) me = personOf(mine.state, true) ?? me;
		applyAwarenessUpdate(provider.awareness, bytes, provider);
		tellPresence();
	};

	provider.messageHandlers[2] = (_encoder, decoder) => {
		decoding.readVarUint(decoder);
		refusals++;
		for (const each of waiting) each.message = null;
		change({ refused: { reason: decoding.readVarString(decoder) } });
	};
	provider.messageHandlers[100] = (_encoder, decoder) => {
		decoding.readVarUint8Array(decoder);
		const done = decoding.readVarUint(decoder);
		waiting = waiting.filter(({ message }) => message === null || message > done);
		tellSave();
	};
	provider.messageHandlers[101] = (_encoder, decoder) => {
		const stage = JSON.parse(decoding.readVarString(decoder)) as Stage;
		change({ stage, offset: Date.parse(stage.serverTime) - Date.now() });
	};
	provider.on('sync', (synced: boolean) => synced && change({ synced: true }));
	let awaySince = 0;
	provider.on('status', ({ status }) => {
		if (status === 'connected') {
			sent = marked = refusals = 0;
			awaySince = 0;
			change({ away: false });
			tellSave();
		} else if (status === 'disconnected') {
			for (const each of waiting) each.message = null;
			awaySince = Date.now();
			tellSave();
		}
	});
	provider.on('closed', ({ code }) => {
		change({ closed: code });
		tellSave();
	});
	const onupdate = (_update: Uint8Array, origin: unknown) => {
		if (origin === provider) return;
		// The provider has sent it by now, if its socket took it.
		const isSent = sent > marked;
		marked = sent;
		waiting.push({ message: isSent ? sent - refusals : null });
		tellSave();
	};
	doc.on('update', onupdate);

	const tellPresence = () => {
		const people = new Map<number, Present>(me ? [[me.number, me]] : []);
		for (const [client, state] of provider.awareness.getStates()) {
			const one = client === doc.clientID ? null : personOf(state, false);
			if (one && !people.has(one.number)) people.set(one.number, one);
		}
		change({ present: [...people.values()].sort((a, b) => a.number - b.number) });
	};
	provider.awareness.on('change', tellPresence);
	provider.awareness.setLocalState({});

	const watch = setInterval(() => {
		const silent = provider.wsconnected && Date.now() - provider.wsLastMessageReceived > 20_000;
		const away = state.closed === null && (silent || (!provider.wsconnected && awaySince > 0 && Date.now() - awaySince > 1500));
		if (away === state.away) return;
		change({ away });
		tellSave();
	}, 500);
	// Phones keep dead sockets when they wake up: begin anew.
	const renew = () => {
		if (state.closed !== null || document.visibilityState === 'hidden') return;
		if (Date.now() - provider.wsLastMessageReceived < 5000 && provider.wsconnected) return;
		provider.disconnect();
		provider.connect();
	};
	const offline = () => {
		awaySince ||= Date.now() - 1500;
		provider.disconnect();
	};
	const online = () => provider.connect();
	document.addEventListener('visibilitychange', renew);
	addEventListener('pageshow', renew);
	addEventListener('offline', offline);
	addEventListener('online', online);
	provider.connect();
	return {
		get state() {
			return state;
		},
		subscribe(changed) {
			listeners.add(changed);
			return () => listeners.delete(changed);
		},
		destroy() {
			clearInterval(watch);
			document.removeEventListener('visibilitychange', renew);
			removeEventListener('pageshow', renew);
			removeEventListener('offline', offline);
			removeEventListener('online', online);
			doc.off('update', onupdate);
			provider.destroy();
		}
	};
}

/** Somebody as the server describes them; null for a state that it has not written. */
function personOf(state: unknown, self: boolean): Present | null {
	const user = (state as { user?: Partial<Present> } | null)?.user;
	if (typeof user?.number !== 'number') return null;
	return { number: user.number, label: user.label ?? '', role: user.role ?? '', colour: user.colour ?? 0, self };
}
