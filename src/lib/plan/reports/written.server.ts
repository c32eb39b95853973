import { canonicalJson, contentHash as hashOf } from '#lib/canonical.server.ts';
import { civilDate, type Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import { append } from '#lib/merkle/log.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { languageOf } from '#lib/people/queries.server.ts';
import { confidentialKinds } from '#lib/pii/detect.ts';
import { refuse } from '#lib/result.ts';
import { planOf } from '../queries.server.ts';
import { partsFor, reportDocument } from './build.server.ts';
import { halvesOf, mayWriteReports, type PartKey, type ReportKind } from './model.ts';
import { signature } from './text.ts';
import { editionsOf, ownWords, reportOf } from './writtenQueries.server.ts';

/**
 * The draft of a report: the one that is open, or a new one; after a submitted one it is a correction, which names that and begins with
 * its words. Refuses `notAllowed`, `missingPlan` (nothing adopted) and `missingHalf` (not of the plan's period, or not begun).
 */
export async function startReport(db: Db, actor: Actor, asked: { kind: ReportKind; half: string }, now: Instant) {
	if (!mayWriteReports(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	const { kind } = asked;
	const half = kind === 'half' ? asked.half : '';
	return command(db, async (trx) => {
		const found = await planOf(trx, municipalityId);
		if (!found?.inForce) return refuse('missingPlan');
		if (kind === 'half' && !halvesOf(found.plan, civilDate(now)).includes(half)) return refuse('missingHalf');
		const last = await trx
			.selectFrom('report')
			.select(['id', 'version', 'submittedAt'])
			.where('municipalityId', '=', municipalityId)
			.where('kind', '=', kind)
			.where('half', '=', half)
			.orderBy('version', 'desc')
			.executeTakeFirst();
		if (last && last.submittedAt === null) return { ok: true as const, reportId: last.id };
		const id = newId();
		const version = (last?.version ?? 0) + 1;
		const nothingYet = { submittedAt: null, submittedBy: null, recipient: '', content: null, contentHash: null, partnersAt: null };
		await trx
			.insertInto('report')
			.values({ id, municipalityId, kind, half, version, replacesId: last?.id ?? null, createdAt: now, createdBy: actor.id, ...nothingYet })
			.execute();
		for (const [part, { words }] of last ? await ownWords(trx, last.id) : [])
			await trx
				.insertInto('reportWords')
				.values({ reportId: id, part, municipalityId, words, edition: 1, changedBy: actor.id, changedAt: now })
				.execute();
		await record(trx, actor, 'report.start', { kind: 'report', id, detail: { kind, half, version } }, now);
		return { ok: true as const, reportId: id };
	});
}

/**
 * Own words beside a part of a draft. `edition` is what the writer had before them (0: nothing): whoever wrote meanwhile is not written
 * over. Refuses `notAllowed`, `notFound`, `closed` (submitted), `invalidPerson`, and `conflictWords` with the words that stand, their
 * edition and who wrote them.
 */
export async function writePart(
	db: Db,
	actor: Actor,
	written: { reportId: string; part: PartKey; words: string; edition: number },
	now: Instant
) {
	if (!mayWriteReports(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	const { reportId, part, words, edition } = written;
	const kinds = confidentialKinds(words);
	if (kinds.length > 0) return refuse('invalidPerson', { kinds });
	return command(db, async (trx) => {
		const report = await reportOf(trx, municipalityId, reportId);
		if (!report) return refuse('notFound');
		if (report.submittedAt !== null) return refuse('closed');
		const before = (await ownWords(trx, reportId)).get(part);
		if (before?.words === words) return { ok: true as const, edition: before.edition };
		if ((before?.edition ?? 0) !== edition)
			return refuse('conflictWords', { theirs: before?.words ?? '', edition: before?.edition ?? 0, byName: before?.byName ?? null });
		const row = { words, edition: edition + 1, changedBy: actor.id, changedAt: now };
		if (before) await trx.updateTable('reportWords').set(row).where('reportId', '=', reportId).where('part', '=', part).execute();
		else
			await trx
				.insertInto('reportWords')
				.values({ reportId, part, municipalityId, ...row })
				.execute();
		return { ok: true as const, edition: edition + 1 };
	});
}

/**
 * Submits a draft: its facts as they are now and its words, in the municipality's language and signed by who submits, are frozen and
 * hashed, and become a leaf of the log. `seen` is the sum of the editions that the submitter has read. Refuses `notAllowed`, `notFound`,
 * `closed`, `missingRecipient`, `missingPlan` and `conflict` (somebody wrote meanwhile).
 */
export async function submitReport(
	db: Db,
	actor: Actor,
	{ reportId, seen, recipient }: { reportId: string; seen: number; recipient: string },
	now: Instant
) {
	if (!mayWriteReports(actor)) return refuse('notAllowed');
	if (recipient === '') return refuse('missingRecipient');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const report = await reportOf(trx, municipalityId, reportId);
		if (!report) return refuse('notFound');
		if (report.submittedAt !== null) return refuse('closed');
		const words = await ownWords(trx, reportId);
		if (editionsOf(words) !== seen) return refuse('conflict');
		const reckoned = await partsFor(trx, actor, report.kind, report.half, await languageOf(trx, municipalityId), now);
		if (!reckoned) return refuse('missingPlan');
		const corrected = report.replacesId === null ? undefined : await reportOf(trx, municipalityId, report.replacesId);
		const content = canonicalJson(
			reportDocument(reckoned, words, signature(reckoned, { byName: actor.name, recipient, corrected, at: now }))
		);
		const contentHash = hashOf(content);
		await trx
			.updateTable('report')
			.set({ submittedAt: now, submittedBy: actor.id, recipient, content, contentHash })
			.where('id', '=', reportId)
			.execute();
		await append(trx, municipalityId, { kind: 'report', id: reportId, hash: contentHash, at: now });
		await record(trx, actor, 'report.submit', { kind: 'report', id: reportId, detail: { contentHash } }, now);
		return { ok: true as const, reportId };
	});
}
