import * as v from 'valibot';
import { optionalDay, optionalMonth } from '#lib/dateFields.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { chosen, id, name, otherName, whole } from '../input.ts';
import { entryKinds, recurrences } from '../model.ts';

const fields = {
	kind: v.picklist(entryKinds, () => m.cycle_kind_wrong()),
	titleNn: name,
	titleNb: otherName,
	date: optionalDay('ahead'),
	month: optionalMonth('ahead'),
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
};

/** A name left empty in bokmål is the same there; a role needs one language. */
const completed = <E extends { titleNn: string; titleNb: string; ownerRoleNn: string; ownerRoleNb: string }>(entry: E) => ({
	...entry,
	titleNb: entry.titleNb || entry.titleNn,
	ownerRoleNn: entry.ownerRoleNn || entry.ownerRoleNb || null,
	ownerRoleNb: entry.ownerRoleNb || entry.ownerRoleNn || null
});

export const newEntry = v.pipe(v.object(fields), v.transform(completed));

export const changedEntry = v.pipe(
	v.object({ entryId: id, ...fields }),
	v.transform(({ entryId, ...entry }) => ({ entryId, entry: completed(entry) }))
);

export const oneEntry = v.object({ entryId: id });
