import type { Kysely } from 'kysely';
import { onTestFinished } from 'vitest';
import type { Database } from '#db/schema.ts';
import { addMilliseconds } from '#lib/dates.ts';
import { enqueue, type Document, type NewMail } from '#lib/mail/outbox.server.ts';
import { mailsIn } from '#lib/mail/queries.server.ts';
import { smtpTransport } from '#lib/mail/transport.server.ts';
import { startSmtp } from './smtp.ts';
import { aMunicipality, now, type World } from './world.ts';

export const document: Document = { kind: 'invitation', id: 'gathering-1', version: 1, title: 'Bustadsosialt forum' };
export const batch = 'invitation-gathering-1-1';
export const from = 'samling@stord.example';
export const minutes = (count: number) => addMilliseconds(now, count * 60_000);

/** Undone when the running test is over. */
export const afterwards = (step: () => unknown) =>
	onTestFinished(async () => {
		await step();
	});

/** A mail server of the test's own, and a transport to it. */
export async function mailServer(behaviour?: Parameters<typeof startSmtp>[0]) {
	const smtp = await startSmtp(behaviour);
	const transport = smtpTransport(smtp.url, from, 1000);
	afterwards(async () => {
		transport.close();
		await smtp.close();
	});
	return { ...smtp, transport };
}

/** An outbox with `count` mails to different people, that nobody has released. */
export async function outbox(db: Kysely<Database>, count = 1, change: Partial<NewMail> = {}): Promise<World> {
	const world = await aMunicipality(db);
	const mails = Array.from({ length: count }, (_, index) => ({
		recipient: { personId: null, name: `Åse ${index + 1}`, email: `person${index + 1}@stord.example` },
		locale: 'nn' as const,
		subject: 'Svar på invitasjonen: «Heile vegen heim»',
		text: 'Hei på deg.',
		html: '<p>Hei på deg.</p>',
		...change
	}));
	await enqueue(db, world.municipalityId, document, mails, now);
	return world;
}

export const mailsOf = (db: Kysely<Database>, { municipalityId }: World) => mailsIn(db, municipalityId, batch);
