import type { Connection } from './connection.ts';
import type { Admission, ConnectionRequest } from '../contract.ts';
import type { Notifier } from './notifier.ts';

/**
 * Asks for connections that are open what the door asked when they came: rights and labels follow the phase, sessions end,
 * persons are disabled. Where that can't be found out now, they come back and are asked then.
 */
export async function reauthorize(
	connections: readonly Connection[],
	admit: (knock: ConnectionRequest) => Promise<Admission>,
	teller: Notifier
): Promise<void> {
	await Promise.all(
		connections.map(async (connection) => {
			const admission = await admit(connection.knock).catch(() => undefined);
			if (!admission) return connection.close(1013, 'try again');
			if ('close' in admission) return connection.close(admission.close);
			// Somebody else by now (signed in meanwhile): what they wrote so far is bound to who they were.
			if (admission.principal.id !== connection.principal.id) return connection.close(4401);
			connection.become(admission.principal, admission.mode);
			await teller.greet(connection);
		})
	);
	for (const room of new Set(connections.map((connection) => connection.room))) {
		room.presence.refresh();
		teller.presence(room);
	}
}
