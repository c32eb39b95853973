import * as v from 'valibot';
import { m } from '#lib/i18n/paraglide/messages.js';
import { id, idOrNone } from '../input.ts';

/** Whom to ask: beside each table the person chosen for it, '' nobody; no table: whichever needs a host. */
export const asked = v.pipe(
	v.object({ tableId: v.optional(v.array(idOrNone), []), personId: v.optional(v.array(idOrNone), []) }),
	v.transform(({ tableId, personId }) => ({
		wanted: personId.flatMap((person, at) => (person === null ? [] : [{ personId: person, tableId: tableId[at] ?? null }]))
	}))
);

export const request = v.object({ requestId: id });

export const answer = v.object({ answer: v.picklist(['yes', 'no'], () => m.hosts_answer_missing()) });
