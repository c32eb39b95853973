import * as v from 'valibot';
import { optionalText } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { optionalEmail, optionalLine, tooLong } from '../input.ts';

/** Every official statement stands in the register of Digitaliseringsdirektoratet, at an address such as this. */
const statement = v.pipe(
	optionalText(500, tooLong),
	v.check(
		(text) => {
			const url = URL.parse(text);
			return text === '' || (url?.protocol === 'https:' && /^(www\.)?uustatus\.no$/.test(url.hostname));
		},
		() => m.notice_statement_wrong()
	)
);

/** What the municipality tells everybody of itself; all of it may still be missing. */
export const notice = v.object({
	statementUrl: statement,
	accessibilityEmail: optionalEmail,
	privacyEmail: optionalEmail,
	officerName: optionalLine,
	officerEmail: optionalEmail,
	processor: optionalLine,
	legalBasis: optionalText(2000, tooLong)
});
