import { sql } from 'kysely';
import type { MailTables } from '#db/schema/mail.ts';
import type { Db } from '#lib/db/open.server.ts';
import { linkColumns, linksIn, withHashedLinks, withNewLinks } from '#lib/personalLink.server.ts';
import { hashOf, newToken } from '#lib/tokens.server.ts';
import { foldedLine } from './letter.ts';
import { isCancellable } from './model.ts';

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

/** The links in mails that have gone to an address open nothing any more. */
async function endLinks(trx: Db, mails: readonly Linked[]): Promise<void> {
	for (const mail of mails)
		for (const { kind, tokenHash } of linksIn([mail.text, mail.html, mail.calendar?.replace(/\r?\n[ \t]/g, ''), mail.stopUrl].join('\n')))
			for (const [table, column] of linkColumns[kind]!)
				await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${hashOf(newToken())} where ${sql.ref(column)} = ${tokenHash}`.execute(
					trx
				);
}

/** Whose mails: a person's, or those about a document that went to one address, such as a speaker's. */
export type MailsOf = { personId: string } | { documentId: string };

/**
 * What goes to `from` goes to `to` from now on (null: nowhere): what waits in the outbox goes there, unless it is there already, and the
 * links in what has gone to `from` open nothing any more. Gives how many mails had gone. Part of the command that changes an address.
 */
export async function moveRecipient(
	trx: Db,
	municipalityId: string,
	of: MailsOf,
	{ from, to }: { from: string; to: string | null }
): Promise<number> {
	const theirs = await trx
		.selectFrom('mail')
		.selectAll()
		.where('municipalityId', '=', municipalityId)
		.where('recipientEmail', '=', from)
		.where((mail) => ('personId' in of ? mail('recipientPersonId', '=', of.personId) : mail('documentId', '=', of.documentId)))
		.execute();
	const gone = theirs.filter(({ state }) => !isCancellable(state));
	await endLinks(trx, gone);
	for (const { id, batch } of theirs.filter(({ state }) => isCancellable(state))) {
		const there = trx.selectFrom('mail').select('id').where('batch', '=', batch).where('municipalityId', '=', municipalityId);
		if (to !== null && !(await there.where('recipientEmail', '=', to).executeTakeFirst())) {
			await trx.updateTable('mail').set({ recipientEmail: to }).where('id', '=', id).execute();
			continue;
		}
		await trx.updateTable('mail').set({ state: 'cancelled', nextAttemptAt: null }).where('id', '=', id).execute();
		await hashLinks(trx, [id]);
	}
	return gone.length;
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
