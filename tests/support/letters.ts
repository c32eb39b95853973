import { join } from 'node:path';
import { openSqlite } from '#lib/db/open.server.ts';
import { letter } from '#lib/mail/letter.ts';
import { enqueue } from '#lib/mail/outbox.server.ts';
import { mailsIn } from '#lib/mail/queries.server.ts';
import { now } from './world.ts';

let documents = 0;

/** Puts letters into the outbox of a server that runs the demo, from beside it, and can look how they are doing. */
export async function outboxOf({ dataDir }: { dataDir: string }) {
	const db = openSqlite(join(dataDir, 'samling.db'));
	const { id: municipalityId } = await db.selectFrom('municipality').select('id').executeTakeFirstOrThrow();
	return {
		/** Two letters of one new batch; gives its name. The recipients' names try to be more than text. */
		async twoLetters(): Promise<string> {
			const id = `document${++documents}`;
			const mails = ['anna@stord.example', 'berit@stord.example'].map((email) => ({
				recipient: { personId: null, name: `<b>${email}</b>`, email },
				locale: 'nb' as const,
				subject: 'Svar på invitasjonen',
				...letter({
					locale: 'nb',
					heading: 'Velkommen til boligsosialt forum',
					body: [
						'Hei!',
						{ facts: [['Tid', 'onsdag 14. mars 2018 kl. 09.00–15.00']] },
						{ button: 'Svar', href: 'https://samling.example/invitation/abc' }
					],
					footer: ['Stord kommune']
				}),
				calendar: { method: 'REQUEST' as const, text: 'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n' }
			}));
			await enqueue(db, municipalityId, { kind: 'invitation', id, version: 1, title: `Forum ${id}` }, mails, now);
			return `invitation-${id}-1`;
		},
		mailsIn: (batch: string) => mailsIn(db, municipalityId, batch),
		close: () => db.destroy()
	};
}
