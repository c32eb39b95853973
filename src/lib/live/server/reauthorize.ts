import { civilDate, type Instant } from '#lib/dates.ts';
import type { Admission, ConnectionRequest } from '../contract.ts';
import type { Connection } from './connection.ts';
import type { Notifier } from './notifier.ts';

/**
 * Authorises open connections again: rights and labels follow the phase, sessions end, persons are disabled. Where that can't
 * be found out now, the connection is closed with 1013; the client reconnects and is authorised then.
 */
export async function reauthorize(
	connections: readonly Connection[],
	authorize: (request: ConnectionRequest) => Promise<Admission>,
	notifier: Notifier
): Promise<void> {
	await Promise.all(
		connections.map(async (connection) => {
			const admission = await authorize(connection.request).catch(() => undefined);
			if (!admission) return connection.close(1013, 'try again');
			if ('close' in admission) return connection.close(admission.close);
			// Signed in as somebody else meanwhile: what this connection wrote is bound to the former principal.
			if (admission.principal.id !== connection.principal.id) return connection.close(4401);
			connection.setAccess(admission);
			await notifier.sendStatus(connection);
		})
	);
	for (const room of new Set(connections.map((connection) => connection.room))) {
		room.presence.refresh();
		notifier.presenceChanged(room);
	}
}

/** Connections whose rights have ended by `now` (`Access.until`). */
export function endedAt(connections: Iterable<Connection>, now: Instant): Connection[] {
	return [...connections].filter(({ access: { until } }) => until !== undefined && until <= now);
}

/** A function that says whether the day (in Norway) is another one than when it was asked before. */
export function dayWatch(): (now: Instant) => boolean {
	let before: string | undefined;
	return (now) => {
		const [last, day] = [before, civilDate(now)];
		before = day;
		return last !== undefined && last !== day;
	};
}
