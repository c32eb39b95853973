import * as v from 'valibot';
import { dayField } from '#lib/dateFields.ts';
import { optionalText, text } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { mailField } from '#lib/text/mailAddress.ts';
import { chosen, id, tooLong } from '../input.ts';

export const newPublicHearing = v.object({ hearingId: id, deadline: dayField('ahead') });

const shortText = v.pipe(
	optionalText(120, tooLong),
	v.transform((value) => value.replace(/\s+/g, ' '))
);
const email = mailField({ missing: () => m.people_email_missing(), wrong: () => m.people_email_wrong(), tooLong });

/** `elementId` is '' for a remark on the plan as a whole; `anyway`: it was asked about persons in it. */
export const newPublicRemark = v.object({
	elementId: chosen,
	text: text(10_000, () => m.publichearing_text_missing(), tooLong),
	name: shortText,
	speaksFor: shortText,
	email: v.union([
		v.pipe(
			v.optional(v.string(), ''),
			v.trim(),
			v.literal(''),
			v.transform(() => null)
		),
		email
	]),
	anyway: v.optional(v.picklist(['yes', '']), '')
});

/** What becomes public of a remark; whoever holds one back says why to its author. */
export const review = v.object({
	inputId: id,
	show: v.picklist(['yes', 'no']),
	reason: optionalText(1_000, tooLong)
});
