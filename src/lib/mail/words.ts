import { listText } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { retriable, underway, type Counts } from './model.ts';

/** How a batch is doing, in one line: "44 sende, 1 ventar og 1 feila". Empty when there is no mail. */
export function countsText(locale: Locale, counts: Counts): string {
	const parts: [number, (count: { count: number }) => string][] = [
		[counts.held ?? 0, m.mail_count_held],
		[counts.sent ?? 0, m.mail_count_sent],
		[underway(counts), m.mail_count_underway],
		[retriable(counts), m.mail_count_failed],
		[counts.cancelled ?? 0, m.mail_count_cancelled]
	];
	return listText(
		locale,
		parts.filter(([count]) => count > 0).map(([count, text]) => text({ count }))
	);
}
