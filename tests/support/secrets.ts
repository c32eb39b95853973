import { sql, type Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';

/** Columns that hold a secret or what is derived of one: no page and no file gives a value of theirs to anybody. */
export const hidden = [
	'account.passwordHash session.id participant.tokenHash sheet.owner vote.voter boardClient.owner',
	'invitation.tokenHash invitationLink.tokenHash evaluationTicket.tokenHash datePollLink.tokenHash hearingLink.tokenHash',
	'followUpLink.tokenHash summaryReader.tokenHash mailStopLink.tokenHash calendarFeed.tokenHash',
	'speakerRequest.tokenHash speakerRequest.reminderHash mail.stopUrl'
].flatMap((line) => line.split(' '));

/** Codes that let somebody in for the day: for those who run it, who put them on the wall. */
export const forTheDay = ['cafe.joinCode', 'cafe.joinToken', 'gatheringTerms.doorCode'];

/** Fingerprints of contents, which are shown so that they can be compared; and what only sounds like a secret. */
export const open = [
	'audit.hash cafeTable.frozenHash picture.hash summary.contentHash planVersion.contentHash hearing.contentHash disclosure.textHash',
	// Which note is whose only the phone knows; the mark is on the note for it to find (decision 015).
	'note.receipt installation.key publicNotice.statementUrl programmeMaterial.url'
].flatMap((line) => line.split(' '));

export const soundsSecret = /token|secret|code|hash|link|password|cookie|key|owner$|voter|receipt|url$/i;

export const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Every column of text or bytes there is, as `table.column`. SQLite only. */
export async function columnsOf(db: Kysely<Database>): Promise<string[]> {
	const { rows } = await sql<{ name: string }>`
		select m.name || '.' || c.name as name from sqlite_master m join pragma_table_info(m.name) c
		where m.type = 'table' and m.name not like 'kysely%' and (c.type like '%text%' or c.type like '%byte%')`.execute(db);
	return rows.map(({ name }) => camel(name));
}
