import * as v from 'valibot';
import { line, optionalText, text } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';

const tooLong = (limit: { max: number }) => m.plan_too_long(limit);
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

/** One finding a line, without the bullets and numbers that come along when a report is copied. */
const lines = v.pipe(
	optionalText(40_000, tooLong),
	v.transform((given) =>
		given
			.split('\n')
			.map((one) => one.replace(/^\s*(?:[•◦▪*–-]|\d{1,3}[.)])\s*/, '').trim())
			.filter(Boolean)
	),
	v.check(
		(all) => all.every((one) => one.length <= 2_000),
		() => m.plan_too_long({ max: 2_000 })
	)
);
const about = {
	title: line(200, () => m.analysis_title_missing(), tooLong),
	year: v.pipe(
		v.optional(v.string(), ''),
		v.trim(),
		v.regex(/^(19|20|21)\d{2}$/, () => m.plan_year_wrong()),
		v.transform(Number)
	),
	findings: lines
};

export const newPreAnalysis = v.object(about);
export const editedPreAnalysis = v.object({ id, ...about });
export const oneFinding = v.object({ findingId: id });
export const editedFinding = v.object({ findingId: id, text: text(2_000, () => m.analysis_finding_missing(), tooLong) });
/** `keep`: those that answered it before and still do. */
export const answeredFinding = v.object({
	findingId: id,
	keep: v.optional(v.array(id), []),
	elementId: v.optional(v.string(), '')
});
