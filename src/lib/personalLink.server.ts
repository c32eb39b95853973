import type { Database } from '#db/schema.ts';
import { hashOf, newSecret } from './tokens.server.ts';

/** What a personal link may open; each kind has an address of its own. */
export type LinkKind =
	| 'invitation'
	| 'host'
	| 'speaker'
	| 'poll'
	| 'hearing'
	| 'remark'
	| 'status'
	| 'evaluation'
	| 'summary'
	| 'report'
	| 'unsubscribe'
	| 'calendar'
	| 'password'
	| 'connect';

const paths: Record<LinkKind, (token: string) => string> = {
	invitation: (token) => `/invitation/${token}`,
	host: (token) => `/host/${token}`,
	speaker: (token) => `/speaker/${token}`,
	poll: (token) => `/poll/${token}`,
	hearing: (token) => `/hearing/${token}`,
	remark: (token) => `/remark/${token}`,
	status: (token) => `/status/${token}`,
	evaluation: (token) => `/evaluation/${token}`,
	summary: (token) => `/summary/${token}`,
	report: (token) => `/report/${token}`,
	unsubscribe: (token) => `/mail/${token}/stop`,
	calendar: (token) => `/calendar/${token}.ics`,
	password: (token) => `/password/${token}`,
	connect: (token) => `/connect/${token}`
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

/** Where the hash of a link's secret stands, by the first part of its path. */
export const linkColumns: Record<string, readonly (readonly [table: keyof Database, column: string])[]> = {
	invitation: [
		['invitation', 'tokenHash'],
		['invitationLink', 'tokenHash']
	],
	host: [
		['hostRequest', 'tokenHash'],
		['hostRequest', 'reminderHash']
	],
	speaker: [
		['speakerRequest', 'tokenHash'],
		['speakerRequest', 'reminderHash']
	],
	poll: [['datePollLink', 'tokenHash']],
	hearing: [['hearingLink', 'tokenHash']],
	remark: [['remarkLink', 'tokenHash']],
	status: [['followUpLink', 'tokenHash']],
	evaluation: [['evaluationTicket', 'tokenHash']],
	summary: [['summaryReader', 'tokenHash']],
	report: [['reportLink', 'tokenHash']],
	mail: [['mailStopLink', 'tokenHash']],
	calendar: [['calendarFeed', 'tokenHash']],
	password: [['passwordLink', 'tokenHash']],
	connect: [['identityLink', 'tokenHash']]
};

const link = new RegExp(`/(${Object.keys(linkColumns).join('|')})/([\\w-]{22}|sha256-[0-9a-f]{64})(?![\\w-])`, 'g');

/** `text` with the secrets of its links as hashes: a copy of the database opens nothing with it. */
export function withHashedLinks(text: string): string {
	return text.replace(link, (_, kind: string, token: string) => `/${kind}/${token.length === 22 ? `sha256-${hashOf(token)}` : token}`);
}

/** The links in a text, by the hashes of their secrets. */
export function linksIn(text: string): { kind: string; tokenHash: string }[] {
	return [...text.matchAll(link)].map(([, kind = '', token = '']) => ({
		kind,
		tokenHash: token.length === 22 ? hashOf(token) : token.slice('sha256-'.length)
	}));
}

/** `text` with links that lead nowhere, for whoever reads a mail to somebody else. */
export function withoutLinks(text: string): string {
	return text.replace(link, (_, kind: string) => `/${kind}/…`);
}

/** `text` with a new secret for each hash that `secrets` has none for yet; it is added there, by kind and hash. */
export function withNewLinks(text: string, secrets: Map<string, { token: string; tokenHash: string }>): string {
	return text.replace(link, (whole, kind: string, hash: string) => {
		if (hash.length === 22) return whole;
		const key = `${kind} ${hash.slice('sha256-'.length)}`;
		const secret = secrets.get(key) ?? newSecret();
		secrets.set(key, secret);
		return `/${kind}/${secret.token}`;
	});
}
