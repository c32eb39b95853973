import * as v from 'valibot';
import { optionalText } from '#lib/form.ts';
import { idOrNone, tooLong, whole } from '../input.ts';
import { limits } from '../model.ts';

/** A message to all tables, or to one. */
export const message = v.object({ message: optionalText(limits.message, tooLong), tableId: idOrNone });
const step = v.optional(v.string(), '');
/** A step takes effect at once; left out: it waits first, and can be taken back. */
const when = v.optional(v.literal('now'));
/** The step of the café that the button was pressed for (`stepOf`). */
export const steps = v.object({ step, when });
/** Minutes of writing alone before the talk; left out: as configured. */
export const start = v.object({ step, when, alone: v.optional(whole(0, limits.roundMinutes)) });

/** Locks the boards; `without`: numbers of tables whose boards can't be read. */
export const close = v.object({ step, when, without: v.optional(v.array(whole(1, limits.tables)), []) });

/** The part of the day that the page showed (`partOf`). */
const part = v.pipe(v.string(), v.regex(/^[a-zA-Z]{1,20} \d \w{1,10}$/));
/** A host's note for the next group, written in `round`; '' removes it. */
export const handover = v.object({
	handover: optionalText(limits.handover, tooLong),
	round: whole(0, limits.rounds),
	/** Kept although it looks as if it points at a person. */
	anyway: v.pipe(
		v.optional(v.string(), ''),
		v.transform((value) => value === 'yes')
	)
});
/** Raises or lowers a signal. */
export const signal = v.object({ up: v.picklist(['yes', 'no']), part });
/** Minutes to extend the timer by. */
export const minutes = v.object({ minutes: whole(1, 30) });
