import { documentOf } from '#lib/plan/document/queries.server.ts';
import { findings } from '#lib/plan/inputs/queries.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { isIntact } from '#lib/plan/document/adoption.server.ts';
import { isOverdue } from '#lib/plan/document/model.ts';
import type { CivilDate } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import { inNameOrder } from '#lib/text/names.ts';
import { chosen, costsOf, isFiltered, yearsIn, type Wanted } from './measures.ts';

/**
 * The plan in force as a document, as much of it as is wanted, with how many measures that is and what they cost, and the findings of the
 * pre-analyses that it does not answer.
 */
export async function planPage(db: Db, municipalityId: string, wanted: Wanted, today: CivilDate, locale: Locale) {
	const found = await planOf(db, municipalityId);
	const inForce = found?.inForce;
	const whole = inForce ? await documentOf(db, municipalityId, inForce.id) : [];
	const elements = chosen(whole, wanted, today);
	const units = new Map(whole.flatMap(({ unitId, unit }) => (unitId && unit ? [[unitId, inLanguage(locale, unit)]] : [])));
	return {
		plan: found?.plan ?? null,
		inForce: inForce ?? null,
		elements,
		wanted,
		isFiltered: isFiltered(wanted),
		units: inNameOrder(
			[...units].map(([value, label]) => ({ value, label })),
			({ label }) => label
		),
		years: yearsIn(whole),
		measures: elements.filter(({ kind }) => kind === 'measure').length,
		overdue: elements.filter((element) => isOverdue(element, today)).length,
		costs: costsOf(elements),
		openFindings: found ? (await findings(db, municipalityId)).filter((finding) => finding.elementIds.length === 0) : [],
		isIntact: inForce ? await isIntact(db, inForce) : true
	};
}
