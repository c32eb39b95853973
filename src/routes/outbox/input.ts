import * as v from 'valibot';
import { dayField, onceOnDay, timeField } from '#lib/dateFields.ts';
import { addMilliseconds, instantOf, type Instant } from '#lib/dates.ts';
import { optionalText } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';

export const selection = v.object({ batch: v.pipe(v.string(), v.minLength(1)) });

/** What stood on the page that was read, by its batches and when it was made. */
export const seen = v.object({
	batches: v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(200))), v.maxLength(200)),
	seenAt: v.pipe(v.string(), v.isoTimestamp())
});

/** When a batch is to leave: in two minutes unless something else is said (so that it can be undone), now, or at a time. */
export const releasing = v.variant('when', [
	v.object({ ...selection.entries, when: v.optional(v.picklist(['now', 'soon']), 'soon') }),
	v.pipe(v.object({ ...selection.entries, when: v.literal('at'), date: dayField('ahead'), time: timeField }), onceOnDay('time'))
]);

/** Two minutes from now, in which it can be undone. */
export const soonFrom = (now: Instant): Instant => addMilliseconds(now, 120_000);

/** The time that `releasing` asks for. */
export function releaseTime(asked: v.InferOutput<typeof releasing>, now: Instant): Instant {
	if (asked.when === 'at') return instantOf(asked.date, asked.time);
	return asked.when === 'soon' ? soonFrom(now) : now;
}

const inLanguage = { ...selection.entries, locale: v.picklist(['nn', 'nb', 'en']) };
export const batchLanguage = v.object(inLanguage);
/** The subject and covering words of a batch in one language; no subject where each mail has its own. */
export const wording = v.object({
	...inLanguage,
	subject: v.nullish(
		optionalText(250, (limit) => m.common_too_long(limit)),
		null
	),
	words: optionalText(8000, (limit) => m.common_too_long(limit))
});

export const returnedMail = v.object({ returned: optionalText(500_000, (limit) => m.common_too_long(limit)) });
