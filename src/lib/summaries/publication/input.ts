import * as v from 'valibot';
import { m } from '#lib/i18n/paraglide/messages.js';
import { audiences } from '../model.ts';

export const mailing = v.object({
	audiences: v.pipe(
		v.optional(v.array(v.picklist(audiences)), []),
		v.minLength(1, () => m.summaries_audience_missing())
	)
});

export const disclosure = v.pipe(
	v.object({
		kind: v.picklist(['note', 'cluster', 'harvestPoint', 'forumPoint', 'summary']),
		subjectId: v.pipe(v.string(), v.regex(/^[0-9a-z]{1,40}$/)),
		verdict: v.picklist(['masked', 'harmless'])
	}),
	v.transform(({ subjectId, ...rest }) => ({ ...rest, id: subjectId }))
);
