import * as v from 'valibot';
import { m } from '#lib/i18n/paraglide/messages.js';

/** The list that was shown in the preview, as text. */
export const listOfPeople = v.object({
	list: v.pipe(
		v.optional(v.string(), ''),
		v.minLength(1, () => m.import_no_file())
	)
});
