import * as v from 'valibot';
import { m } from '#lib/i18n/paraglide/messages.js';
import { itemKinds } from './model.ts';
import { maxItemMinutes } from './schedule.ts';
import { chosen, ids, optionalLine, tooLong } from '../input.ts';
import { optionalTime, timeField } from '#lib/dateFields.ts';
import { line, optionalText, ticked } from '#lib/form.ts';
import { mailField } from '#lib/text/mailAddress.ts';

export const item = v.object({
	kind: v.picklist(itemKinds, () => m.gatherings_kind_wrong()),
	title: optionalLine(200),
	startTime: optionalTime,
	minutes: v.pipe(
		v.optional(v.string(), ''),
		v.trim(),
		v.check(
			(value) => /^\d{1,4}$/.test(value) && Number(value) >= 1 && Number(value) <= maxItemMinutes,
			() => m.gatherings_minutes_wrong({ max: maxItemMinutes })
		),
		v.transform(Number)
	),
	speaker: optionalLine(120),
	speakerUnitId: chosen,
	track: v.pipe(
		v.optional(v.string(), ''),
		v.transform((value) => (value === '' ? null : ('course' as const)))
	),
	push: ticked
});

/** The revision of the programme that a form was made from. */
export const seen = v.object({
	revision: v.pipe(
		v.optional(v.string(), ''),
		v.transform((value) => (/^\d{1,9}$/.test(value) ? Number(value) : null))
	)
});

export const order = v.object({ ids });

export const itemId = v.object({ itemId: v.pipe(v.string(), v.minLength(1)) });

export const oneTopic = v.object({
	topicId: v.pipe(
		v.optional(v.string(), ''),
		v.minLength(1, () => m.programme_topic_missing())
	)
});

export const closeUp = v.object({ startTime: timeField });

const minutes = v.pipe(
	v.optional(v.string(), '30'),
	v.trim(),
	v.check(
		(value) => /^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= maxItemMinutes,
		() => m.gatherings_minutes_wrong({ max: maxItemMinutes })
	),
	v.transform(Number)
);

/** A partner's own part; without `itemId` a new one. */
export const partnerItem = v.object({
	itemId: chosen,
	title: line(200, () => m.gatherings_title_missing(), tooLong),
	speaker: optionalLine(120),
	minutes
});

/** One of our own from the list, or somebody else by name and address. */
export const speaker = v.pipe(
	v.object({
		itemId: v.pipe(v.string(), v.minLength(1)),
		personId: chosen,
		name: optionalLine(120),
		email: mailField({ wrong: () => m.programme_email_wrong(), tooLong })
	}),
	v.forward(
		v.check(
			({ personId, name }) => personId !== null || name !== '',
			() => m.speakers_missing()
		),
		['name']
	),
	v.forward(
		v.check(
			({ personId, email }) => personId !== null || email !== '',
			() => m.programme_email_missing()
		),
		['email']
	)
);

export const speakerDetails = v.object({
	requestId: v.pipe(v.string(), v.minLength(1)),
	name: line(120, () => m.gatherings_name_missing(), tooLong),
	email: mailField({ missing: () => m.programme_email_missing(), wrong: () => m.programme_email_wrong(), tooLong })
});

export const speakerAnswer = v.object({
	answer: v.picklist(['yes', 'no'], () => m.programme_speaker_answer_missing()),
	note: optionalText(500, tooLong)
});

/** Links to shared files are several hundred characters long. */
const maxUrl = 2000;

/** Where slides or a page can be found: http and https only. */
export const material = v.object({
	itemId: v.optional(v.string(), ''),
	label: line(120, () => m.programme_material_label_missing(), tooLong),
	url: v.pipe(
		v.optional(v.string(), ''),
		v.trim(),
		v.maxLength(maxUrl, () => tooLong({ max: maxUrl })),
		v.check(
			(value) => /^https?:\/\/[^\s/]+/i.test(value) && URL.canParse(value),
			() => m.programme_material_url_wrong()
		)
	)
});

export const oneMaterial = v.object({ materialId: v.pipe(v.string(), v.minLength(1)) });
