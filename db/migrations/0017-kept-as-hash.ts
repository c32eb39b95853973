import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';

type Rows = {
	mail: { id: string; state: string; text: string; html: string; calendar: string | null; stopUrl: string | null };
	disclosure: { kind: string; subjectId: string; verdict: string };
	note: { id: string; cafeTableId: string; text: string };
	cluster: { id: string; cafeTableId: string; title: string };
	cafeTable: { id: string; boardId: string; frozenContent: string | null };
	board: { id: string; closedAt: string | null };
	boardUpdate: { boardId: string };
};

const link = /\/(invitation|speaker|poll|hearing|status|evaluation|summary|mail|calendar)\/([\w-]{22})(?![\w-])/g;
const hashed = (text: string) =>
	text.replace(link, (_, kind: string, token: string) => `/${kind}/sha256-${createHash('sha256').update(token).digest('hex')}`);

/** Links in mails that have left are kept as hashes, and what was masked is masked in what its table was frozen as. */
export async function up(database: Kysely<unknown>): Promise<void> {
	const db = database as Kysely<Rows>;
	const mails = await db
		.selectFrom('mail')
		.select(['id', 'text', 'html', 'calendar', 'stopUrl'])
		.where('state', 'in', ['sent', 'failed', 'bounced', 'cancelled'])
		.execute();
	for (const { id, text, html, calendar, stopUrl } of mails)
		await db
			.updateTable('mail')
			.set({
				text: hashed(text),
				html: hashed(html),
				calendar: calendar && hashed(calendar.replace(/\r?\n[ \t]/g, '')),
				stopUrl: stopUrl && hashed(stopUrl)
			})
			.where('id', '=', id)
			.execute();
	await maskFrozen(db);
}

/** The row of a masked note or cluster is masked already; the content it was frozen with, and its board, are not. */
async function maskFrozen(db: Kysely<Rows>): Promise<void> {
	const masked = db.selectFrom('disclosure').select('subjectId').where('verdict', '=', 'masked');
	const notes = await db.selectFrom('note').selectAll().where('id', 'in', masked).execute();
	const clusters = await db.selectFrom('cluster').selectAll().where('id', 'in', masked).execute();
	const texts = new Map([...notes.map(({ id, text }) => [id, text] as const), ...clusters.map(({ id, title }) => [id, title] as const)]);
	for (const tableId of new Set([...notes, ...clusters].map(({ cafeTableId }) => cafeTableId))) {
		const table = await db.selectFrom('cafeTable').selectAll().where('id', '=', tableId).executeTakeFirstOrThrow();
		if (table.frozenContent === null) continue;
		const content = JSON.parse(table.frozenContent) as {
			notes?: { id: string; text: string }[];
			clusters?: { id: string; title: string }[];
		};
		for (const note of content.notes ?? []) note.text = texts.get(note.id) ?? note.text;
		for (const cluster of content.clusters ?? []) cluster.title = texts.get(cluster.id) ?? cluster.title;
		await db
			.updateTable('cafeTable')
			.set({ frozenContent: JSON.stringify(content) })
			.where('id', '=', tableId)
			.execute();
		// No socket opens a closed board: what was frozen is all that is shown of it.
		await db.deleteFrom('boardUpdate').where('boardId', '=', table.boardId).execute();
	}
}
