import { m } from '#lib/i18n/paraglide/messages.js';
import { unitText } from '#lib/people/units/text.ts';
import type { SentencesOf } from '#lib/result.ts';
import type { addSeries, changeSeries } from './commands.server.ts';
import type { endUnit, mergeUnits } from './endUnit.server.ts';
import type { handOver, withdrawHandover, writeLessons } from './stewardship.server.ts';

/** Why a series was not added, changed or handed over. */
export const seriesText = {
	notAllowed: m.cycle_refused_not_allowed,
	invalidCadence: m.cycle_refused_empty_cadence,
	missingWeeks: m.cycle_refused_no_weeks,
	invalidTime: m.cycle_refused_ends_before_it_starts,
	invalidUnit: m.common_no_such_unit,
	closedUnit: m.cycle_refused_unit_not_then,
	conflict: m.cycle_refused_before_current,
	missingDays: m.cycle_refused_gap
} satisfies SentencesOf<typeof addSeries | typeof changeSeries | typeof handOver | typeof writeLessons>;

/** Why a handover was not taken back. */
export const withdrawText = {
	...seriesText,
	closed: m.cycle_refused_begun,
	conflict: m.cycle_refused_take_back
} satisfies SentencesOf<typeof withdrawHandover>;

/** Why a unit was not ended or merged, together with what it answers for. */
export const unitEndText = {
	...unitText,
	missingSuccessor: m.people_refused_stewards_series,
	closedSuccessor: m.people_refused_successor_not_then,
	empty: m.units_refused_nothing_to_merge,
	closedUnit: m.units_refused_unit_not_then
} satisfies SentencesOf<typeof endUnit | typeof mergeUnits>;
