import * as v from 'valibot';
import { m } from '#lib/i18n/paraglide/messages.js';
import { columns } from './columns.ts';

const chosen = v.optional(v.array(v.picklist([...columns, ''])), []);

/** A file, or the list of one that was read before with what its columns hold. */
export const listToRead = v.object({ list: v.optional(v.string(), ''), name: v.optional(v.string(), ''), columns: chosen });

/** The list that was shown in the preview, as text, and what its columns hold where somebody chose. */
export const listOfPeople = v.object({
	list: v.pipe(
		v.optional(v.string(), ''),
		v.minLength(1, () => m.import_no_file())
	),
	columns: chosen
});
