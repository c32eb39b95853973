import { error, redirect } from '@sveltejs/kit';
import type { Actor } from '../model.ts';

/**
 * The signed-in actor for whom `may` is true. Signed out → to the sign-in page and back to `path` afterwards;
 * signed in without the right → 404, since what you may not see does not exist for you, and the audit trail tells it.
 */
export function requireActor(
	locals: { actor: Actor | null; isRefused?: boolean },
	url: URL,
	may: (actor: Actor) => boolean = () => true
): Actor {
	if (!locals.actor) redirect(303, `/sign-in?to=${encodeURIComponent(url.pathname + url.search)}`);
	if (!may(locals.actor)) {
		locals.isRefused = true;
		error(404);
	}
	return locals.actor;
}

/** `to` when it is a path of our own, else '/': a link to elsewhere is never followed. */
export function ownPath(to: string | null): string {
	if (!to || !/^\/(?![/\\])/.test(to)) return '/';
	const url = new URL(to, 'http://own.invalid');
	const path = url.pathname + url.search;
	// Normalising can make `//` of what was not: `/.//elsewhere` is the path `//elsewhere`, which a browser takes as a host.
	return url.origin === 'http://own.invalid' && !path.startsWith('//') ? path : '/';
}
