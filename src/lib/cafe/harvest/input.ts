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

/** The points as the page showed them (`seenAs`): a form about them always says so. */
const seen = v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/));

const source = v.pipe(v.string(), v.regex(/^(note|cluster):[0-9a-z]{1,40}$/));
function sourcesOf(of: readonly string[]) {
	const ids = (kind: string) => of.filter((one) => one.startsWith(`${kind}:`)).map((one) => one.slice(kind.length + 1));
	return { noteIds: ids('note'), clusterIds: ids('cluster') };
}

export const point = v.pipe(
	v.object({
		pointId: idOrNone,
		seen,
		text: text(limits.point, () => m.cafe_point_missing(), tooLong),
		anyway,
		of: v.optional(v.array(source), [])
	}),
	v.transform(({ of, ...rest }) => ({ ...rest, ...sourcesOf(of) }))
);
export const seenPoints = v.object({ seen });
export const pointId = v.object({ pointId: id, seen });
export const agreement = v.object({ agrees: v.picklist(['yes', 'no']), seen });

/** Drafts that were ticked (`pick`), with the words of each: `of` and `words` in the same order. */
export const picked = v.pipe(
	v.object({
		seen,
		anyway,
		of: v.optional(v.array(source), []),
		words: v.optional(v.array(text(limits.point, () => m.cafe_point_missing(), tooLong)), []),
		pick: v.optional(v.array(source), [])
	}),
	v.transform(({ seen, anyway, of, words, pick }) => ({
		seen,
		anyway,
		points: of.flatMap((one, at) => (pick.includes(one) && words[at] !== undefined ? [{ text: words[at], ...sourcesOf([one]) }] : []))
	}))
);

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
