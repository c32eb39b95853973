import type { WebsocketProvider } from 'y-websocket';

/** A socket that received something this recently is alive. */
const freshMs = 5000;
const minRetryMs = 1000;

/**
 * Renews the socket when the page becomes visible again: phones keep dead sockets that look open (L16). Follows the browser's
 * `online` and `offline` events too. Returns what stops it.
 */
export function reconnectOnWake(provider: WebsocketProvider, mayConnect: () => boolean, onOffline: () => void): () => void {
	let triedAt = Date.now();
	const renew = () => {
		if (!mayConnect() || document.visibilityState === 'hidden') return;
		const isFresh = provider.wsconnected && Date.now() - provider.wsLastMessageReceived < freshMs;
		if (isFresh || Date.now() - triedAt < minRetryMs) return;
		triedAt = Date.now();
		provider.disconnect();
		provider.connect();
	};
	const offline = () => {
		onOffline();
		provider.disconnect();
	};
	const online = () => mayConnect() && provider.connect();
	const listeners = [
		[document, 'visibilitychange', renew],
		[globalThis, 'pageshow', renew],
		[globalThis, 'offline', offline],
		[globalThis, 'online', online]
	] as const;
	for (const [target, event, listener] of listeners) target.addEventListener(event, listener);
	return () => {
		for (const [target, event, listener] of listeners) target.removeEventListener(event, listener);
	};
}
