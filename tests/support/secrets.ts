import { sql, type Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { newId } from '#lib/ids.ts';
import { newTotpSecret } from '#lib/people/secondFactor/totp.server.ts';
import { hashOf, newToken } from '#lib/tokens.server.ts';
import { now } from './world.ts';

/** Columns that hold a secret or what is derived of one: no page and no file gives a value of theirs to anybody. */
export const hidden = [
	'account.passwordHash session.id participant.tokenHash sheet.owner vote.voter arrival.mark harvestAnswer.mark cafeTable.harvester boardClient.owner boardEntry.owner',
	'personalCode.codeHash waitingPhone.tokenHash formerPhone.tokenHash',
	'invitation.tokenHash invitationLink.tokenHash evaluationTicket.tokenHash datePollLink.tokenHash hearingLink.tokenHash remarkLink.tokenHash reportLink.tokenHash',
	'followUpLink.tokenHash summaryReader.tokenHash mailStopLink.tokenHash calendarFeed.tokenHash',
	'hostRequest.tokenHash hostRequest.reminderHash speakerRequest.tokenHash speakerRequest.reminderHash mail.stopUrl passwordLink.tokenHash identityLink.tokenHash secondFactor.secret',
	'recoveryCode.codeHash once.answer'
].flatMap((line) => line.split(' '));

/** Codes that let somebody in for the day: for those who run it, who show them in the room. */
export const forTheDay = ['cafe.joinCode', 'cafe.joinToken', 'gatheringTerms.doorCode'];

/** Fingerprints of contents, which are shown so that they can be compared; and what only sounds like a secret. */
export const open = [
	'audit.hash logLeaf.hash cafeTable.frozenHash picture.hash summary.contentHash planVersion.contentHash planFile.hash reportFile.hash report.contentHash hearing.contentHash disclosure.textHash',
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

/** Puts a value in each of these columns that the demo leaves empty. */
export async function addSecrets(db: Kysely<Database>): Promise<void> {
	const { cafeId, boardId, ...at } = await db
		.selectFrom('cafeTable')
		.select(['id as cafeTableId', 'municipalityId', 'cafeId', 'boardId'])
		.where('number', '=', 1)
		.limit(1)
		.executeTakeFirstOrThrow();
	const { municipalityId } = at;
	const { gatheringId } = await db.selectFrom('cafe').select('gatheringId').where('id', '=', cafeId).executeTakeFirstOrThrow();
	const { id: noteId } = await db
		.selectFrom('note')
		.select('id')
		.where('cafeTableId', '=', at.cafeTableId)
		.limit(1)
		.executeTakeFirstOrThrow();
	const { id: invitationId } = await db.selectFrom('invitation').select('id').limit(1).executeTakeFirstOrThrow();
	await db
		.insertInto('sheet')
		.values({ ...at, boardId, round: 1, owner: newToken(), readyAt: null, revealedAt: null })
		.execute();
	await db
		.insertInto('vote')
		.values({ ...at, noteId, voter: newToken(), dot: 1 })
		.execute();
	await db
		.insertInto('arrival')
		.values({ ...at, round: 1, mark: newToken() })
		.execute();
	await db
		.insertInto('harvestAnswer')
		.values({ ...at, mark: newToken(), agrees: 'yes', seen: 'points' })
		.execute();
	await db.updateTable('cafeTable').set({ harvester: newToken() }).where('id', '=', at.cafeTableId).execute();
	const phone = { municipalityId, cafeId, tokenHash: hashOf(newToken()) };
	const nobody = { personId: null, attendanceId: null };
	await db
		.insertInto('personalCode')
		.values({ municipalityId, cafeId, ...nobody, codeHash: hashOf(newToken()) })
		.execute();
	const waiting = { id: newId(), ...nobody, name: 'Dal', unitId: null, joinedBy: 'tableCode', askedAt: now } as const;
	await db
		.insertInto('waitingPhone')
		.values({ ...phone, ...waiting })
		.execute();
	await db
		.insertInto('formerPhone')
		.values({ ...phone, tokenHash: hashOf(newToken()), reason: 'removed' })
		.execute();
	await db.insertInto('boardEntry').values({ boardId, root: 'notes', entryId: noteId, owner: newToken() }).execute();
	await db.insertInto('boardClient').values({ boardId, epoch: 0, clientId: 1, owner: newToken() }).execute();
	await db
		.insertInto('invitationLink')
		.values({ municipalityId, invitationId, tokenHash: hashOf(newToken()), createdAt: now })
		.execute();
	const terms = { municipalityId, gatheringId, answerBy: null, capacity: null, doorCode: 'BCDFGHJK' };
	await db.insertInto('gatheringTerms').values(terms).execute();
	await db
		.insertInto('once')
		.values({ id: hashOf(newToken()), answer: newToken(), at: now })
		.execute();
	// Of somebody who signs in nowhere here: those who do would be asked for a code.
	const { id: personId } = await db
		.selectFrom('person')
		.select('id')
		.where('municipalityId', '=', municipalityId)
		.where('id', 'not in', db.selectFrom('account').select('personId'))
		.orderBy('id')
		.limit(1)
		.executeTakeFirstOrThrow();
	const factor = { personId, municipalityId, secret: newTotpSecret(), confirmedAt: now, lastStep: 0, createdAt: now };
	await db.insertInto('secondFactor').values(factor).execute();
	await db
		.insertInto('identityLink')
		.values({
			tokenHash: hashOf(newToken()),
			municipalityId,
			personId,
			issuer: 'https://idp.example',
			subject: 'x',
			createdAt: now,
			expiresAt: now
		})
		.execute();
	await db
		.insertInto('recoveryCode')
		.values({ codeHash: hashOf(newToken()), municipalityId, personId })
		.execute();
	await db
		.updateTable('speakerRequest')
		.set({ reminderHash: sql`lower(hex(randomblob(32)))` })
		.execute();
	const host = { id: newId(), municipalityId, gatheringId, personId, cafeTableId: at.cafeTableId, tokenHash: hashOf(newToken()) };
	const asked = { letters: 1, answer: null, askedAt: now, remindedAt: now, answeredAt: null, takenBackAt: null, arrivedAt: null };
	await db
		.insertInto('hostRequest')
		.values({ ...host, ...asked, reminderHash: hashOf(newToken()) })
		.execute();
	await db
		.updateTable('mail')
		.set({ stopUrl: sql`'https://samling.stord.example/mail/' || ${newToken()} || '/stop'` })
		.execute();
}

/** The values of columns and which columns each is in. */
export async function secretsIn(db: Kysely<Database>, columns: readonly string[]): Promise<Map<string, string>> {
	const values = new Map<string, string>();
	for (const at of columns) {
		const [table, column] = at.split('.') as [string, string];
		const { rows } = await sql<{ value: string | null }>`select distinct ${sql.ref(column)} as value from ${sql.table(table)}`.execute(db);
		for (const { value } of rows) if (value) values.set(value, `${values.get(value) ?? ''} ${at}`.trim());
	}
	return values;
}

/** The secrets in the links of mails that have not left, and what they are kept as in those that have. */
export async function linksInMails(db: Kysely<Database>): Promise<Map<string, string>> {
	const mails = await db.selectFrom('mail').select(['text', 'html', 'calendar', 'stopUrl', 'kind']).execute();
	return new Map(
		mails.flatMap((mail) =>
			[
				...Object.values(mail)
					.join(' ')
					.matchAll(/\/[a-z]+\/([\w-]{22}|[0-9a-f]{64})(?![\w-])/g)
			].map(([, token]) => [token!, `a link in ${mail.kind}`] as const)
		)
	);
}
