import type { BreakFault } from '#lib/cycle/dates/schoolYears.ts';
import { m } from '#lib/i18n/paraglide/messages.js';

/** What is wrong with a line, in the reader's words. */
export const faults: Record<BreakFault, (values: { year: string }) => string> = {
	noName: m.breaks_fault_no_name,
	tooLong: m.breaks_fault_too_long,
	wrongDate: m.breaks_fault_wrong_date,
	noFirstDay: m.breaks_fault_no_first_day,
	endsBeforeItBegins: m.breaks_fault_ends_before_it_begins,
	outsideSchoolYear: m.breaks_fault_outside_school_year,
	overlapsBreak: m.breaks_fault_overlaps_break
};
