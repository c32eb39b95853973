import * as v from 'valibot';
import { dayField, optionalDay } from '#lib/dateFields.ts';
import { line, optionalText } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { mailField } from '#lib/text/mailAddress.ts';
import { bodyKinds, type BodyKind } from './model.ts';
import { chosen, id, kroner, shortLine, tooLong, words } from '../input.ts';

/** One body a line: its name, then its address after a semicolon or a comma, a tab or a space. */
const bodies = (kind: BodyKind) =>
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
	words: optionalText(4_000, tooLong),
	caseNumber: shortLine(80),
	units: bodies('unit'),
	councils: bodies('council'),
	externals: bodies('external')
});

const address = {
	name: line(120, () => m.people_name_missing(), tooLong),
	email: mailField({ missing: () => m.people_email_missing(), wrong: () => m.people_email_wrong(), tooLong })
};

export const newBody = v.object({ hearingId: id, kind: v.picklist(bodyKinds), ...address });

export const movedDeadline = v.object({ hearingId: id, deadline: dayField('ahead') });

export const bodyDetails = v.object({ bodyId: id, ...address });

export const oneHearing = v.object({ hearingId: id });

/** `elementId` is '' for a remark on the plan as a whole. */
export const newRemark = v.pipe(
	v.object({
		elementId: chosen,
		text: optionalText(4_000, tooLong),
		nn: words,
		nb: words,
		unitId: chosen,
		deadline: optionalDay('ahead'),
		costKr: kroner
	}),
	v.transform(({ elementId, text, ...suggested }) => ({ elementId, text, suggested: elementId === null ? null : suggested }))
);
