import { nameOrder } from '#lib/text/names.ts';
import type { MailKind, MailState, MailTables } from '#db/schema/mail.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { withoutLinks } from '#lib/personalLink.server.ts';
import { linksChanged } from './links.server.ts';
import type { Counts } from './model.ts';

export type Mail = MailTables['mail'];
/** `recipient`: the one person that a batch goes to, null when there are more. */
export type Batch = {
	batch: string;
	kind: MailKind;
	documentId: string;
	title: string;
	recipient: string | null;
	createdAt: Instant;
	counts: Counts;
};

/** The batches of the outbox with how many mails are in each state, newest first; `only` gives that one alone. */
export async function batches(db: Db, municipalityId: string, only?: string): Promise<Batch[]> {
	const rows = await db
		.selectFrom('mail')
		.select((mail) => [
			'batch',
			'kind',
			'state',
			mail.fn.max('title').as('title'),
			mail.fn.max('documentId').as('documentId'),
			mail.fn.max('recipientName').as('recipient'),
			mail.fn.min('createdAt').as('createdAt'),
			mail.fn.countAll().as('count')
		])
		.where('municipalityId', '=', municipalityId)
		.$if(only !== undefined, (query) => query.where('batch', '=', only!))
		.groupBy(['batch', 'kind', 'state'])
		.execute();
	const found = new Map<string, Batch>();
	for (const { batch, kind, documentId, title, recipient, createdAt, state, count } of rows) {
		const only = Number(count) === 1 && !found.has(batch) ? recipient : null;
		const known = found.get(batch) ?? { batch, kind, documentId, title, recipient: only, createdAt, counts: {} };
		known.recipient = only;
		known.counts[state] = Number(count);
		if (createdAt < known.createdAt) known.createdAt = createdAt;
		found.set(batch, known);
	}
	return [...found.values()].sort((a, b) => b.createdAt.localeCompare(a.createdAt) || a.batch.localeCompare(b.batch));
}

/** How many mails about a document, all versions together, are in each state: what a page about that document may tell. */
export async function countsOf(db: Db, municipalityId: string, document: { kind: MailKind; id: string }): Promise<Counts> {
	const rows = await db
		.selectFrom('mail')
		.select((mail) => ['state', mail.fn.countAll().as('count')])
		.where('municipalityId', '=', municipalityId)
		.where('kind', '=', document.kind)
		.where('documentId', '=', document.id)
		.groupBy('state')
		.execute();
	return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
}

/** How many mails wait for somebody to release them. */
export async function heldCount(db: Db, municipalityId: string): Promise<number> {
	const row = await db
		.selectFrom('mail')
		.select((mail) => mail.fn.countAll().as('count'))
		.where('municipalityId', '=', municipalityId)
		.where('state', '=', 'held')
		.executeTakeFirstOrThrow();
	return Number(row.count);
}

/** How many mails of all municipalities are in each state. */
export async function countsOfAll(db: Db): Promise<{ state: MailState; count: number }[]> {
	const rows = await db
		.selectFrom('mail')
		.select((mail) => ['state', mail.fn.countAll().as('count')])
		.groupBy('state')
		.execute();
	return rows.map(({ state, count }) => ({ state, count: Number(count) }));
}

const troubled: MailState[] = ['failed', 'bounced', 'awaitingRetry'];

/** The mails of a batch as a list, those in trouble first, then by name. */
export async function mailsIn(db: Db, municipalityId: string, batch: string) {
	const rows = await db
		.selectFrom('mail')
		.select([
			'id',
			'recipientPersonId',
			'recipientName',
			'recipientEmail',
			'locale',
			'subject',
			'state',
			'attempts',
			'nextAttemptAt',
			'lastError',
			'sentAt'
		])
		.where('municipalityId', '=', municipalityId)
		.where('batch', '=', batch)
		.execute();
	const rank = (state: MailState) => (troubled.includes(state) ? troubled.indexOf(state) : troubled.length);
	return rows.sort((a, b) => rank(a.state) - rank(b.state) || nameOrder(a.recipientName, b.recipientName));
}

/**
 * One mail, whole but for the secrets of its links: they are the recipient's own. Undefined when it is not there or not this
 * municipality's.
 */
export async function oneMail(db: Db, municipalityId: string, id: string): Promise<Omit<Mail, 'stopUrl'> | undefined> {
	const mail = await db.selectFrom('mail').selectAll().where('municipalityId', '=', municipalityId).where('id', '=', id).executeTakeFirst();
	if (!mail) return undefined;
	const { stopUrl: _, ...shown } = { ...mail, ...linksChanged(mail, withoutLinks) };
	return shown;
}

/** Its neighbours in the batch, in the order of `mailsIn`, so that one can leaf through what is about to leave. */
export async function neighbours(db: Db, mail: Pick<Mail, 'id' | 'municipalityId' | 'batch'>) {
	const ids = (await mailsIn(db, mail.municipalityId, mail.batch)).map((one) => one.id);
	const at = ids.indexOf(mail.id);
	return { position: at + 1, of: ids.length, previous: ids[at - 1] ?? null, next: ids[at + 1] ?? null };
}
