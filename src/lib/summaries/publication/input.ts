import * as v from 'valibot';
import { optionalText } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { audiences } from '../model.ts';

const ids = v.optional(v.array(v.pipe(v.string(), v.regex(/^[0-9a-z]{1,40}$/))), []);

/** Whom a summary goes to: at least one audience, unit, person or address. */
export const mailing = v.pipe(
	v.object({
		audiences: v.optional(v.array(v.picklist(audiences)), []),
		unitIds: ids,
		personIds: ids,
		addresses: optionalText(20_000, (limit) => m.common_too_long(limit)),
		without: ids
	}),
	v.forward(
		v.check(
			({ audiences, unitIds, personIds, addresses }) => [...audiences, ...unitIds, ...personIds].length > 0 || addresses !== '',
			() => m.summaries_audience_missing()
		),
		['audiences']
	)
);

export const disclosure = v.pipe(
	v.object({
		kind: v.picklist(['note', 'cluster', 'harvestPoint', 'forumPoint', 'summary']),
		subjectId: v.pipe(v.string(), v.regex(/^[0-9a-z]{1,40}$/)),
		verdict: v.picklist(['masked', 'harmless'])
	}),
	v.transform(({ subjectId, ...rest }) => ({ ...rest, id: subjectId }))
);
