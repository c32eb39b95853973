import { addDays, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { changes } from '#lib/plan/document/diff.ts';
import { differences } from '#lib/plan/document/diffText.ts';
import { comparedNames } from '#lib/plan/document/queries.server.ts';
import { heardElements, whole } from '#lib/plan/hearing/heard.ts';
import { heardBefore } from '#lib/plan/hearing/queries.server.ts';
import { senderKeptDays } from '#lib/plan/publicHearing/model.ts';
import { publicHearingBy } from '#lib/plan/publicHearing/queries.server.ts';

/** What anybody sees of a public hearing, with what is new since the plan in force; undefined when there is none. */
export async function publicPage(db: Db, hearingId: string, locale: Locale, now: Instant) {
	const hearing = await publicHearingBy(db, hearingId, now);
	if (!hearing) return undefined;
	const { deadline, from, isOpen, nameNn, nameNb, municipalityName, caseNumber, remarks } = hearing;
	const names = await comparedNames(db, hearing.municipalityId);
	const { inForce } = await heardBefore(db, hearing.municipalityId, hearing);
	return {
		hearing: { deadline, from, isOpen, nameNn, nameNb, municipalityName, caseNumber, remarks },
		keptUntil: addDays(deadline, senderKeptDays),
		elements: heardElements(hearing.elements, locale, names),
		sinceForce: inForce ? differences(changes(whole(inForce), whole(hearing.elements)), locale, names) : null
	};
}
