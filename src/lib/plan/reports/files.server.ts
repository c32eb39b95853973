import { contentHash } from '#lib/canonical.server.ts';
import { createHash } from 'node:crypto';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { endings, fileOf } from '#lib/documents/pdf/file.server.ts';
import type { Written } from '#lib/documents/pdf/pdf.server.ts';
import { newId } from '#lib/ids.ts';
import { hashFact } from './text.ts';
import { submittedDocument, type Report } from './writtenQueries.server.ts';

type Ending = (typeof endings)[number];

/**
 * The file of a submitted report, made once from what was frozen and kept: the same bytes ever after. Undefined for a draft. Refuses
 * `missingCompiler` where this machine can't write PDF: the next one that can makes it.
 */
export async function reportFile(
	db: Db,
	municipalityId: string,
	report: Report,
	ending: Ending,
	now: Instant
): Promise<Written | undefined> {
	const document = submittedDocument(report);
	if (!document || report.contentHash === null) return undefined;
	const there = await kept(db, report.id, ending);
	if (there) return { ok: true, content: there };
	const hashed = hashFact(document.locale, report.contentHash, contentHash(report.content!) === report.contentHash);
	const written = await fileOf({ ...document, blocks: [...document.blocks, { facts: [hashed] }] }, ending, report.submittedAt!);
	if (!written.ok) return written;
	return keep(db, { municipalityId, reportId: report.id }, ending, written.content, now);
}

/** Who came first has made it: nobody's bytes take the place of others. */
async function keep(db: Db, of: { municipalityId: string; reportId: string }, ending: Ending, content: Buffer, now: Instant) {
	const hash = createHash('sha256').update(content).digest('hex');
	return command(db, async (trx): Promise<{ ok: true; content: Buffer }> => {
		const first = await kept(trx, of.reportId, ending);
		if (first) return { ok: true, content: first };
		const row = { id: newId(), ...of, name: `report.${ending}`, hash, size: content.length, content, madeAt: now, takenOutAt: null };
		await trx.insertInto('reportFile').values(row).execute();
		return { ok: true, content };
	});
}

/** Makes the files of a report that was submitted just now; what this machine can't make is made when it is asked for. */
export async function keepReportFiles(db: Db, municipalityId: string, report: Report, now: Instant): Promise<void> {
	for (const ending of endings) await reportFile(db, municipalityId, report, ending, now);
}

async function kept(db: Db, reportId: string, ending: Ending): Promise<Buffer | undefined> {
	const row = await db
		.selectFrom('reportFile')
		.select('content')
		.where('reportId', '=', reportId)
		.where('name', '=', `report.${ending}`)
		.where('takenOutAt', 'is', null)
		.executeTakeFirst();
	return row?.content ? Buffer.from(row.content) : undefined;
}
