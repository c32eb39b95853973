import { m } from '#lib/i18n/paraglide/messages.js';

/** What a form on this page was answered: the form's name, and what was refused or that it is done. */
export type Answer =
	{ id: string; done?: true; reason?: string; values?: Record<string, unknown>; errors?: Record<string, string> } | null | undefined;

/** Why the year was not changed, in the reader's words. */
export const refusals: Record<string, () => string> = {
	notAllowed: m.cycle_refused_notAllowed,
	emptyCadence: m.cycle_refused_emptyCadence,
	noWeeks: m.cycle_refused_noWeeks,
	endsBeforeItStarts: m.cycle_refused_endsBeforeItStarts,
	unknownUnit: m.cycle_refused_unknownUnit,
	unitNotThen: m.cycle_refused_unitNotThen,
	beforeCurrent: m.cycle_refused_beforeCurrent,
	gap: m.cycle_refused_gap,
	noMonth: m.cycle_refused_noMonth,
	alreadyCancelled: m.cycle_refused_alreadyCancelled
};
