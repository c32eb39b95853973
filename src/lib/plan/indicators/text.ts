import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { addReading, removeReading, saveIndicator } from './commands.server.ts';

/** Why an indicator or a reading was not changed. */
export const indicatorText = {
	notAllowed: m.plan_refused_not_allowed,
	invalidDate: m.common_date_wrong,
	invalidFuture: m.plan_refused_future,
	invalidValue: m.indicator_value_wrong
} satisfies SentencesOf<typeof saveIndicator | typeof addReading | typeof removeReading>;
