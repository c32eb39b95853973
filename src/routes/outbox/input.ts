import * as v from 'valibot';
import { addMilliseconds, instantOf, isCivilDate, type Instant } from '#lib/dates.ts';
import { optionalText } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';

export const selection = v.object({ batch: v.pipe(v.string(), v.minLength(1)) });

const time = /^([01]\d|2[0-3]):[0-5]\d$/;
/** When a batch is to leave: now, in two minutes (so that it can be undone), or at a time. */
export const releasing = v.pipe(
	v.object({
		...selection.entries,
		when: v.optional(v.picklist(['now', 'soon', 'at']), 'now'),
		date: v.optional(v.string(), ''),
		time: v.optional(v.string(), '')
	}),
	v.forward(
		v.check(
			({ when, date }) => when !== 'at' || isCivilDate(date),
			() => m.mail_date_wrong()
		),
		['date']
	),
	v.forward(
		v.check(
			({ when, time: given }) => when !== 'at' || time.test(given),
			() => m.mail_time_wrong()
		),
		['time']
	)
);

/** The time that `releasing` asks for. */
export function releaseTime({ when, date, time }: v.InferOutput<typeof releasing>, now: Instant): Instant {
	if (when === 'at') return instantOf(date, time);
	return when === 'soon' ? addMilliseconds(now, 120_000) : now;
}

export const returnedMail = v.object({ returned: optionalText(500_000, (limit) => m.common_too_long(limit)) });
