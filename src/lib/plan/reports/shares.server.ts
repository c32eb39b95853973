import { addDays, civilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { newId } from '#lib/ids.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { newPersonalLink } from '#lib/personalLink.server.ts';
import { refuse } from '#lib/result.ts';
import { hashOf } from '#lib/tokens.server.ts';
import { isOpenLink, linkDays, mayWriteReports } from './model.ts';
import { reportOf, type Report } from './writtenQueries.server.ts';

/**
 * A link to a submitted report for who has no account, until `lastDay` has passed. Its address is told once and kept nowhere. Refuses
 * `notAllowed`, `notFound`, `closedDraft` (not submitted yet), `missingRecipient`, `invalidPast` and `limitDays` (a day too far away).
 */
export async function shareReport(
	db: Db,
	actor: Actor,
	shared: { reportId: string; recipient: string; lastDay: CivilDate },
	origin: string,
	now: Instant
) {
	if (!mayWriteReports(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	const { reportId, recipient, lastDay } = shared;
	const today = civilDate(now);
	if (recipient === '') return refuse('missingRecipient');
	if (lastDay < today) return refuse('invalidPast');
	if (lastDay > addDays(today, linkDays.most)) return refuse('limitDays');
	const { tokenHash, href } = newPersonalLink('report', origin);
	return command(db, async (trx) => {
		const report = await reportOf(trx, municipalityId, reportId);
		if (!report) return refuse('notFound');
		if (report.submittedAt === null) return refuse('closedDraft');
		const id = newId();
		const unopened = { revokedAt: null, opened: 0, lastOpenedAt: null };
		await trx
			.insertInto('reportLink')
			.values({ id, municipalityId, reportId, recipient, tokenHash, lastDay, createdBy: actor.id, createdAt: now, ...unopened })
			.execute();
		await record(trx, actor, 'report.share', { kind: 'report', id: reportId, detail: { linkId: id, lastDay } }, now);
		return { ok: true as const, href };
	});
}

/** Ends a link before its last day. Refuses `notAllowed`, `notFound` and `closed` (ended before). */
export async function endShare(db: Db, actor: Actor, { reportId, linkId }: { reportId: string; linkId: string }, now: Instant) {
	if (!mayWriteReports(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const link = (await sharesOf(trx, municipalityId, reportId)).find(({ id }) => id === linkId);
		if (!link) return refuse('notFound');
		if (link.revokedAt !== null) return refuse('closed');
		await trx.updateTable('reportLink').set({ revokedAt: now }).where('id', '=', linkId).execute();
		await record(trx, actor, 'report.endShare', { kind: 'report', id: reportId, detail: { linkId } }, now);
		return { ok: true as const };
	});
}

/** Lets the accounts of partners (Husbanken) read a submitted report, or no longer. Refuses `notAllowed`, `notFound`, `closedDraft`. */
export async function letPartnersRead(db: Db, actor: Actor, { reportId, may }: { reportId: string; may: boolean }, now: Instant) {
	if (!mayWriteReports(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const report = await reportOf(trx, municipalityId, reportId);
		if (!report) return refuse('notFound');
		if (report.submittedAt === null) return refuse('closedDraft');
		await trx
			.updateTable('report')
			.set({ partnersAt: may ? (report.partnersAt ?? now) : null })
			.where('id', '=', reportId)
			.execute();
		await record(trx, actor, 'report.letPartnersRead', { kind: 'report', id: reportId, detail: { may } }, now);
		return { ok: true as const };
	});
}

/** The links to a report, newest first. */
export function sharesOf(db: Db, municipalityId: string, reportId: string) {
	return db
		.selectFrom('reportLink')
		.select(['id', 'recipient', 'lastDay', 'revokedAt', 'opened', 'lastOpenedAt'])
		.where('municipalityId', '=', municipalityId)
		.where('reportId', '=', reportId)
		.orderBy('createdAt', 'desc')
		.orderBy('id')
		.execute();
}

/** What a link leads to: its report while it is open, else since when it is not. Undefined when there was never such a link. */
export type Opened = { municipalityId: string; municipalityName: string; lastDay: CivilDate } & (
	{ state: 'open'; linkId: string; report: Report } | { state: 'expired' | 'revoked' }
);

/** Reads what a link leads to; `countOpened` counts. */
export async function behindLink(db: Db, token: string, now: Instant): Promise<Opened | undefined> {
	const link = await db
		.selectFrom('reportLink')
		.innerJoin('municipality', 'municipality.id', 'reportLink.municipalityId')
		.select(['reportLink.id', 'reportId', 'reportLink.municipalityId', 'municipality.name as municipalityName', 'lastDay', 'revokedAt'])
		.where('tokenHash', '=', hashOf(token))
		.executeTakeFirst();
	if (!link) return undefined;
	const { municipalityId, municipalityName, lastDay } = link;
	const told = { municipalityId, municipalityName, lastDay };
	if (!isOpenLink(link, civilDate(now))) return { ...told, state: link.revokedAt === null ? 'expired' : 'revoked' };
	const report = await reportOf(db, municipalityId, link.reportId);
	return report && { ...told, state: 'open', linkId: link.id, report };
}

/** That the page behind a link was opened: who shared it sees when last. Nothing is used up. */
export async function countOpened(db: Db, linkId: string, now: Instant): Promise<void> {
	await db
		.updateTable('reportLink')
		.set((row) => ({ opened: row('opened', '+', 1), lastOpenedAt: now }))
		.where('id', '=', linkId)
		.execute();
}

/** The language that a shared report is in: that of who shared it. Undefined for an unknown link. */
export async function languageOfReport(db: Db, token: string): Promise<Locale | undefined> {
	const link = await db
		.selectFrom('reportLink')
		.innerJoin('municipality', 'municipality.id', 'reportLink.municipalityId')
		.select('municipality.locale')
		.where('tokenHash', '=', hashOf(token))
		.executeTakeFirst();
	return link?.locale;
}
