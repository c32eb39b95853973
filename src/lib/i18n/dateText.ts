/** What to say beside a field whose day, month or time cannot be read. Works in the browser too. */
import { longDate, monthName } from './format.ts';
import { m } from './paraglide/messages.js';
import { getLocale } from './paraglide/runtime.js';
import type { TypedFault } from '../typedDates.ts';

/** The sentence in the reader's language; `unclear` when nothing else is known. */
export function dateSentence(fault: TypedFault, unclear: () => string = () => m.common_date_wrong()): string {
	const locale = getLocale();
	switch (fault.kind) {
		case 'unclear':
			return unclear();
		case 'shortYear':
			return m.common_date_short_year();
		case 'noSuchDay':
			return m.common_date_no_such_day({ day: fault.day, month: monthName(locale, fault.month), year: fault.year });
		case 'otherWeekday':
			return m.common_date_other_weekday({ date: longDate(locale, fault.date) });
	}
}
