import { newToken, sameSecret } from '#lib/tokens.server.ts';

/** A sign-in that somebody has begun: what its answer is checked by, and where they go then. `to` is a path of our own. */
export type Begun = { nonce: string; verifier: string; to: string };

/** How long somebody has to sign in at the issuer, in ms, and how many may be on their way. */
const lifetime = 10 * 60_000;
const most = 10_000;

/**
 * Sign-ins on their way to the issuer and back, in memory: each is answered once, in the browser that began it. After a restart one
 * begins anew; when there are too many the oldest does.
 */
export function createWaiting() {
	const waiting = new Map<string, Begun & { browser: string; until: number }>();
	return {
		/** Keeps what was begun under `state`, for the browser with this cookie. */
		keep(state: string, browser: string, begun: Begun): void {
			for (const [key, { until }] of waiting) {
				if (until >= performance.now() && waiting.size < most) break;
				waiting.delete(key);
			}
			waiting.set(state, { ...begun, browser, until: performance.now() + lifetime });
		},
		/** What was begun under `state` by this browser, once; undefined when it is too old, was taken, or is another's. */
		take(state: string, browser: string): Begun | undefined {
			const found = waiting.get(state);
			if (!found || !sameSecret(found.browser, browser)) return undefined;
			waiting.delete(state);
			return found.until >= performance.now() ? found : undefined;
		}
	};
}

/** Notes what may come once, for as long as it could come again. */
export function createOnce(seconds: number) {
	const seen = new Map<string, number>();
	return (key: string): boolean => {
		for (const [known, until] of seen) {
			if (until >= performance.now()) break;
			seen.delete(known);
		}
		if (seen.has(key)) return false;
		seen.set(key, performance.now() + seconds * 1000);
		return true;
	};
}

/** The cookie by which a browser is known on its way, and how many seconds it keeps it. */
export const ssoCookie = (isSecure: boolean): string => (isSecure ? '__Host-samling-sso' : 'samling-sso');
export const ssoSeconds = lifetime / 1000;

/** The value of the cookie by which a browser is known on its way. */
export const browserSecret = (cookie: string | undefined): string => (cookie && /^[\w-]{22}$/.test(cookie) ? cookie : newToken());
