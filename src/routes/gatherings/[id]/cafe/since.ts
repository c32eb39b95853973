import { m } from '#lib/i18n/paraglide/messages.js';

/** How long ago somebody wrote, as little as it takes to see whether a table is at work. `time` is the server's, in ms. */
export function sinceText(wroteAt: string, time: number): string {
	const minutes = Math.floor((time - Date.parse(wroteAt)) / 60_000);
	return minutes < 1 ? m.hall_wrote_now() : m.hall_wrote_minutes({ minutes });
}
