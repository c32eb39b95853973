import * as v from 'valibot';
import { isCivilDate } from '#lib/dates.ts';
import { line, optionalText } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { entryKinds, recurrences } from './model.ts';
import { dateAnswers, type DateAnswer } from './polls/model.ts';
import { mostBreaks, type TypedBreak } from './dates/schoolYears.ts';

const tooLong = (limit: { max: number }) => m.cycle_too_long(limit);
const name = line(140, () => m.cycle_name_missing(), tooLong);
const role = line(140, () => m.cycle_role_missing(), tooLong);
const otherName = optionalText(140, tooLong);
const id = v.pipe(v.string(), v.minLength(1));
const chosen = v.pipe(
	v.optional(v.string(), ''),
	v.transform((value) => value || null)
);
const given = v.pipe(
	v.optional(v.string(), ''),
	v.trim(),
	v.check(isCivilDate, () => m.cycle_date_wrong())
);
const orNone = (message: () => string, right: (text: string) => boolean) =>
	v.pipe(
		v.optional(v.string(), ''),
		v.trim(),
		v.check((value) => value === '' || right(value), message),
		v.transform((value) => value || null)
	);
const whole = (min: number, max: number) =>
	v.pipe(
		v.optional(v.string(), ''),
		v.trim(),
		v.check(
			(text) => /^\d{1,3}$/.test(text) && Number(text) >= min && Number(text) <= max,
			() => m.cycle_number_wrong({ min, max })
		),
		v.transform(Number)
	);
const time = v.pipe(
	v.optional(v.string(), ''),
	v.trim(),
	v.transform((text) => text.replace('.', ':')),
	v.check(
		(text) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text),
		() => m.cycle_time_wrong()
	)
);
const note = v.pipe(
	optionalText(500, tooLong),
	v.transform((text) => text || null)
);

/** "11, 42": ISO weeks. */
const weeks = v.pipe(
	v.optional(v.string(), ''),
	v.transform((text) => text.split(/[\s,;]+/).filter(Boolean)),
	v.check(
		(parts) =>
			parts.length > 0 && parts.length <= 12 && parts.every((part) => /^\d{1,2}$/.test(part) && Number(part) >= 1 && Number(part) <= 53),
		() => m.cycle_weeks_wrong()
	),
	v.transform((parts) => parts.map(Number))
);

const cadence = {
	nameNn: name,
	nameNb: otherName,
	minPerYear: whole(1, 12),
	maxPerYear: whole(1, 12),
	preferredWeeks: weeks,
	preferredWeekday: v.pipe(
		v.optional(v.string(), ''),
		v.picklist(['1', '2', '3', '4', '5'], () => m.cycle_weekday_wrong()),
		v.transform(Number)
	),
	startTime: time,
	endTime: time,
	inviteWeeks: whole(0, 26),
	legalBasis: note
};

/** A name left empty in bokmål is the same there. */
const sameNames = <T extends { nameNn: string; nameNb: string }>(named: T) => ({ ...named, nameNb: named.nameNb || named.nameNn });

export const changedSeries = v.pipe(
	v.object({ seriesId: id, ...cadence }),
	v.transform(({ seriesId, ...rest }) => ({ seriesId, cadence: sameNames(rest) }))
);

export const firstSeries = v.pipe(
	v.object({ ...cadence, unitId: chosen, roleNn: role, roleNb: otherName, from: given, measure: optionalText(200, tooLong) }),
	v.transform(({ unitId, roleNn, roleNb, from, measure, ...rest }) => ({
		...sameNames(rest),
		steward: { unitId, roleNn, roleNb: roleNb || roleNn, from, note: null },
		measure: measure ? { labelNn: measure, labelNb: measure, validFrom: from } : null
	}))
);

export const handover = v.pipe(
	v.object({ seriesId: id, unitId: chosen, roleNn: role, roleNb: otherName, from: given, note }),
	v.transform((data) => ({ ...data, roleNb: data.roleNb || data.roleNn }))
);

export const entry = v.pipe(
	v.object({
		kind: v.picklist(entryKinds, () => m.cycle_kind_wrong()),
		titleNn: name,
		titleNb: otherName,
		date: orNone(() => m.cycle_date_wrong(), isCivilDate),
		month: orNone(
			() => m.cycle_month_wrong(),
			(text) => isCivilDate(`${text}-01`)
		),
		recurs: v.picklist(recurrences, () => m.cycle_recurs_wrong()),
		ownerUnitId: chosen,
		ownerRoleNn: otherName,
		ownerRoleNb: otherName,
		leadWeeks: whole(0, 52),
		/** '' for the owner's. */
		colour: v.pipe(
			v.optional(v.string(), ''),
			v.check((text) => text === '' || (/^\d{1,2}$/.test(text) && Number(text) < 12)),
			v.transform((text) => (text === '' ? null : Number(text)))
		)
	}),
	v.transform(({ ownerRoleNn, ownerRoleNb, ...data }) => ({
		...data,
		titleNb: data.titleNb || data.titleNn,
		ownerRoleNn: ownerRoleNn || ownerRoleNb || null,
		ownerRoleNb: ownerRoleNb || ownerRoleNn || null
	}))
);

export const oneEntry = v.object({ entryId: id });

/** The lines of a school year: `id-0`, `nn-0`, `nb-0`, `name-0`, `from-0`, `to-0`, and so on. A name that is typed anew is the same in both languages. */
export const schoolYear = v.pipe(
	v.record(v.string(), v.unknown()),
	v.transform((values) => {
		const text = (field: string) => {
			const typed = values[field];
			return typeof typed === 'string' ? typed.replace(/\s+/g, ' ').trim() : '';
		};
		const lines: TypedBreak[] = [];
		for (let at = 0; at < mostBreaks && `from-${at}` in values; at++) {
			const [nn, nb, name] = [text(`nn-${at}`), text(`nb-${at}`), text(`name-${at}`)];
			const isNew = `name-${at}` in values && name !== nn && name !== nb;
			lines.push({
				id: text(`id-${at}`) || null,
				nameNn: isNew ? name : nn,
				nameNb: isNew ? name : nb,
				fromDate: text(`from-${at}`),
				toDate: text(`to-${at}`)
			});
		}
		return lines;
	})
);

const several = v.optional(v.array(v.string()), []);

const ownDay = orNone(() => m.cycle_date_wrong(), isCivilDate);

/** Suggested days that were ticked, and days written by hand; a field left empty is none. */
export const newPoll = v.pipe(
	v.object({
		dates: several,
		own0: ownDay,
		own1: ownDay,
		own2: ownDay,
		personIds: several,
		others: several,
		deadline: given,
		note: optionalText(500, tooLong)
	}),
	v.transform(({ dates, own0, own1, own2, personIds, others, ...rest }) => ({
		...rest,
		dates: [...dates.filter(isCivilDate), ...[own0, own1, own2].filter((date) => date !== null)],
		personIds: [...personIds, ...others]
	}))
);

/** `on-2018-03-14=can`, one a day that is answered. */
export const pollAnswers = v.pipe(
	v.record(v.string(), v.unknown()),
	v.transform((values) =>
		Object.fromEntries(
			Object.entries(values).flatMap(([key, value]): [string, DateAnswer][] => {
				const date = key.startsWith('on-') ? key.slice(3) : '';
				const answer = dateAnswers.find((one) => one === value);
				return isCivilDate(date) && answer ? [[date, answer]] : [];
			})
		)
	)
);

/** The day that it shall be; empty to end the poll without one. */
export const pollEnd = v.object({ date: orNone(() => m.cycle_date_wrong(), isCivilDate) });

/** What the one who hands over writes to the next. */
export const lessons = v.object({ lessons: optionalText(4000, tooLong) });
