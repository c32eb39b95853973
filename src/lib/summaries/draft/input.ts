import * as v from 'valibot';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { DraftCommand, Revised } from './commands.server.ts';
import { maxLengthOf } from './content.ts';

/**
 * The form of a draft, whose fields are the draft's own: each text `x` comes with `seen-x`, each point's section `place-x` with
 * `placed-x`. `do` is the button that was pressed. Too long is told beside the field.
 */
export const draftForm = v.pipe(
	v.record(v.string(), v.unknown()),
	v.rawTransform(({ dataset, addIssue }): Revised => {
		const sent = dataset.value;
		const texts: { field: string; text: string; seen: string }[] = [];
		const places: { pointId: string; sectionId: string | null }[] = [];
		for (const [key, value] of Object.entries(sent)) {
			if (typeof value !== 'string') continue;
			if (key.startsWith('seen-')) {
				const field = key.slice('seen-'.length);
				const text = textOf(sent[field]);
				const max = maxLengthOf(field);
				if (text.length > max)
					addIssue({
						message: m.common_too_long({ max }),
						path: [{ type: 'object', origin: 'value', input: sent, key: field, value: text }]
					});
				texts.push({ field, text, seen: value });
			} else if (key.startsWith('placed-')) {
				const pointId = key.slice('placed-'.length);
				const place = sent[`place-${pointId}`];
				if (typeof place === 'string' && place !== value) places.push({ pointId, sectionId: place || null });
			}
		}
		return { texts, places, command: commandOf(sent.do) };
	})
);

/** What was typed, without control characters other than line feed and tab. */
const textOf = (sent: unknown): string => (typeof sent === 'string' ? sent.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '') : '');

function commandOf(pressed: unknown): DraftCommand | null {
	const [what, sectionId = ''] = typeof pressed === 'string' ? pressed.split(' ') : [];
	if (what === 'add') return { do: 'add' };
	return what === 'remove' || what === 'restore' || what === 'up' || what === 'down' ? { do: what, sectionId } : null;
}
