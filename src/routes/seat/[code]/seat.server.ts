import { error, redirect, type RequestEvent } from '@sveltejs/kit';
import { joinWithCode } from '#lib/cafe/joining/joinWithCode.server.ts';
import { findPersonalCode, seatOf, type PersonalCode } from '#lib/cafe/joining/personalCode.server.ts';
import { codeText } from '#lib/cafe/joining/text.ts';
import type { ShownAs } from '#lib/cafe/model.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { guestTokenOf } from '../../cookies.server.ts';

type SeatEvent = Pick<RequestEvent, 'locals' | 'params' | 'cookies' | 'getClientAddress'>;

/** Whose the code of the address is. A wrong one, or one whose day is over, leads to the page where codes are typed. */
export async function behindCode({ locals, params, getClientAddress }: Omit<SeatEvent, 'cookies'>): Promise<PersonalCode> {
	const { db, wrongCodes, now } = locals;
	const answer = await findPersonalCode(db, wrongCodes, { code: params.code!, address: getClientAddress() }, now);
	if (answer.ok) return answer.found;
	if (answer.reason === 'limit') error(429, codeText.limit());
	redirect(303, '/join?again=1');
}

/** What the page behind a personal code shows: whose it is, and where they sit. Reading it changes nothing. */
export async function seatPage(event: SeatEvent) {
	const { db, locale, actor } = event.locals;
	const code = await behindCode(event);
	const { cafe, name } = code;
	const { table, unit } = await seatOf(db, code);
	return {
		chrome: 'bare' as const,
		name,
		municipality: cafe.municipalityName,
		series: inLanguage(locale, { nn: cafe.seriesNn, nb: cafe.seriesNb }),
		theme: cafe.theme,
		table,
		unit: unit && inLanguage(cafe.locale, unit),
		/** Somebody else is signed in on this phone. */
		reader: actor && actor.municipalityId === cafe.municipalityId && actor.id !== code.personId ? actor.name : null
	};
}

/** Joins as whoever has the code. */
export function joinByCode(event: RequestEvent, code: PersonalCode, shownAs: ShownAs) {
	const { db, actor, now } = event.locals;
	return joinWithCode(db, code, actor, { shownAs, guestToken: guestTokenOf(event) }, now);
}
