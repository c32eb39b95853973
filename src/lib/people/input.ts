import * as v from 'valibot';
import { line } from '#lib/form.ts';
import { isCivilDate } from '#lib/dates.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { roles } from './model.ts';

const tooLong = (limit: { max: number }) => m.people_too_long(limit);

/** One e-mail address, lower case, at most 254 characters (RFC 5321 §4.5.3.1.3). */
export const email = v.pipe(
	line(254, () => m.people_email_missing(), tooLong),
	v.toLowerCase(),
	v.email(() => m.people_email_wrong())
);

/** At least 10 characters: length beats composition rules (NIST SP 800-63B §5.1.1). */
const newPassword = v.pipe(
	v.optional(v.string(), ''),
	v.minLength(10, () => m.people_password_short()),
	v.maxLength(200, () => tooLong({ max: 200 }))
);

const name = line(120, () => m.people_name_missing(), tooLong);
const locale = v.picklist(['nn', 'nb', 'en'], () => m.people_language_wrong());
const chosen = v.pipe(
	v.optional(v.string(), ''),
	v.transform((id) => id || null)
);
const date = v.pipe(
	v.optional(v.string(), ''),
	v.check(
		(value) => value === '' || isCivilDate(value),
		() => m.people_date_wrong()
	),
	v.transform((value) => value || null)
);

export const signIn = v.object({
	email,
	password: v.pipe(
		v.optional(v.string(), ''),
		v.minLength(1, () => m.people_password_missing()),
		v.maxLength(200, () => tooLong({ max: 200 }))
	)
});

export const setUp = v.object({
	token: line(100, () => m.people_token_missing(), tooLong),
	municipality: line(120, () => m.people_municipality_missing(), tooLong),
	locale,
	unit: line(120, () => m.people_unit_missing(), tooLong),
	name,
	email,
	password: newPassword
});

export const person = v.object({
	name,
	email,
	title: v.pipe(
		v.optional(v.string(), ''),
		v.trim(),
		v.maxLength(120, () => tooLong({ max: 120 }))
	),
	unitId: chosen,
	levelId: chosen,
	locale,
	roles: v.optional(v.array(v.picklist(roles)), []),
	password: v.union([v.literal(''), newPassword])
});

export const unit = v.object({
	nameNn: line(120, () => m.people_unit_missing(), tooLong),
	nameNb: line(120, () => m.people_unit_missing(), tooLong),
	kind: v.picklist(['internal', 'external'], () => m.people_unit_kind_wrong()),
	validFrom: date
});

export const unitEnd = v.object({
	unitId: v.pipe(v.string(), v.minLength(1)),
	validTo: v.pipe(
		v.optional(v.string(), ''),
		v.check(isCivilDate, () => m.people_date_wrong())
	),
	successorId: chosen
});

/** Units that become one: one that is there (`intoId`), or a new one by its names. */
export const unitMerge = v.pipe(
	v.object({
		unitIds: v.optional(v.array(v.string()), []),
		intoId: chosen,
		nameNn: v.pipe(
			v.optional(v.string(), ''),
			v.trim(),
			v.maxLength(120, () => tooLong({ max: 120 }))
		),
		nameNb: v.pipe(
			v.optional(v.string(), ''),
			v.trim(),
			v.maxLength(120, () => tooLong({ max: 120 }))
		),
		from: v.pipe(
			v.optional(v.string(), ''),
			v.check(isCivilDate, () => m.people_date_wrong())
		)
	}),
	v.forward(
		v.check(
			({ intoId, nameNn }) => intoId !== null || nameNn !== '',
			() => m.units_merge_into_missing()
		),
		['intoId']
	)
);

export const onePerson = v.object({ personId: v.pipe(v.string(), v.minLength(1)) });

export const personRoles = v.object({ personId: v.pipe(v.string(), v.minLength(1)), roles: v.optional(v.array(v.picklist(roles)), []) });

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
	kind: v.picklist(['leader', 'other'], () => m.people_unit_kind_wrong()),
	roleNn: line(120, () => m.people_role_missing(), tooLong),
	roleNb: v.pipe(
		v.optional(v.string(), ''),
		v.trim(),
		v.maxLength(120, () => tooLong({ max: 120 }))
	),
	from: v.pipe(
		v.optional(v.string(), ''),
		v.check(isCivilDate, () => m.people_date_wrong())
	)
});

/** The list that was shown in the preview, as text. */
export const listOfPeople = v.object({ list: v.pipe(v.string(), v.minLength(1)) });
