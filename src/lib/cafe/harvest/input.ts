import * as v from 'valibot';
import { line, text } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { id, idOrNone, tooLong, whole } from '../input.ts';
import { boardLimits } from '../board/limits.ts';
import { limits } from '../model.ts';

/** Asked, and wanted all the same. */
const anyway = v.pipe(
	v.optional(v.string(), ''),
	v.transform((said) => said === 'yes')
);

export const point = v.pipe(
	v.object({
		pointId: idOrNone,
		text: text(limits.point, () => m.cafe_point_missing(), tooLong),
		anyway,
		of: v.optional(v.array(v.pipe(v.string(), v.regex(/^(note|cluster):[0-9a-z]{1,40}$/))), [])
	}),
	v.transform(({ pointId, text, anyway, of }) => {
		const ids = (kind: string) => of.filter((one) => one.startsWith(`${kind}:`)).map((one) => one.slice(kind.length + 1));
		return { pointId, text, anyway, noteIds: ids('note'), clusterIds: ids('cluster') };
	})
);
export const pointId = v.object({ pointId: id });

/** A note from paper. */
export const paperNote = v.object({
	tableId: id,
	round: whole(1, limits.rounds),
	noteId: id,
	text: line(boardLimits.noteCharacters, () => m.board_plain_missing(), tooLong),
	anyway
});

export const noteId = v.object({ noteId: v.optional(v.string(), '') });

/** A dot on a note: given or taken back. */
export const vote = v.object({ noteId: v.pipe(v.string(), v.regex(/^[0-9a-z]{1,40}$/)), wanted: v.picklist(['yes', 'no']) });
