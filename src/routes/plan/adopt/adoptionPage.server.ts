import { differences } from '#lib/plan/document/diffText.ts';
import { gapsIn } from '#lib/plan/document/model.ts';
import { changesBetween, comparedNames } from '#lib/plan/document/queries.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { elementsOf } from '#lib/plan/document/versions.server.ts';
import { openHearingOf } from '#lib/plan/document/adoption.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Locale } from '#lib/i18n/language.ts';

/** What is about to be adopted: what changed, and how many measures do not say all they should. Undefined while no revision is open. */
export async function adoptionPage(db: Db, municipalityId: string, locale: Locale, now: Instant) {
	const found = await planOf(db, municipalityId);
	if (!found?.open) return undefined;
	const told = await changesBetween(db, municipalityId, found.inForce, found.open);
	const elements = await elementsOf(db, found.open.id);
	return {
		draft: found.open,
		isFirst: !found.inForce,
		heard: (await openHearingOf(db, found.open.id, now)) ?? null,
		differences: differences(told, locale, await comparedNames(db, municipalityId)),
		unfinished: elements.filter((element) => gapsIn(element).length > 0).length
	};
}
