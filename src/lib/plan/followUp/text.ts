import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { longDate } from '#lib/i18n/format.ts';
import { yearOf } from './model.ts';
import type { Duty } from './queries.server.ts';
import type { SentencesOf } from '#lib/result.ts';
import type { askUnits, remindUnits } from './commands.server.ts';
import type { answerFollowUp } from './responses.server.ts';

/** "Hausten 2017". */
export function halfInWords(locale: Locale, half: string): string {
	const year = yearOf(half);
	return half.endsWith('1') ? m.followup_spring({ year }, { locale }) : m.followup_autumn({ year }, { locale });
}

/** What the ledger says of a measure that a series keeps: "1 samling halden i 2017. Planen krev minst 1." */
export function heldInWords(locale: Locale, held: number, half: string | null, duty: Duty | undefined): string {
	const year = half === null ? '' : yearOf(half);
	const said = m.followup_held({ count: held, year }, { locale });
	if (!duty || duty.year !== year) return said;
	return `${said} ${dutyInWords(locale, duty)}`;
}

/** How a duty stands now: kept, not kept, or still to be kept and by when. */
function dutyInWords(locale: Locale, { state, min, lastDateToHold }: Duty): string {
	if (state === 'kept') return m.followup_duty_kept({ min }, { locale });
	if (state === 'broken') return m.followup_duty_open({ min }, { locale });
	if (state === 'onTrack') return m.followup_duty_planned({ min }, { locale });
	return lastDateToHold === null
		? m.followup_duty_ahead({ min }, { locale })
		: m.followup_duty_until({ min, date: longDate(locale, lastDateToHold) }, { locale });
}

/** Why the units were not asked, or not reminded. */
export const followUpText = {
	notAllowed: m.plan_refused_not_allowed,
	missingPlan: m.plan_refused_no_open_revision,
	duplicate: m.followup_already_asked,
	closed: m.followup_closed,
	empty: m.followup_nobody
} satisfies SentencesOf<typeof askUnits | typeof remindUnits>;

/** Why an answer was not taken. */
export const answerText = {
	closed: m.followup_closed,
	missing: m.followup_nothing_said,
	conflict: m.plan_refused_gone,
	invalidDate: m.common_date_wrong,
	invalidFuture: m.plan_refused_future
} satisfies SentencesOf<typeof answerFollowUp>;
