import * as v from 'valibot';
import { dayField } from '#lib/dateFields.ts';
import { line, optionalText } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { mailField } from '#lib/text/mailAddress.ts';
import { chosen, id, tooLong, words } from '../input.ts';

/** One body a line: its name, then its address after a semicolon or a comma, a tab or a space. */
const bodies = (kind: 'unit' | 'council' | 'external') =>
	v.pipe(
		optionalText(20_000, tooLong),
		v.transform((text) =>
			text
				.split('\n')
				.map((line) => line.trim())
				.filter(Boolean)
				.map((line) => {
					const at = /^(.*?)[\s;,<]*([^\s;,<>]+@[^\s;,<>]+)>?$/.exec(line);
					return { kind, name: at?.[1]?.trim() ?? '', email: at?.[2] ?? '' };
				})
		),
		v.check(
			(lines) => lines.every(({ name, email }) => name !== '' && email !== ''),
			() => m.hearing_body_without_address()
		)
	);

export const newHearing = v.object({
	deadline: dayField('ahead'),
	units: bodies('unit'),
	councils: bodies('council'),
	externals: bodies('external')
});

export const bodyDetails = v.object({
	bodyId: id,
	name: line(120, () => m.people_name_missing(), tooLong),
	email: mailField({ missing: () => m.people_email_missing(), wrong: () => m.people_email_wrong(), tooLong })
});

export const oneHearing = v.object({ hearingId: id });

/** `elementId` is '' for a remark on the plan as a whole. */
export const newRemark = v.pipe(
	v.object({ elementId: chosen, text: optionalText(4_000, tooLong), nn: words, nb: words }),
	v.transform(({ elementId, text, nn, nb }) => ({
		elementId,
		text,
		suggested: elementId !== null && (nn !== '' || nb !== '') ? { nn, nb } : null
	}))
);
