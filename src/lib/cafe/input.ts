import * as v from 'valibot';
import { line, optionalText, text } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { draftFields } from './setup/configuration.ts';
import { boardLimits } from './board/schema.ts';
import { stances } from './setup/planElements.ts';
import { limits } from './model.ts';

const tooLong = (limit: { max: number }) => m.cafe_too_long(limit);
const id = v.pipe(
	v.optional(v.string(), ''),
	v.regex(/^[0-9a-z]{1,40}$/, () => m.cafe_choose())
);
const idOrNone = v.pipe(
	v.optional(v.string(), ''),
	v.regex(/^[0-9a-z]{0,40}$/, () => m.cafe_choose()),
	v.transform((value) => value || null)
);

/** A whole number typed by hand, between `min` and `max`. */
function whole(min: number, max: number) {
	const wrong = () => m.cafe_number_wrong({ min, max });
	return v.pipe(
		v.optional(v.string(), ''),
		v.trim(),
		v.regex(/^\d{1,4}$/, wrong),
		v.transform(Number),
		v.minValue(min, wrong),
		v.maxValue(max, wrong)
	);
}

const shownAs = v.picklist(['name', 'unit', 'none'], () => m.cafe_shown_missing());

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

export const table = v.object({ tableId: id });
/** A goal of the plan for a table; none takes away what lies there. */
export const tablecloth = v.object({ tableId: id, goalId: idOrNone });
/** A café's set-up as it is typed (`Draft`), to what it says (`Arrangement`). */
export const arrangement = v.pipe(
	v.object({
		preset: v.picklist(['udir', 'doga', 'worldCafe', 'own'], () => m.cafe_choose()),
		rounds: whole(1, limits.rounds),
		roundMinutes: whole(1, limits.roundMinutes),
		changeoverMinutes: whole(0, limits.changeoverMinutes),
		alone: v.string(),
		silentMinutes: v.string(),
		votesPerSeat: whole(0, limits.votes),
		silentShows: shownAs,
		talkShows: shownAs,
		tables: v.array(
			v.object({
				id: idOrNone,
				question: line(limits.question, () => m.cafe_question_missing(), tooLong),
				hostId: idOrNone,
				places: v.union(
					[
						v.pipe(
							v.literal(''),
							v.transform(() => null)
						),
						whole(2, limits.places)
					],
					() => m.cafe_number_wrong({ min: 2, max: limits.places })
				)
			})
		)
	}),
	v.rawCheck(({ dataset, addIssue }) => {
		if (!dataset.typed || dataset.value.alone !== 'yes') return;
		const most = dataset.value.roundMinutes - 1;
		const { silentMinutes } = dataset.value;
		if (/^\d{1,2}$/.test(silentMinutes.trim()) && Number(silentMinutes) >= 1 && Number(silentMinutes) <= most) return;
		const wrong = most < 1 ? m.phases_refused_silent_too_long() : m.cafe_number_wrong({ min: 1, max: most });
		addIssue({
			message: wrong,
			path: [{ type: 'object', origin: 'value', input: dataset.value, key: 'silentMinutes', value: silentMinutes }]
		});
	}),
	v.transform(({ alone, silentMinutes, ...rest }) => ({ ...rest, silentMinutes: alone === 'yes' ? Number(silentMinutes) : 0 }))
);
/** The arrangement that somebody began from, as the page kept it; null where there was none. */
export const seen = v.fallback(
	v.nullable(
		v.pipe(
			v.string(),
			v.parseJson(),
			v.object({
				...(Object.fromEntries(draftFields.map((field) => [field, v.string()])) as Record<
					(typeof draftFields)[number],
					v.StringSchema<undefined>
				>),
				tables: v.array(v.object({ id: v.string(), question: v.string(), hostId: v.string(), places: v.string() }))
			})
		)
	),
	null
);

export const host = v.object({ tableId: id, hostId: idOrNone });

/** To all tables, or to one. */
export const message = v.object({ message: optionalText(limits.message, tooLong), tableId: idOrNone });
/** Minutes of writing alone before the talk; left out: as the café was set up. */
export const start = v.object({ alone: v.optional(whole(0, limits.roundMinutes)) });

export const handover = v.object({ handover: optionalText(limits.handover, tooLong) });
/** A signal is put up or taken down. */
export const signal = v.object({ up: v.picklist(['yes', 'no']) });
export const minutes = v.object({ minutes: whole(1, 30) });

/** Somebody to stay at a table; no table takes the pin out. */
export const pin = v.object({ attendanceId: id, tableId: idOrNone });
export const pair = v.object({ attendanceId: id, otherId: id });
export const somebody = v.object({ attendanceId: id });

/** Somebody to a table, or in exchange with somebody; the command finds where that one sits. */
export const move = v.pipe(
	v.object({
		round: whole(1, limits.rounds),
		attendanceId: id,
		to: v.pipe(
			v.optional(v.string(), ''),
			v.regex(/^(table|person):[0-9a-z]{1,40}$/, () => m.cafe_choose())
		)
	}),
	v.transform(({ round, attendanceId, to }) => {
		const [kind, target] = to.split(':');
		return { round, attendanceId, tableId: kind === 'table' ? target! : null, swapWith: kind === 'person' ? target! : null };
	})
);

export const point = v.pipe(
	v.object({
		pointId: idOrNone,
		text: text(limits.point, () => m.cafe_point_missing(), tooLong),
		of: v.optional(v.array(v.pipe(v.string(), v.regex(/^(note|cluster):[0-9a-z]{1,40}$/))), [])
	}),
	v.transform(({ pointId, text, of }) => {
		const ids = (kind: string) => of.filter((one) => one.startsWith(`${kind}:`)).map((one) => one.slice(kind.length + 1));
		return { pointId, text, noteIds: ids('note'), clusterIds: ids('cluster') };
	})
);
export const pointId = v.object({ pointId: id });

/** A note from paper, typed in. */
export const typed = v.object({
	tableId: id,
	round: whole(1, limits.rounds),
	noteId: id,
	text: line(boardLimits.noteCharacters, () => m.board_plain_missing(), tooLong),
	anyway: v.pipe(
		v.optional(v.string(), ''),
		v.transform((said) => said === 'yes')
	)
});

/** A note that comes by plain HTTP (L18). `receipt` is the mark made on the phone; without JavaScript the server makes it. */
export const note = v.object({
	noteId: id,
	text: text(boardLimits.noteCharacters, () => m.board_plain_missing(), tooLong),
	receipt: v.optional(v.pipe(v.string(), v.regex(/^[0-9A-Za-z_-]{43}$/))),
	/** What it is about, where the plan lies on the table; without the one the other says nothing. */
	elementId: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-z]{0,30}$/)), ''),
	stance: v.optional(v.picklist(['', ...stances]), ''),
	anyway: v.pipe(
		v.optional(v.string(), ''),
		v.transform((said) => said === 'yes')
	)
});
