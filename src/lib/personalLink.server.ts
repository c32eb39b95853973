import { newSecret } from './tokens.server.ts';

/** What a personal link may open; each kind has an address of its own. */
export type LinkKind = 'invitation' | 'speaker' | 'poll' | 'hearing' | 'status' | 'evaluation' | 'summary' | 'unsubscribe' | 'calendar';

const paths: Record<LinkKind, (token: string) => string> = {
	invitation: (token) => `/invitation/${token}`,
	speaker: (token) => `/speaker/${token}`,
	poll: (token) => `/poll/${token}`,
	hearing: (token) => `/hearing/${token}`,
	status: (token) => `/status/${token}`,
	evaluation: (token) => `/evaluation/${token}`,
	summary: (token) => `/summary/${token}`,
	unsubscribe: (token) => `/mail/${token}/stop`,
	calendar: (token) => `/calendar/${token}.ics`
};

/** The address of a personal link. */
export function linkAddress(kind: LinkKind, origin: string, token: string): string {
	return `${origin}${paths[kind](token)}`;
}

/**
 * A fresh personal link. `token` and `href` go into one mail and are stored nowhere; the row that the link opens stores
 * `tokenHash`, so that a copy of the database opens nothing. A link is found by `hashOf(token)` (`tokens.server.ts`).
 */
export function newPersonalLink(kind: LinkKind, origin: string): { token: string; tokenHash: string; href: string } {
	const secret = newSecret();
	return { ...secret, href: linkAddress(kind, origin, secret.token) };
}
