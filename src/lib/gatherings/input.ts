import { m } from '#lib/i18n/paraglide/messages.js';
import * as v from 'valibot';
import { line, optionalText } from '#lib/form.ts';
import { dayField } from '#lib/dateFields.ts';
import { maxThemeLength } from './model.ts';

export const tooLong = (limit: { max: number }) => m.common_too_long(limit);

/** One line that may be empty. */
export const optionalLine = (max: number) =>
	v.pipe(
		optionalText(max, tooLong),
		v.transform((value) => value.replace(/[\s\u2028\u2029]+/g, ' '))
	);

/** A day that lies ahead. */
export const date = dayField('ahead');

export const chosen = v.pipe(
	v.optional(v.string(), ''),
	v.transform((id) => id || null)
);

export const ids = v.optional(v.array(v.pipe(v.string(), v.maxLength(40))), []);

export const theme = line(maxThemeLength, () => m.gatherings_theme_missing(), tooLong);

/** Longest note about what the cost was for. */
export const maxCostNote = 300;

/** What it costs: nothing, or whole kroner and what for. An amount that is typed is meant, whatever the choice beside it says. */
export const cost = v.pipe(
	v.object({
		kind: v.picklist(['none', 'some'], () => m.programme_cost_missing()),
		kroner: v.pipe(
			v.optional(v.string(), ''),
			v.transform((value) => value.replace(/[\s.]/g, ''))
		),
		cost: optionalLine(maxCostNote)
	}),
	v.forward(
		v.check(
			({ kind, kroner }) => (kind === 'none' && /^0*$/.test(kroner)) || (/^\d{1,8}$/.test(kroner) && Number(kroner) > 0),
			() => m.programme_cost_wrong()
		),
		['kroner']
	),
	v.transform(({ kroner, cost: what }) => ({ kroner: Number(kroner), what }))
);
