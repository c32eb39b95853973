import type { Block } from '#lib/documents/document.ts';
import { number } from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { knownSum, sumInWords } from '../sums.ts';
import type { Facts } from './queries.server.ts';

/** What the forums cost, and the measures of the plan: each sum says of how many it is known. */
export function costFacts({ locale, held, measures }: Pick<Facts, 'locale' | 'held' | 'measures'>): [string, string][] {
	const as = { locale };
	const unknown = m.plan_not_given({}, as);
	const kroner = (kr: number) => m.measure_cost_kr({ kr: number(locale, kr) }, as);
	const hours = knownSum(held.map((gathering) => gathering.hours));
	const paid = knownSum(held.map(({ kr }) => kr));
	const planned = knownSum(measures.map(({ costKr }) => costKr));
	return [
		...(held.length === 0 ? [] : [[m.report_paid({}, as), sumInWords(locale, paid, kroner, unknown)] as [string, string]]),
		...(hours.sum === null
			? []
			: [
					[
						m.report_hours({}, as),
						sumInWords(locale, hours, (sum) => m.report_hours_value({ hours: number(locale, sum) }, as), unknown)
					] as [string, string]
				]),
		[m.report_plan_cost({}, as), sumInWords(locale, planned, kroner, unknown)]
	];
}

/** The same as a part of a report. */
export function costBlocks(facts: Pick<Facts, 'locale' | 'held' | 'measures'>): Block[] {
	return [{ heading: m.report_costs({}, { locale: facts.locale }), level: 1 }, { facts: costFacts(facts) }];
}
