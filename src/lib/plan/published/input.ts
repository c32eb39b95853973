import * as v from 'valibot';

export const planPageForm = v.object({
	isOpen: v.pipe(
		v.optional(v.string(), ''),
		v.transform((value) => value === '1')
	)
});
