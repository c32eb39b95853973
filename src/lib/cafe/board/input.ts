import * as v from 'valibot';
import { text } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { id, tooLong } from '../input.ts';
import { stances } from '../setup/planElements.ts';
import { boardLimits } from './limits.ts';

/** A note that comes by plain HTTP (L18). `receipt` is the mark made on the phone; without JavaScript the server makes it. */
export const note = v.object({
	noteId: id,
	text: text(boardLimits.noteCharacters, () => m.board_plain_missing(), tooLong),
	receipt: v.optional(v.pipe(v.string(), v.regex(/^[0-9A-Za-z_-]{43}$/))),
	/** The element of the plan it is about, on tables that have some; without a stance it is ignored, and the reverse. */
	elementId: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-z]{0,30}$/)), ''),
	stance: v.optional(v.picklist(['', ...stances]), ''),
	anyway: v.pipe(
		v.optional(v.string(), ''),
		v.transform((said) => said === 'yes')
	)
});
