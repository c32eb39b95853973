import { m } from '#lib/i18n/paraglide/messages.js';

/** How long ago somebody wrote, in whole minutes. `time` is the server's, in milliseconds. */
export function sinceText(wroteAt: string, time: number): string {
	const minutes = Math.floor((time - Date.parse(wroteAt)) / 60_000);
	return minutes < 1 ? m.hall_wrote_now() : m.hall_wrote_minutes({ minutes });
}
