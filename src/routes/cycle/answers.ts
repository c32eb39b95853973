import { m } from '#lib/i18n/paraglide/messages.js';

/** What a form on this page was answered: the form's name, and what was refused or that it is done. */
export type Answer =
	{ id: string; done?: true; reason?: string; values?: Record<string, unknown>; errors?: Record<string, string> } | null | undefined;

/** Why the year was not changed, in the reader's words. */
export const refusals: Record<string, () => string> = {
	notAllowed: m.cycle_refused_not_allowed,
	emptyCadence: m.cycle_refused_empty_cadence,
	noWeeks: m.cycle_refused_no_weeks,
	endsBeforeItStarts: m.cycle_refused_ends_before_it_starts,
	unknownUnit: m.cycle_refused_unknown_unit,
	unitNotThen: m.cycle_refused_unit_not_then,
	beforeCurrent: m.cycle_refused_before_current,
	gap: m.cycle_refused_gap,
	noMonth: m.cycle_refused_no_month,
	alreadyCancelled: m.cycle_refused_already_cancelled
};
