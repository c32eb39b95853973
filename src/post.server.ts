import { deliverDue } from '#lib/mail/deliver.server.ts';
import { smtpTransport } from '#lib/mail/transport.server.ts';
import type { House } from './house.server.ts';

/** How often the outbox is looked into. */
const everyMilliseconds = 3_000;

/**
 * Delivers what has been released, for as long as the house stands. Without `SMTP_URL` nothing leaves the outbox.
 * `stop` waits until the mail that is being sent has been taken or refused.
 */
export function startPost(house: Pick<House, 'db' | 'clock' | 'settings'>): { stop(): Promise<void> } {
	const { db, clock, settings } = house;
	if (!settings.smtpUrl) return { stop: async () => {} };
	const transport = smtpTransport(settings.smtpUrl, settings.mailFrom);
	let stopping = false;
	let round: Promise<void> = Promise.resolve();
	let timer: NodeJS.Timeout;
	const next = () => {
		timer = setTimeout(() => {
			round = deliver().finally(() => stopping || next());
		}, everyMilliseconds);
	};
	const deliver = async () => {
		try {
			const { unreachable } = await deliverDue(db, transport, clock.now(), () => stopping);
			if (unreachable) console.warn(JSON.stringify({ event: 'the mail server cannot be reached', error: unreachable }));
		} catch (error) {
			console.error(JSON.stringify({ event: 'mail could not be delivered', error: String(error) }));
		}
	};
	next();
	return {
		async stop() {
			stopping = true;
			clearTimeout(timer);
			await round;
			transport.close();
		}
	};
}
