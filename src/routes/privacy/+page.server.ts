import { guestCookie, shownCookie } from '#lib/cafe/participants/phone.server.ts';
import { rehearsalCookie } from '#lib/cafe/rehearsal/cookies.server.ts';
import { isSecure, sharedHours } from '#lib/people/auth/sessions.server.ts';
import { ssoCookie } from '#lib/people/sso/waiting.server.ts';
import { keptFor } from '#lib/privacy/retention.server.ts';
import { cookieDays } from '../cookies.server.ts';
import { noticePage } from '../noticePage.server.ts';
import { receiptCookie } from '../table/[id]/note.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => ({
	...(await noticePage(locals, url)),
	isSignedIn: locals.actor !== null,
	kept: keptFor,
	/** How long somebody stays signed in without a request, on a machine that is not their own. */
	restHours: sharedHours,
	cookies: [
		{ purpose: 'session' as const, name: locals.sessions.sessionCookieName, days: cookieDays.session },
		{ purpose: 'table' as const, name: guestCookie(isSecure(locals.sessions)), days: 0 },
		{ purpose: 'shown' as const, name: shownCookie(isSecure(locals.sessions)), days: 0 },
		{ purpose: 'receipt' as const, name: receiptCookie('…'), days: cookieDays.receipt },
		...(locals.sso ? [{ purpose: 'sso' as const, name: ssoCookie(isSecure(locals.sessions)), days: 0 }] : []),
		{ purpose: 'rehearsal' as const, name: rehearsalCookie(isSecure(locals.sessions)), days: 0 },
		{ purpose: 'language' as const, name: 'language', days: cookieDays.language }
	]
});
