import * as v from 'valibot';
import { line, optionalText } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { id, idOrNone, shownAs, tooLong } from '../input.ts';
import { limits } from '../model.ts';

export const code = v.object({ code: line(40, () => m.cafe_code_missing(), tooLong) });

export const who = v.pipe(
	v.object({
		/** An attendance, or 'guest' for one who is not on the list. */
		who: v.pipe(
			v.optional(v.string(), ''),
			v.regex(/^[0-9a-z]{1,40}$/, () => m.cafe_who_missing())
		),
		name: optionalText(limits.name, tooLong),
		unitId: idOrNone,
		shownAs
	}),
	v.transform(({ who, name, unitId, shownAs }) => ({
		attendanceId: who === 'guest' ? null : who,
		name: name.replace(/\s+/g, ' '),
		unitId,
		shownAs
	}))
);

/** What who joins as themselves chooses. */
export const shown = v.object({ shownAs });

export const waiting = v.object({ waitingId: id });

export const byHand = v.object({ byHand: v.picklist(['yes', 'no']) });

/** Whom to take out, and what becomes of the notes signed with their name. */
export const removal = v.object({ participantId: id, notes: v.picklist(['keep', 'bin']) });
