import * as v from 'valibot';
import { m } from '#lib/i18n/paraglide/messages.js';

const agreement = v.pipe(
	v.optional(v.string(), ''),
	v.regex(/^[1-5]$/, () => m.evaluation_missing()),
	v.transform(Number)
);

export const evaluation = v.object({ tasks: agreement, contact: agreement, turn: agreement });
