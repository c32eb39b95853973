import { sql } from 'kysely';
import type { MailTables } from '#db/schema/mail.ts';
import type { Db } from '#lib/db/open.server.ts';
import { linkColumns, withHashedLinks, withNewLinks } from '#lib/personalLink.server.ts';
import { foldedLine } from './letter.ts';

/** What of a mail holds links. */
type Linked = Pick<MailTables['mail'], 'text' | 'html' | 'calendar' | 'stopUrl'>;

/** The parts of a mail with links, each changed by `change`; in a calendar a link may be folded over two lines. */
export function linksChanged({ text, html, calendar, stopUrl }: Linked, change: (text: string) => string): Linked {
	const unfolded = calendar?.replace(/\r?\n[ \t]/g, '');
	return {
		text: change(text),
		html: change(html),
		calendar: unfolded === undefined ? null : change(unfolded).split('\r\n').map(foldedLine).join('\r\n'),
		stopUrl: stopUrl && change(stopUrl)
	};
}

/** Of mails that have left, or never will, the links are kept as the hashes of their secrets. */
export async function hashLinks(trx: Db, ids: readonly string[]): Promise<void> {
	await changeLinks(trx, ids, withHashedLinks);
}

/** Mails that are sent again get links of their own, in the place of those that nobody knows any more. */
export async function renewLinks(trx: Db, ids: readonly string[]): Promise<void> {
	const secrets = new Map<string, { token: string; tokenHash: string }>();
	await changeLinks(trx, ids, (text) => withNewLinks(text, secrets));
	for (const [key, { tokenHash }] of secrets) {
		const [kind, was] = key.split(' ') as [string, string];
		for (const [table, column] of linkColumns[kind]!)
			await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${tokenHash} where ${sql.ref(column)} = ${was}`.execute(trx);
	}
}

async function changeLinks(trx: Db, ids: readonly string[], change: (text: string) => string): Promise<void> {
	for (const id of ids) {
		const mail = await trx
			.selectFrom('mail')
			.select(['text', 'html', 'calendar', 'stopUrl'])
			.where('id', '=', id)
			.executeTakeFirstOrThrow();
		await trx.updateTable('mail').set(linksChanged(mail, change)).where('id', '=', id).execute();
	}
}
