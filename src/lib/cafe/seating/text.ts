import { m } from '#lib/i18n/paraglide/messages.js';
import type { SeatingCost } from './quality.ts';

/** What a change of seats costs, or gains, in a few words. */
export function costText(cost: SeatingCost): string {
	const parts = [
		[cost.revisits, m.hall_toll_revisits],
		[cost.apartPairs, m.hall_toll_apart],
		[cost.repeatedPairs, m.hall_toll_repeats],
		[cost.sameUnitPairs, m.hall_toll_units],
		[cost.formerPairs, m.hall_toll_former]
	] as const;
	const said = parts.filter(([count]) => count !== 0).map(([count, text]) => text({ count: `${count > 0 ? '+' : '−'}${Math.abs(count)}` }));
	return said.length > 0 ? said.join(' · ') : m.hall_toll_none();
}
