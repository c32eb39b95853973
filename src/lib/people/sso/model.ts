import type { Role } from '../model.ts';

/** Where the issuer sends people back, and where it tells that a session has ended: what is registered there. */
export const callbackPath = '/sign-in/sso/callback';
export const logoutPath = '/sign-in/sso/logout';

/** How an installation signs people in at an issuer (OpenID Connect), as its settings say. */
export type SsoSettings = {
	/** Where `/.well-known/openid-configuration` is found. */
	issuer: string;
	clientId: string;
	clientSecret: string;
	/** What people call it: "Sign in with …". */
	name: string;
	/** Entra ID: the directories whose people are taken, in small letters. None: another issuer, whose `sub` is the key. */
	tenants: readonly string[];
	/** Which group there gives which role here. */
	groups: readonly (readonly [group: string, role: Role])[];
};

/** Why a sign-in at an issuer did not end in a session, and what to do now; the page to sign in has a sentence for each. */
export const outcomes = [
	'mailed',
	'unknown',
	'unverified',
	'tenant',
	'away',
	'declined',
	'invalid',
	'past',
	'disabled',
	'limit',
	'connected',
	'out'
] as const;
export type Outcome = (typeof outcomes)[number];

/** The outcome that an address names; undefined for anything else. */
export function outcomeOf(named: string | null): Outcome | undefined {
	return outcomes.find((outcome) => outcome === named);
}

/** Who an issuer says that somebody is. */
export type Who = {
	/** Entra ID: `tid` and `oid`; another issuer: `iss` and `sub`. An address is never the key: it can be given to somebody else. */
	issuer: string;
	subject: string;
	/** An address that the issuer has verified; null when it says none. */
	email: string | null;
	/** Undefined: the issuer left them out since they are too many, which says nothing. */
	groups: readonly string[] | undefined;
	/** How the issuer names this sign-in when it tells that it has ended (Back-Channel Logout 1.0). */
	session: IssuerSession;
};

export type IssuerSession = { iss: string; sub: string; sid: string | null };

/** Roles that groups give and take: those of `mapping` only. `held`: all that somebody has now. */
export function rolesByGroups(
	mapping: SsoSettings['groups'],
	groups: readonly string[] | undefined,
	held: readonly Role[]
): { given: Role[]; taken: Role[] } {
	if (groups === undefined) return { given: [], taken: [] };
	const mapped = new Set(mapping.map(([, role]) => role));
	const wanted = new Set(mapping.filter(([group]) => groups.includes(group)).map(([, role]) => role));
	return {
		given: [...wanted].filter((role) => !held.includes(role)),
		taken: held.filter((role) => mapped.has(role) && !wanted.has(role))
	};
}
