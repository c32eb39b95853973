import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWTHeaderParameters, type JWTPayload } from 'jose';
import Provider from 'oidc-provider';

export const clientId = 'samling';
export const clientSecret = 'a-secret-of-the-issuer-and-Samling';

export type Issuer = Awaited<ReturnType<typeof startIssuer>>;

/**
 * A real issuer (`oidc-provider`) on a loopback address. `people` are who may sign in there and what is claimed of them; `tamper`, when a
 * test sets it, changes an ID token before Samling gets it, which is signed with the issuer's own key all the same. `inUserinfo`: claims
 * are given there and not in the token.
 */
export async function startIssuer(samling: string, people: Record<string, JWTPayload>, { inUserinfo = false, port = 0 } = {}) {
	const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
	const key = { ...(await exportJWK(privateKey)), kid: 'key', alg: 'RS256', use: 'sig' };
	let handle: (request: IncomingMessage, response: ServerResponse) => unknown = () => undefined;
	const server = createServer((request, response) => void handle(request, response)).listen(port, '127.0.0.1');
	await once(server, 'listening');
	const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const issuer = {
		origin,
		publicKey,
		/** Changes what an ID token says, or gives the whole token. */
		tamper: undefined as ((claims: JWTPayload) => JWTPayload | string) | undefined,
		/** Any token, signed with the issuer's key unless told otherwise. */
		sign: (claims: JWTPayload, header: Partial<JWTHeaderParameters> = {}, signed = privateKey) =>
			new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'key', ...header }).sign(signed),
		async stop() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		}
	};
	const claims = Object.fromEntries(Object.values(people).flatMap((one) => Object.keys(one).map((name) => [name, null])));
	const provider: Provider = new Provider(origin, {
		clients: [
			{
				client_id: clientId,
				client_secret: clientSecret,
				redirect_uris: [`${samling}/sign-in/sso/callback`],
				post_logout_redirect_uris: [`${samling}/sign-in`],
				backchannel_logout_uri: `${samling}/sign-in/sso/logout`,
				backchannel_logout_session_required: true
			}
		],
		jwks: { keys: [key] },
		cookies: { keys: ['a test'] },
		ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
		claims: inUserinfo ? { openid: ['sub'], email: Object.keys(claims) } : { openid: ['sub', ...Object.keys(claims)] },
		scopes: ['openid', 'profile', 'email'],
		conformIdTokenClaims: inUserinfo,
		// It refuses to reach this machine itself, by a dispatcher of its own.
		fetch: (url, options) => fetch(url, { ...options, dispatcher: undefined } as RequestInit),
		features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
		findAccount: (_, id) => (people[id] ? { accountId: id, claims: () => ({ sub: id, ...people[id] }) } : undefined),
		interactions: { url: (_, { uid }) => `/interaction/${uid}` },
		async loadExistingGrant({ oidc }) {
			const grant = new provider.Grant({ clientId: oidc.client!.clientId, accountId: oidc.session!.accountId! });
			grant.addOIDCScope('openid profile email');
			await grant.save();
			return grant;
		}
	});
	provider.use(async (ctx, next) => {
		await next();
		const body = ctx.body as { id_token?: string } | undefined;
		if (ctx.path !== '/token' || !issuer.tamper || !body?.id_token) return;
		const said = issuer.tamper(JSON.parse(Buffer.from(body.id_token.split('.')[1]!, 'base64url').toString()) as JWTPayload);
		ctx.body = { ...body, id_token: typeof said === 'string' ? said : await issuer.sign(said) };
	});
	provider.on('backchannel.error', (_, error) => console.error(error));
	const ordinary = provider.callback();
	handle = async (request, response) => {
		if (!request.url?.startsWith('/interaction/')) return ordinary(request, response);
		if (request.method === 'GET')
			return response
				.writeHead(200, { 'content-type': 'text/html' })
				.end('<title>Utsteder</title><form method="post"><label>Konto <input name="account"></label><button>Inn</button></form>');
		const chunks = await Array.fromAsync(request as AsyncIterable<Buffer>);
		const account = new URLSearchParams(Buffer.concat(chunks).toString()).get('account') ?? '';
		await provider.interactionFinished(request, response, account ? { login: { accountId: account } } : { error: 'access_denied' });
	};
	return issuer;
}

/** Signs `account` in at the issuer ('' : says no) as a browser does, and gives the query it comes back to Samling with. */
export async function signInThere(address: URL, account: string): Promise<URLSearchParams> {
	const cookies = new Map<string, string>();
	let [at, form] = [address, undefined as URLSearchParams | undefined];
	for (let step = 0; step < 8; step++) {
		const answer = await fetch(at, {
			method: form ? 'POST' : 'GET',
			redirect: 'manual',
			headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
			...(form && { body: form })
		});
		for (const line of answer.headers.getSetCookie()) {
			const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
			cookies.set(name, value);
		}
		const location = answer.headers.get('location');
		form = undefined;
		if (answer.status === 200 && at.pathname.startsWith('/interaction/')) form = new URLSearchParams({ account });
		else if (!location) throw new Error(`${at.pathname}: ${answer.status} ${await answer.text()}`);
		else at = new URL(location, at);
		if (at.origin !== address.origin) return at.searchParams;
	}
	throw new Error('The issuer led nowhere');
}
