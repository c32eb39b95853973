import type { Block } from '#lib/documents/document.ts';
import { mediumDate, monthAndYear, number, percent } from '#lib/i18n/format.ts';
import { writtenFor, type Words } from '#lib/i18n/named.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { HeldGathering } from './heldGatherings.server.ts';
import type { Facts } from './queries.server.ts';

/**
 * What those who were at the gatherings answered afterwards: how many agree with each sentence. Fewer answers than are shown anywhere are
 * held back, with their number. Nothing where nobody has answered.
 */
export function pulseBlocks({ evaluations, from, locale }: Facts, held: readonly HeldGathering[]): Block[] {
	const as = { locale };
	const rows = held.flatMap(({ id, theme, date, month, year }): Words[][] => {
		const told = evaluations.find(({ gatheringId }) => gatheringId === id);
		if (!told) return [];
		const when = date ? mediumDate(locale, date) : month ? monthAndYear(locale, month) : `${year}`;
		const few = m.evaluation_too_few({}, as);
		const { agree, answers } = told;
		const shares = agree ? [agree.tasks, agree.contact, agree.turn].map((share) => percent(locale, share / 100)) : ['', '', ''];
		return [[writtenFor(locale, from, theme), when, agree ? number(locale, answers) : few, ...shares]];
	});
	if (rows.length === 0) return [];
	const head = [
		m.report_gathering({}, as),
		m.plan_when({}, as),
		m.evaluation_answers({}, as),
		m.evaluation_tasks({}, as),
		m.evaluation_contact({}, as),
		m.evaluation_turn({}, as)
	];
	return [
		{ heading: m.report_pulse({}, as), level: 1 },
		{ text: m.report_pulse_text({}, as) },
		{ table: { caption: m.report_pulse({}, as), head, rows } }
	];
}
