import type { BreakFault } from '#lib/cycle/dates/schoolYears.ts';
import { m } from '#lib/i18n/paraglide/messages.js';

/** What is wrong with a line, in the reader's words. */
export const faults: Record<BreakFault, (values: { year: string }) => string> = {
	noName: m.breaks_fault_noName,
	tooLong: m.breaks_fault_tooLong,
	wrongDate: m.breaks_fault_wrongDate,
	noFirstDay: m.breaks_fault_noFirstDay,
	endsBeforeItBegins: m.breaks_fault_endsBeforeItBegins,
	outsideSchoolYear: m.breaks_fault_outsideSchoolYear,
	overlapsBreak: m.breaks_fault_overlapsBreak
};
