import type { FormValues } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { Deed, Revised } from './draft.server.ts';
import { mostOf } from './content.ts';

/**
 * Reads the form of a draft, whose fields are the draft's own: each text `x` comes with `seen-x`, each point's section `place-x` with
 * `placed-x`. `do` is the button that was pressed. Too long is told beside the field.
 */
export function parseDraft(
	form: FormData
): { ok: true; data: Revised } | { ok: false; values: FormValues; errors: Record<string, string> } {
	const values: FormValues = {};
	const errors: Record<string, string> = {};
	const texts: { field: string; text: string; seen: string }[] = [];
	const places: { pointId: string; sectionId: string | null }[] = [];
	for (const [key, value] of form) {
		if (typeof value !== 'string') continue;
		if (key.startsWith('seen-')) {
			const field = key.slice('seen-'.length);
			const sent = form.get(field);
			const text = typeof sent === 'string' ? sent.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '') : '';
			values[field] = text;
			if (text.length > mostOf(field)) errors[field] = m.summaries_too_long({ max: mostOf(field) });
			texts.push({ field, text, seen: value });
		} else if (key.startsWith('placed-')) {
			const pointId = key.slice('placed-'.length);
			const now = form.get(`place-${pointId}`);
			if (typeof now === 'string' && now !== value) places.push({ pointId, sectionId: now || null });
		}
	}
	if (Object.keys(errors).length > 0) return { ok: false, values, errors };
	return { ok: true, data: { texts, places, deed: deedOf(form.get('do')) } };
}

function deedOf(pressed: FormDataEntryValue | null): Deed | null {
	const [what, sectionId = ''] = typeof pressed === 'string' ? pressed.split(' ') : [];
	if (what === 'add') return { do: 'add' };
	return what === 'remove' || what === 'takeBack' || what === 'up' || what === 'down' ? { do: what, sectionId } : null;
}
