import { startDelivery, type Delivery } from '#lib/mail/deliver.server.ts';
import { smtpTransport } from '#lib/mail/transport.server.ts';
import type { Runtime } from './runtime.server.ts';

/** How often the outbox is looked into. */
const everyMilliseconds = 3_000;

/** Delivers what has been released, for as long as the house stands. Without `SMTP_URL` nothing leaves the outbox. */
export function startPost({ db, clock, settings }: Pick<Runtime, 'db' | 'clock' | 'settings'>): Delivery {
	if (!settings.smtpUrl) return { nudge: () => undefined, stop: async () => undefined };
	const transport = smtpTransport(settings.smtpUrl, settings.mailFrom);
	const log = (error: string) => console.error(JSON.stringify({ event: 'mail is waiting', error }));
	return startDelivery(db, transport, clock.now, log, everyMilliseconds);
}
