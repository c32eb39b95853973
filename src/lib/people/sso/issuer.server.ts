import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as oidc from 'openid-client';
import { refuse } from '#lib/result.ts';
import { whoIs } from './claims.ts';
import { callbackPath, type SsoSettings } from './model.ts';
import { createOnce, createWaiting } from './waiting.server.ts';

/** How long what the issuer says of itself is believed, in ms, and how long it may take to answer, in seconds. */
const freshFor = 60 * 60_000;
const patience = 10;
/** How far clocks may differ, and how old a logout token may be, in seconds. */
const skew = 60;
const logoutAge = 300;
/** Signatures with a key that only the issuer has; never `none`, nor one with our own secret. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];

const backChannelEvent = 'http://schemas.openid.net/event/backchannel-logout';

type Found = { config: oidc.Configuration; keys: ReturnType<typeof createRemoteJWKSet>; at: number };

export type SingleSignOn = ReturnType<typeof createSingleSignOn>;

/** What a sign-in needs to know of the installation, of the issuer, and of those on their way. */
type There = {
	settings: SsoSettings;
	redirectUri: string;
	lookUp: () => Promise<Found>;
	waiting: ReturnType<typeof createWaiting>;
	isNew: (key: string) => boolean;
};

/**
 * Signing in at an issuer by OpenID Connect: authorization code with PKCE, state and nonce, by `openid-client`. The issuer is looked up
 * when somebody wants to sign in, and again at the next try when it did not answer: Samling starts without it.
 */
export function createSingleSignOn(settings: SsoSettings, origin: string) {
	const lookUp = createLookUp(settings);
	const redirectUri = `${origin}${callbackPath}`;
	const there: There = { settings, redirectUri, lookUp, waiting: createWaiting(), isNew: createOnce(logoutAge + 2 * skew) };
	return {
		name: settings.name,
		groups: settings.groups,
		begin: (browser: string, to: string) => begin(there, browser, to),
		finish: (browser: string, query: URLSearchParams) => finish(there, browser, query),
		readLogout: (token: string) => readLogout(there, token),
		/** Where somebody signs out at the issuer too; undefined when it has no such place, or does not answer. */
		async signOutAddress(): Promise<URL | undefined> {
			try {
				const { config } = await lookUp();
				if (!config.serverMetadata().end_session_endpoint) return undefined;
				return oidc.buildEndSessionUrl(config, { post_logout_redirect_uri: `${origin}/sign-in` });
			} catch (error) {
				failed('closed', error);
				return undefined;
			}
		}
	};
}

function createLookUp(settings: SsoSettings): () => Promise<Found> {
	let found: Found | undefined;
	let looking: Promise<Found> | undefined;
	return async () => {
		if (found && performance.now() - found.at < freshFor) return found;
		looking ??= discover(settings).finally(() => (looking = undefined));
		try {
			found = await looking;
		} catch (error) {
			if (!found) throw error;
			// What it said an hour ago is better than nothing; asked again in an hour.
			found.at = performance.now();
		}
		return found;
	};
}

/** Where a browser (known by its cookie) goes to sign in, and to `to` afterwards. Refuses `closed` (the issuer does not answer). */
async function begin({ redirectUri, lookUp, waiting }: There, browser: string, to: string) {
	try {
		const { config } = await lookUp();
		const [state, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()];
		const address = oidc.buildAuthorizationUrl(config, {
			redirect_uri: redirectUri,
			scope: 'openid profile email',
			response_mode: 'query',
			code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
			code_challenge_method: 'S256',
			state,
			nonce
		});
		waiting.keep(state, browser, { nonce, verifier, to });
		return { ok: true as const, address };
	} catch (error) {
		return failed('closed', error);
	}
}

/**
 * Who has come back from the issuer with `query`, and where they go. Refuses `past` (not begun in this browser, answered, too old),
 * `empty` (they or the issuer said no), `closed` (the issuer does not answer), `notAllowed` (another tenant) and `invalid`.
 */
async function finish({ settings, redirectUri, lookUp, waiting }: There, browser: string, query: URLSearchParams) {
	const state = query.get('state') ?? '';
	const begun = waiting.take(state, browser);
	if (!begun) return refuse('past');
	try {
		const { config } = await lookUp();
		const tokens = await oidc.authorizationCodeGrant(config, new URL(`${redirectUri}?${query}`), {
			expectedState: state,
			expectedNonce: begun.nonce,
			pkceCodeVerifier: begun.verifier,
			idTokenExpected: true
		});
		const claims = tokens.claims()!;
		const more = settings.tenants.length === 0 && !('email' in claims) && config.serverMetadata().userinfo_endpoint;
		const told = more ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub) : {};
		const known = whoIs({ ...told, ...claims }, settings);
		return known.ok ? { ...known, to: begun.to } : known;
	} catch (error) {
		if (error instanceof oidc.AuthorizationResponseError) return failed('empty', error);
		return failed(isAway(error) ? 'closed' : 'invalid', error);
	}
}

/**
 * Which sign-in the issuer says has ended (Back-Channel Logout 1.0, § 2.6): each token counts once. Refuses `invalid`, and `closed` when
 * the issuer's keys can't be had.
 */
async function readLogout({ settings, lookUp, isNew }: There, token: string) {
	try {
		const { config, keys } = await lookUp();
		const { payload, protectedHeader } = await jwtVerify(token, keys, {
			issuer: issuersOf(config, settings),
			audience: settings.clientId,
			algorithms,
			clockTolerance: skew,
			maxTokenAge: logoutAge,
			requiredClaims: ['iat', 'exp', 'jti', 'events']
		});
		const { sub, sid, jti, events } = payload as Record<string, unknown>;
		const isLogout = typeof events === 'object' && events !== null && backChannelEvent in events && !('nonce' in payload);
		if (!isLogout || !/^(application\/)?(logout\+)?jwt$/i.test(protectedHeader.typ ?? 'jwt')) return refuse('invalid');
		const names = (value: unknown): value is string | undefined => value === undefined || (typeof value === 'string' && value !== '');
		if (!names(sub) || !names(sid) || (sub === undefined && sid === undefined)) return refuse('invalid');
		if (typeof jti !== 'string' || !isNew(jti)) return refuse('invalid');
		return { ok: true as const, iss: String(payload.iss), sub, sid };
	} catch (error) {
		// Anybody may send one that is none: no line in the log.
		return isAway(error) ? failed('closed', error) : refuse('invalid');
	}
}

async function discover({ issuer, clientId, clientSecret }: SsoSettings): Promise<Found> {
	const server = new URL(issuer);
	const config = await oidc.discovery(server, clientId, { [oidc.clockTolerance]: skew }, secretOf(clientSecret), {
		timeout: patience,
		// The settings take http for a loopback address only, outside production: nothing leaves the machine.
		execute: [oidc.enableNonRepudiationChecks, ...(server.protocol === 'http:' ? [oidc.allowInsecureRequests] : [])]
	});
	const { jwks_uri: keys } = config.serverMetadata();
	if (!keys) throw new Error('The issuer names no keys');
	return { config, keys: createRemoteJWKSet(new URL(keys), { timeoutDuration: patience * 1000 }), at: performance.now() };
}

/** Who may sign logout tokens; Entra ID for many tenants names itself with a place for each. */
function issuersOf(config: oidc.Configuration, { tenants }: SsoSettings): string[] {
	const { issuer } = config.serverMetadata();
	return issuer.includes('{tenantid}') ? tenants.map((tenant) => issuer.replace('{tenantid}', tenant)) : [issuer];
}

/** The client's secret as the issuer takes it: in the header, as it must unless it says otherwise, or in the body. */
function secretOf(secret: string): oidc.ClientAuth {
	const [basic, post] = [oidc.ClientSecretBasic(secret), oidc.ClientSecretPost(secret)];
	return (server, client, body, headers) => {
		const taken = server.token_endpoint_auth_methods_supported;
		return (taken && !taken.includes('client_secret_basic') ? post : basic)(server, client, body, headers);
	};
}

/** Whether it is the network or the issuer that is out of order, and nothing that was said. */
function isAway(error: unknown): boolean {
	const { name, code, cause } = error as { name?: string; code?: string; cause?: unknown };
	if (name === 'TimeoutError' || name === 'AbortError' || code === 'OAUTH_TIMEOUT' || code === 'ERR_JWKS_TIMEOUT') return true;
	if (name === 'TypeError' && /fetch failed/.test(String((error as Error).message))) return true;
	if (code === 'OAUTH_RESPONSE_IS_NOT_CONFORM') return cause instanceof Response && cause.status >= 500;
	return cause instanceof Error && isAway(cause);
}

/** A refusal, and a line in the log with the codes of what went wrong: no token, no claim, no secret. */
function failed<R extends 'closed' | 'empty' | 'invalid'>(reason: R, error: unknown) {
	const codes: string[] = [];
	for (let at = error; at instanceof Error && codes.length < 4; at = at.cause) codes.push((at as { code?: string }).code ?? at.name);
	console.log(JSON.stringify({ event: 'single sign-on', outcome: reason, codes }));
	return refuse(reason);
}
