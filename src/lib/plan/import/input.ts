import * as v from 'valibot';
import { dateAsKnown, optionalDay } from '#lib/dateFields.ts';
import { optionalText } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { edition, shortLine, tooLong, year } from '../input.ts';
import { lineKinds } from '../source/model.ts';

const locale = v.optional(v.picklist(['nn', 'nb']), 'nn');

export const source = v.object({ text: v.optional(v.string(), ''), locale });

const lineId = v.pipe(
	v.optional(v.string(), ''),
	v.regex(/^\d{1,6}$/, () => m.planimport_none_chosen()),
	v.transform(Number)
);

export const kindOfLines = v.object({
	edition,
	kind: v.picklist(lineKinds),
	lines: v.pipe(
		v.optional(v.array(lineId), []),
		v.minLength(1, () => m.planimport_none_chosen())
	)
});

const short = (max: number) =>
	v.pipe(
		optionalText(max, tooLong),
		v.transform((value) => value.replace(/\s+/g, ' '))
	);

/** What is done with one line; its fields are saved with all but a move. */
export const oneLine = v.object({
	edition,
	line: lineId,
	what: v.optional(v.picklist(['fields', 'split', 'join', 'up', 'down']), 'fields'),
	kind: v.picklist(lineKinds),
	number: short(12),
	text: optionalText(9_000, tooLong),
	unit: short(1_000),
	unitId: v.optional(v.string(), ''),
	deadline: short(1_000),
	cost: short(1_000),
	legalBasis: short(1_000),
	status: short(1_000),
	aim: short(2_000),
	elementId: v.optional(v.string(), '')
});

/** Pairs of a line and an element, as "12:element". */
export const sameLines = v.object({
	edition,
	pairs: v.pipe(
		v.optional(v.array(v.pipe(v.string(), v.regex(/^\d{1,6}:[\w-]{1,64}$/))), []),
		v.minLength(1, () => m.planimport_none_chosen()),
		v.transform((pairs) => pairs.map((pair) => ({ id: Number(pair.split(':')[0]), elementId: pair.slice(pair.indexOf(':') + 1) })))
	)
});

export const purpose = v.object({
	edition,
	nameNn: short(200),
	nameNb: short(200),
	periodFrom: year,
	periodTo: year,
	legalStatus: v.pipe(
		v.optional(v.picklist(['', 'kommunedelplan', 'temaplan']), ''),
		v.transform((value) => value || null)
	),
	becomes: v.picklist(['adopted', 'draft']),
	locale,
	date: dateAsKnown,
	body: shortLine(200),
	caseNumber: shortLine(80),
	statusDate: optionalDay('back')
});

export const whole = v.object({ edition });
