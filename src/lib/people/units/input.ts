import * as v from 'valibot';
import { dayField, optionalDay } from '#lib/dateFields.ts';
import { line } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { seenText } from '#lib/text/unseen.ts';
import { chosenId, language, optionalLine, rowId, tooLong, unitName } from '../input.ts';

export const newUnit = v.object({
	nameNn: unitName,
	nameNb: unitName,
	kind: v.picklist(['internal', 'external'], () => m.people_unit_kind_wrong()),
	validFrom: optionalDay('near')
});

export const unitNames = v.object({ nameNn: unitName, nameNb: unitName });

export const unitEnd = v.object({ unitId: rowId, validTo: dayField('near'), successorId: chosenId });

/** Units that become one: one that is there (`intoId`), or a new one by its names. */
export const unitMerge = v.pipe(
	v.object({
		unitIds: v.optional(v.array(v.string()), []),
		intoId: chosenId,
		nameNn: optionalLine,
		nameNb: optionalLine,
		from: dayField('near')
	}),
	v.forward(
		v.check(
			({ intoId, nameNn }) => intoId !== null || nameNn !== '',
			() => m.units_merge_into_missing()
		),
		['intoId']
	),
	v.transform(({ unitIds, intoId, nameNn, nameNb, from }) => {
		return { unitIds, into: intoId ? { unitId: intoId } : { nameNn, nameNb: nameNb || nameNn }, from };
	})
);

/** Two numbers in one field, as people write them: "14, 5 nye", "14 / 5", or "14" when nobody is new. */
export const headcount = v.pipe(
	v.object({
		said: v.pipe(
			v.optional(v.string(), ''),
			v.trim(),
			v.regex(/^\D*\d{1,5}(\D+\d{1,5}\D*|\D*)$/, () => m.people_headcount_wrong())
		)
	}),
	v.transform(({ said: typed }) => {
		const [all = '0', fresh = '0'] = typed.match(/\d+/g) ?? [];
		return { typed, said: { headcount: Number(all), newcomers: Number(fresh) } };
	})
);

export const filledRole = v.object({
	personId: v.pipe(
		v.optional(v.string(), ''),
		v.minLength(1, () => m.people_role_person_missing())
	),
	kind: v.picklist(['leader', 'other'], () => m.people_role_kind_missing()),
	roleNn: line(120, () => m.people_role_missing(), tooLong),
	roleNb: optionalLine,
	from: dayField('near')
});

/** Levels as they are typed, one a line; after a `;` its name in bokmål, where that is another. */
export const newLevels = v.object({
	names: v.pipe(
		v.optional(v.string(), ''),
		v.transform((typed) =>
			seenText(typed)
				.split('\n')
				.map((row) => row.split(';').map((name) => name.replace(/\s+/g, ' ').trim()))
				.flatMap(([nameNn = '', nameNb = '']) => (nameNn || nameNb ? [{ nameNn: nameNn || nameNb, nameNb: nameNb || nameNn }] : []))
		),
		v.minLength(1, () => m.units_level_names_missing()),
		v.check(
			(levels) => levels.every(({ nameNn, nameNb }) => nameNn.length <= 120 && nameNb.length <= 120),
			() => tooLong({ max: 120 })
		)
	)
});

export const oneLevel = v.object({ levelId: rowId });
export const levelMove = v.object({ levelId: rowId, direction: v.picklist(['up', 'down']) });
export const levelNames = v.object({ levelId: rowId, nameNn: unitName, nameNb: unitName });

export const municipality = v.object({
	name: line(120, () => m.people_municipality_missing(), tooLong),
	county: v.pipe(
		optionalLine,
		v.transform((county) => county || null)
	),
	locale: language
});
