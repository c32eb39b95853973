import { receiptCode } from '#lib/cafe/participants/input.ts';
import { receiptText } from '#lib/cafe/participants/text.ts';
import { openAction } from '../action.server.ts';
import { shownReceipt } from './receipt.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ setHeaders }) => {
	setHeaders({ 'x-robots-tag': 'noindex, nofollow' });
	return { chrome: 'bare' as const };
};

export const actions = {
	/** Whoever holds the code, and nobody else: no account, no cookie. It comes in the body, which nothing on the way writes down. */
	default: openAction({
		input: receiptCode,
		run: ({ data, locals }) => shownReceipt(locals.db, data.code, locals.locale),
		text: receiptText,
		at: { missing: 'code' },
		done: ({ from, theme, closed, redacted, notes }) => ({ receipt: { from, theme, closed, redacted, notes } })
	})
};
