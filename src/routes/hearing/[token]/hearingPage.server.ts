import { comparedNames } from '#lib/plan/document/queries.server.ts';
import { changes } from '#lib/plan/document/diff.ts';
import { differences } from '#lib/plan/document/diffText.ts';
import type { Element } from '#lib/plan/document/model.ts';
import { heardElements, whole } from '#lib/plan/hearing/heard.ts';
import { heardBefore } from '#lib/plan/hearing/queries.server.ts';
import { hearingBy } from '#lib/plan/hearing/responses.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Locale } from '#lib/i18n/language.ts';

/**
 * What a body's link shows of a hearing: nothing of other bodies, and of the draft only what was heard, with what it makes them responsible
 * for and what is new since the plan in force and since the last round. Undefined for an unknown link.
 */
export async function hearingPage(db: Db, token: string, locale: Locale, now: Instant) {
	const hearing = await hearingBy(db, token, now);
	if (!hearing) return undefined;
	const { name, round, deadline, isOpen, answeredAt, noRemarksAt, nameNn, nameNb, municipalityName, words, caseNumber, remarks } = hearing;
	const names = await comparedNames(db, hearing.municipalityId);
	const before = await heardBefore(db, hearing.municipalityId, hearing);
	const heard = whole(hearing.elements);
	const since = (previous: readonly Element[] | null) => (previous ? differences(changes(whole(previous), heard), locale, names) : null);
	return {
		hearing: { name, round, deadline, isOpen, answeredAt, noRemarksAt, nameNn, nameNb, municipalityName, words, caseNumber, remarks },
		elements: heardElements(heard, locale, names).map((element) => ({
			...element,
			isTheirs: hearing.unitId !== null && element.unitId === hearing.unitId
		})),
		sinceForce: since(before.inForce),
		sinceRound: since(before.lastRound),
		units: names.units
	};
}
