import type { Cookies } from '@sveltejs/kit';

/** What a browser that takes part in a rehearsal carries. On https no other host of the domain can set it. */
export const rehearsalCookie = (isSecure: boolean): string => (isSecure ? '__Host-samling-rehearsal' : 'samling-rehearsal');

/** The names of a rehearsal's cookies end so: one's real session and one's place at a real table are neither read nor changed there. */
const apart = '.rehearsal';

/** The cookies of a request, as a rehearsal has them. */
export function cookiesApart(cookies: Cookies): Cookies {
	return {
		get: (name, options) => cookies.get(name + apart, options),
		getAll: (options) =>
			cookies
				.getAll(options)
				.filter(({ name }) => name.endsWith(apart))
				.map(({ name, value }) => ({ name: name.slice(0, -apart.length), value })),
		set: (name, value, options) => cookies.set(name + apart, value, options),
		delete: (name, options) => cookies.delete(name + apart, options),
		serialize: (name, value, options) => cookies.serialize(name + apart, value, options)
	};
}

/** The same for the header of a request for a socket, and the value of the cookie `named`. */
export function headerApart(header: string | undefined, named: string): { value: string | undefined; cookie: string } {
	const pairs = (header ?? '').split(';').map((pair) => {
		const [name = '', ...value] = pair.trim().split('=');
		return { name, value: value.join('=') };
	});
	const own = pairs.filter(({ name }) => name.endsWith(apart));
	return {
		value: pairs.find(({ name }) => name === named)?.value,
		cookie: own.map(({ name, value }) => `${name.slice(0, -apart.length)}=${value}`).join('; ')
	};
}

type Entered = { token: string; session: string; sessionCookie: string };

/**
 * Gives a browser what it carries in a rehearsal; `isInside`: it is in it already. `leads`: as the facilitator there, whose session is of
 * the copy only.
 */
export function enterRehearsal(cookies: Cookies, entered: Entered, who: { isInside: boolean; leads: boolean; isSecure: boolean }): void {
	const attributes = { path: '/', httpOnly: true, secure: who.isSecure, sameSite: 'lax' as const };
	if (!who.isInside) cookies.set(rehearsalCookie(who.isSecure), entered.token, attributes);
	if (who.leads) (who.isInside ? cookies : cookiesApart(cookies)).set(entered.sessionCookie, entered.session, attributes);
}
