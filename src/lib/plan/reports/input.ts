import * as v from 'valibot';
import { dayField } from '#lib/dateFields.ts';
import { optionalText } from '#lib/form.ts';
import { edition, id, kroner, tooLong } from '../input.ts';
import { longestWords, partKeys, reportKinds } from './model.ts';

export const costForm = v.object({ gatheringId: id, kr: kroner, note: optionalText(300, tooLong) });

export const startForm = v.object({
	kind: v.picklist(reportKinds),
	half: v.pipe(v.optional(v.string(), ''), v.regex(/^((19|20|21)\d\d-[12])?$/))
});

export const partForm = v.object({ part: v.picklist(partKeys), words: optionalText(longestWords, tooLong), edition });

export const submitForm = v.object({ recipient: optionalText(200, tooLong), seen: edition });

export const shareForm = v.object({ recipient: optionalText(200, tooLong), lastDay: dayField('ahead') });

export const linkForm = v.object({ linkId: id });

export const partnersForm = v.object({
	may: v.pipe(
		v.optional(v.string(), ''),
		v.transform((value) => value === '1')
	)
});
