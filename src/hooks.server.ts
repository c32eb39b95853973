import { error, type Handle, type HandleServerError, type RequestEvent, type ServerInit } from '@sveltejs/kit';
import { sequence } from '@sveltejs/kit/hooks';
import { AsyncLocalStorage } from 'node:async_hooks';
import { argv, env } from 'node:process';
import { guestCookie } from '#lib/cafe/participants/phone.server.ts';
import { cookiesApart, headerApart, rehearsalCookie } from '#lib/cafe/rehearsal/cookies.server.ts';
import { databaseFault } from '#lib/db/fault.server.ts';
import { pressedOnce } from '#lib/db/once.server.ts';
import { newId } from '#lib/ids.ts';
import { setHttpPort } from '#lib/live/httpPort.ts';
import { overwriteGetLocale, toLocale } from '#lib/i18n/paraglide/runtime.js';
import type { Locale } from '#lib/people/model.ts';
import { recordRefusal } from '#lib/people/auth/trail.server.ts';
import { isSecure, setSessionCookie } from '#lib/people/auth/sessions.server.ts';
import { actorOf } from '#lib/people/queries.server.ts';
import { municipalityOf } from '#lib/privacy/municipality.server.ts';
import { BoundedRequest, type Bounds } from './boundedRequest.server.ts';
import { compression } from './compression.server.ts';
import { scriptsIn } from './pageScripts.server.ts';
import { startRuntime, type Runtime } from './runtime.server.ts';
import { languageOfLink } from './linkLanguage.server.ts';

let runtime: Runtime;
const reader = new AsyncLocalStorage<Locale>();

export const init: ServerInit = async () => {
	runtime = await startRuntime(env, argv.includes('--new'));
	const { live } = runtime.routes;
	setHttpPort({
		handleUpgrade(request, socket, head) {
			const { value, cookie } = headerApart(request.headers.cookie, rehearsalCookie(isSecure(runtime.routes.sessions)));
			const rehearsal = runtime.routes.rehearsals.of(value);
			if (rehearsal) request.headers.cookie = cookie;
			(rehearsal?.routes.live ?? live).handleUpgrade(request, socket, head);
		},
		stop: runtime.stop,
		shutdown: runtime.close
	});
	overwriteGetLocale(() => reader.getStore() ?? 'nn');
};

/** The rehearsal that a browser takes part in, if it still runs; then its cookies there are apart from the real ones. */
function rehearsalOf(event: RequestEvent): App.Locals['rehearsal'] {
	const { rehearsals, sessions } = runtime.routes;
	const { cookies } = event;
	const name = rehearsalCookie(isSecure(sessions));
	const token = cookies.get(name);
	const leave = () => cookies.delete(name, { path: '/', secure: isSecure(sessions) });
	const rehearsal = rehearsals.of(token);
	if (!rehearsal) {
		if (token !== undefined) leave();
		return null;
	}
	Object.defineProperty(event, 'cookies', { value: cookiesApart(cookies) });
	return { ...rehearsal, leave };
}

/** Fills `locals`: the parts of the runtime, the time of the request, and who makes it. */
const session: Handle = async ({ event, resolve }) => {
	const rehearsal = rehearsalOf(event);
	const deps = rehearsal?.routes ?? runtime.routes;
	const { db, clock, sessions } = deps;
	const { route, params, cookies, locals } = event;
	const known: Omit<App.Locals, 'locale'> = {
		...deps,
		rehearsal,
		...pressedOnce(db),
		now: clock.now(),
		actor: null,
		municipalityId: async () =>
			locals.actor?.municipalityId ?? municipalityOf(db, route.id, params, cookies.get(guestCookie(isSecure(sessions))))
	};
	Object.assign(locals, known);
	const cookie = cookies.get(sessions.sessionCookieName);
	if (cookie) {
		const { session: found, user } = await sessions.validateSession(cookie);
		if (found) locals.actor = (await actorOf(db, user.id)) ?? null;
		if (!locals.actor) {
			const blank = sessions.createBlankSessionCookie();
			cookies.set(blank.name, blank.value, { path: '/', ...blank.attributes });
		} else if (found?.fresh && found.isOwnMachine) setSessionCookie(sessions, cookies, found);
	}
	const response = await resolve(event);
	const { actor, isRefused, refusalLimit, attempts, now } = locals;
	if (isRefused && actor && (await refusalLimit.allows(actor.id)))
		await recordRefusal(db, actor, { method: event.request.method, route: route.id }, now);
	else if (actor && !isRefused && response.status === 404 && Object.keys(params).length > 0) await attempts.count(db, actor, 'page', now);
	return response;
};

/** Limits of a request body; higher for signed-in people on the pages that take files, or a form with a field for each of many rows. */
const ordinary: Bounds = { bytes: 600_000, fields: 300 };
const manyRows: Bounds = { ...ordinary, fields: 3000 };
const roomier: Record<string, Bounds> = {
	'/people/import': { ...ordinary, bytes: 16_000_000 },
	'/gatherings/[id]/summary/pictures': { ...ordinary, bytes: 16_000_000 },
	/** Six fields a table. */
	'/gatherings/[id]/cafe/setup': manyRows,
	/** A box for each person of the municipality. */
	'/gatherings/[id]/invitations': manyRows,
	'/cycle/polls/new': manyRows,
	/** Four fields a point, of which sixty tables hand in three hundred. */
	'/gatherings/[id]/summary': manyRows,
	/** Two fields for each topic that is open. */
	'/topics/answer': manyRows,
	/** A box for each input that waits; a thousand are taken at once (`maxAtOnce`). */
	'/plan/inputs/many': manyRows
};
const links: Record<string, Bounds> = {
	/** A personal link asks about measures, three fields each; whoever leads may get every one of the plan that nobody else answers for. */
	'/status/[token]': { ...ordinary, fields: 1000 },
	/** A file of a package (`maxFile`), and what a form wraps it in. */
	'/verify': { bytes: 8_100_000, fields: 10 }
};

/** No page has an action of such a name. */
const reservedActions = { default: true };

/** Refuses state-changing requests from other sites (Fetch Metadata, W3C; `Origin` where that is missing), and limits bodies. */
const guard: Handle = async ({ event, resolve }) => {
	const { request, url } = event;
	if (request.method !== 'GET' && request.method !== 'HEAD') {
		const site = request.headers.get('sec-fetch-site');
		const origin = request.headers.get('origin');
		const own = site ? site === 'same-origin' || site === 'none' : origin === null || origin === url.origin;
		if (!own) {
			event.locals.isRefused = true;
			error(403, 'Cross-site request');
		}
		const route = event.route.id ?? '';
		// Kit looks an action up by its name, also among what every object has, and answers 500.
		if (Array.from(url.searchParams.keys()).some((name) => name.startsWith('/') && name.slice(1) in reservedActions)) error(404);
		const bounds = (event.locals.actor && roomier[route]) ?? links[route] ?? ordinary;
		const bounded = (event.request = new BoundedRequest(request, bounds));
		try {
			return await resolve(event);
		} finally {
			bounded.discard();
		}
	}
	return resolve(event);
};

/** The reader's language: their own choice, else that of the mail or announcement whose link they follow, else what the browser prefers. */
const language: Handle = async ({ event, resolve }) => {
	const chosen =
		event.locals.actor?.locale ??
		toLocale(event.cookies.get('language')) ??
		(await languageOfLink(event.locals.db, event.route.id, event.params.token ?? event.params.id)) ??
		preferred(event.request.headers.get('accept-language'));
	event.locals.locale = chosen;
	return reader.run(chosen, async () => {
		const inChosen = ({ html }: { html: string }) =>
			scriptsIn(chosen, html.replace(/%lang%(" data-language=")%lang%/, `${chosen}$1${chosen}`));
		const response = await resolve(event, { transformPageChunk: inChosen });
		const preloaded = response.headers.get('link');
		if (preloaded) response.headers.set('link', scriptsIn(chosen, preloaded));
		return response;
	});
};

function preferred(header: string | null): Locale {
	for (const tag of (header ?? '').toLowerCase().split(',')) {
		const language = tag.trim().slice(0, 2);
		if (language === 'no') return 'nb';
		const known = toLocale(language);
		if (known) return known;
	}
	return 'nn';
}

/** After how many seconds tries are counted anew; a minute elsewhere. */
const untilTries: Record<string, number> = {
	'/sign-in': 600,
	'/sign-in/code': 600,
	'/me/sign-in': 600,
	'/sign-in/forgotten': 1800
};

/** What an answer says of keeping it and of coming back; what every answer says is `securityHeaders.ts`. */
const headers: Handle = async ({ event, resolve }) => {
	let response = await resolve(event);
	// Kit answers 500 to whatever is thrown; a database that takes nothing at the moment is a reason to come back.
	if (event.locals.isUnavailable) response = new Response(response.body, { status: 503, headers: response.headers });
	if (event.locals.isUnavailable) response.headers.set('retry-after', '5');
	if (response.status === 429) response.headers.set('retry-after', String(untilTries[event.route.id ?? ''] ?? 60));
	// Kit knows at build time only that sockets are allowed: here it is known which host is ours.
	const policy = response.headers.get('content-security-policy');
	if (policy)
		response.headers.set('content-security-policy', policy.replace("connect-src 'self'", `$& ${event.url.origin.replace(/^http/, 'ws')}`));
	if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'private, no-store');
	return response;
};

export const handle = sequence(compression, headers, session, guard, language);

/** An unexpected error: logged with an id; the reader gets the id, and is told to come back when nothing can be saved just now. */
export const handleError: HandleServerError = ({ error: thrown, event, status, message }) => {
	// What no page takes is the sender's fault: a stranger fills no log with it, and no address with its secret gets there.
	if (status < 500) return { message };
	const id = newId().slice(0, 8);
	const fault = databaseFault(thrown);
	event.locals.isUnavailable = fault !== undefined;
	console.error(
		JSON.stringify({
			id,
			status: fault ? 503 : status,
			...(fault && { database: fault }),
			method: event.request.method,
			route: event.route.id,
			error: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
		})
	);
	return { message: fault ? 'unavailable' : 'error', id };
};
