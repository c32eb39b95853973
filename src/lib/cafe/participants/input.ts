import * as v from 'valibot';
import { line } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { shownAs, tooLong } from '../input.ts';

/** The code of a receipt, or its whole link as it was copied. */
export const receiptCode = v.object({
	code: v.pipe(
		line(300, () => m.thread_receipt_code_missing(), tooLong),
		v.transform((text) => text.replace(/^.*[/#]/, ''))
	)
});

export const shownChoice = v.object({ shownAs });
