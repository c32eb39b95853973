import * as v from 'valibot';
import { line, optionalText } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { idOrNone, shownAs, tooLong } from '../input.ts';
import { limits } from '../model.ts';

export const code = v.object({ code: line(40, () => m.cafe_code_missing(), tooLong) });

/** The code of a receipt, or its whole link as it was copied. */
export const receiptCode = v.object({
	code: v.pipe(
		line(300, () => m.thread_receipt_code_missing(), tooLong),
		v.transform((text) => text.replace(/^.*[/#]/, ''))
	)
});

export const who = v.pipe(
	v.object({
		/** An attendance, or 'guest' for one who is not on the list. */
		who: v.pipe(
			v.optional(v.string(), ''),
			v.regex(/^[0-9a-z]{1,40}$/, () => m.cafe_who_missing())
		),
		name: optionalText(limits.name, tooLong),
		unitId: idOrNone,
		shownAs,
		again: v.optional(v.literal('yes'))
	}),
	v.transform(({ who, name, unitId, shownAs, again }) => ({
		attendanceId: who === 'guest' ? null : who,
		name: name.replace(/\s+/g, ' '),
		unitId,
		shownAs,
		again: again === 'yes'
	}))
);

export const shownChoice = v.object({ shownAs });
