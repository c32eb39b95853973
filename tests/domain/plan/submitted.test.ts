import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { contentHash } from '#lib/canonical.server.ts';
import { setCost } from '#lib/gatherings/commands.server.ts';
import { newId } from '#lib/ids.ts';
import { leavesOf } from '#lib/merkle/log.server.ts';
import { addReading, saveIndicator } from '#lib/plan/indicators/commands.server.ts';
import { reportStatus } from '#lib/plan/document/status.server.ts';
import { reportFor } from '#lib/plan/reports/build.server.ts';
import { keepReportFiles, reportFile } from '#lib/plan/reports/files.server.ts';
import { mayReadReport } from '#lib/plan/reports/model.ts';
import { sealOfReport } from '#lib/plan/reports/seal.server.ts';
import { behindLink, countOpened, endShare, letPartnersRead, sharesOf, shareReport } from '#lib/plan/reports/shares.server.ts';
import { startReport, submitReport, writePart } from '#lib/plan/reports/written.server.ts';
import { editionsOf, ownWords, reportOf, reportsOf, submittedDocument } from '#lib/plan/reports/writtenQueries.server.ts';
import { eraseAccount } from '#lib/privacy/erasure.server.ts';
import { checkLogs, checkSeals } from '../../../src/seals.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { pdfText, said } from '../../support/office.ts';
import { adoptedStory } from '../../support/story.ts';
import { now } from '../../support/world.ts';

const origin = 'https://samling.example';
const aYearLater = '2019-01-20T08:00:00.000Z';
type Story = Awaited<ReturnType<typeof adoptedStory>>;

/** A draft of the final report with own words beside its measures. */
async function written(db: Kysely<Database>, { leader }: Story, words = 'Vi er komne eit stykke.', at = now) {
	const begun = await startReport(db, leader, { kind: 'final', half: '' }, at);
	if (!begun.ok) throw new Error(begun.reason);
	const { reportId } = begun;
	const before = (await ownWords(db, reportId)).get('measures')?.edition ?? 0;
	expect(await writePart(db, leader, { reportId, part: 'measures', words, edition: before }, at)).toMatchObject({ ok: true });
	return reportId;
}

async function submitted(db: Kysely<Database>, story: Story, words?: string, at = now) {
	const reportId = await written(db, story, words, at);
	const seen = editionsOf(await ownWords(db, reportId));
	expect(await submitReport(db, story.leader, { reportId, seen, recipient: 'Husbanken' }, at)).toEqual({ ok: true, reportId });
	return (await reportOf(db, story.municipalityId, reportId))!;
}

onBothDatabases('a report that is signed', (fresh) => {
	test('has own words beside each part, which nobody writes over unseen, and which are the words of who leads the work', async () => {
		const db = await fresh();
		const story = await adoptedStory(db);
		const { leader, staff } = story;
		const administrator = await story.person('Admin Austevoll', null, ['administrator']);
		expect(await startReport(db, staff, { kind: 'final', half: '' }, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await startReport(db, leader, { kind: 'half', half: '2015-2' }, now)).toEqual({ ok: false, reason: 'missingHalf' });
		const reportId = await written(db, story);
		expect(await startReport(db, administrator, { kind: 'final', half: '' }, now)).toEqual({ ok: true, reportId });
		const mine = { reportId, part: 'measures' as const, words: 'Mine ord.', edition: 0 };
		expect(await writePart(db, administrator, mine, now)).toEqual({
			ok: false,
			reason: 'conflictWords',
			theirs: 'Vi er komne eit stykke.',
			edition: 1,
			byName: leader.name
		});
		expect((await ownWords(db, reportId)).get('measures')).toMatchObject({ words: 'Vi er komne eit stykke.', edition: 1 });
		expect(await writePart(db, administrator, { ...mine, edition: 1 }, now)).toEqual({ ok: true, edition: 2 });
		expect(await writePart(db, leader, { ...mine, words: 'Ring Kari Nordmann på 971 23 456', edition: 2 }, now)).toMatchObject({
			ok: false,
			reason: 'invalidPerson'
		});
		expect(await submitReport(db, leader, { reportId, seen: 1, recipient: 'Husbanken' }, now)).toEqual({ ok: false, reason: 'conflict' });
		expect(await submitReport(db, leader, { reportId, seen: 2, recipient: '' }, now)).toEqual({ ok: false, reason: 'missingRecipient' });
	});

	test('never changes when a status, a number or a cost does: same words, same bytes, its hash in the log', async () => {
		const db = await fresh();
		const story = await adoptedStory(db);
		const { leader, municipalityId, measure, gatheringId } = story;
		const report = await submitted(db, story);
		await keepReportFiles(db, municipalityId, report, now);
		const files = async () => {
			const made = await Promise.all(
				(['pdf', 'docx'] as const).map((ending) => reportFile(db, municipalityId, report, ending, aYearLater))
			);
			return made.map((one) => (one?.ok ? one.content.toString('base64') : 'none'));
		};
		const before = await files();
		await reportStatus(db, leader, { elementId: measure, status: 'stopped', date: '2018-12-01' }, aYearLater);
		await setCost(db, leader, gatheringId, { kroner: 4500, what: 'Lunsj' }, aYearLater);
		const saved = await saveIndicator(
			db,
			leader,
			{
				id: null,
				nameNn: 'Bustadlause',
				nameNb: 'Bostedsløse',
				level: 'individual',
				unit: 'personar',
				source: 'Nav',
				qualityNote: ''
			},
			aYearLater
		);
		if (!saved.ok) throw new Error(saved.reason);
		await addReading(
			db,
			leader,
			{ indicatorId: saved.indicatorId, at: '2018', value: 10, shown: '10', publishedIn: null, isBaseline: false },
			aYearLater
		);
		expect(said((await reportFor(db, leader, 'final', '', 'nn', aYearLater))!)).toMatch(/Stoppa[\s\S]*4.500/);
		expect(await files()).toEqual(before);
		const after = (await reportOf(db, municipalityId, report.id))!;
		expect(after.content).toBe(report.content);
		expect(contentHash(after.content!)).toBe(after.contentHash);
		expect((await leavesOf(db, municipalityId)).filter(({ kind }) => kind === 'report')).toMatchObject([
			{ id: report.id, hash: report.contentHash, at: now }
		]);
		expect((await checkLogs(db)).faults).toEqual([]);
		expect((await checkSeals(db)).forged).toEqual([]);
		const text = await pdfText(Buffer.from(before[0]!, 'base64'));
		for (const words of ['Vi er komne eit stykke.', 'Husbanken', leader.name, report.contentHash!.slice(0, 20)])
			expect(text.replaceAll(/\s+/g, ' ')).toContain(words);
		expect(text).not.toMatch(/Stoppa|4.500/);
		expect(await writePart(db, leader, { reportId: report.id, part: 'cost', words: 'Meir', edition: 0 }, aYearLater)).toEqual({
			ok: false,
			reason: 'closed'
		});
		expect(await submitReport(db, leader, { reportId: report.id, seen: 1, recipient: 'Andre' }, aYearLater)).toEqual({
			ok: false,
			reason: 'closed'
		});
		await db
			.updateTable('report')
			.set({ content: after.content!.replace('stykke', 'langt stykke') })
			.execute();
		expect((await checkSeals(db)).forged).toEqual([`report ${report.id}`]);
		await db.updateTable('report').set({ contentHash: 'x' }).execute();
		expect((await checkLogs(db)).faults).toHaveLength(1);
	});

	test('is corrected by a new one that names it and begins with its words; both stay in the list', async () => {
		const db = await fresh();
		const story = await adoptedStory(db);
		const first = await submitted(db, story);
		const again = await submitted(db, story, 'Vi tok feil om tiltaket.', aYearLater);
		expect(again).toMatchObject({ version: 2, replacesId: first.id });
		expect(said(submittedDocument(again)!)).toContain(first.contentHash!.slice(0, 12));
		expect(await reportsOf(db, story.municipalityId)).toMatchObject([
			{ id: again.id, byName: story.leader.name, recipient: 'Husbanken', correctedById: null },
			{ id: first.id, submittedAt: now, correctedById: again.id }
		]);
		expect((await reportOf(db, story.municipalityId, first.id))!.content).toBe(first.content);
	});

	test('tells what people answered after the forums, never of fewer than five, and what the plan costs, never as a sum over unknowns', async () => {
		const db = await fresh();
		const story = await adoptedStory(db);
		const { leader, municipalityId, gatheringId } = story;
		const answer = () =>
			db.insertInto('evaluationAnswer').values({ id: newId(), municipalityId, gatheringId, tasks: 5, contact: 4, turn: 1 }).execute();
		const told = async () => said((await reportFor(db, leader, 'final', '', 'nn', now))!);
		expect(await told()).not.toContain('Kva deltakarane svara');
		for (let count = 0; count < 4; count++) await answer();
		const all = await told();
		const held = all.slice(all.indexOf('Kva deltakarane svara')).split('"Aktivitet"')[0]!;
		expect(held).toContain('for få svar');
		expect(held).not.toMatch(/100|\b4\b/);
		await answer();
		expect(await told()).toMatch(/"5"[\s\S]*100\s%[\s\S]*100\s%[\s\S]*0\s%/);
		expect(await told()).toMatch(/Tiltaka i planen","ikkje (oppgitt|gitt)/i);
		await db.updateTable('elementText').set({ costKr: 1000 }).where('elementId', '=', story.measure).execute();
		expect(await told()).toMatch(/Tiltaka i planen","1.000 kr"/);
	});

	test('loses the name of who is erased, from words and files, and says so beside the hash and the leaf that stay', async () => {
		const db = await fresh();
		const story = await adoptedStory(db);
		const { leader, municipalityId } = story;
		const administrator = await story.person('Admin Austevoll', null, ['administrator']);
		const report = await submitted(db, story);
		await keepReportFiles(db, municipalityId, report, now);
		expect(await eraseAccount(db, undefined, administrator, leader.id, aYearLater)).toMatchObject({ ok: true });
		const after = (await reportOf(db, municipalityId, report.id))!;
		expect(after.content).not.toContain(leader.name);
		expect(after.contentHash).toBe(report.contentHash);
		expect(await sealOfReport(db, municipalityId, after)).toMatchObject({ state: 'redacted' });
		const again = await reportFile(db, municipalityId, after, 'pdf', aYearLater);
		const text = again?.ok ? await pdfText(again.content) : '';
		expect(text).toContain('teke ut');
		expect(text).not.toContain(leader.name);
		expect((await checkLogs(db)).faults).toEqual([]);
	});
});

onBothDatabases('a shared report', (fresh) => {
	test('opens by its link until its last day or until it is ended, and tells which and when it was opened last', async () => {
		const db = await fresh();
		const story = await adoptedStory(db);
		const { leader, staff, municipalityId } = story;
		const draft = await written(db, story);
		const to = { recipient: 'Fylket', lastDay: '2018-01-29' };
		expect(await shareReport(db, leader, { reportId: draft, ...to }, origin, now)).toEqual({ ok: false, reason: 'closedDraft' });
		const { id: reportId } = await submitted(db, story, 'Ferdig.');
		expect(await shareReport(db, staff, { reportId, ...to }, origin, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await shareReport(db, leader, { reportId, ...to, lastDay: '2018-01-14' }, origin, now)).toEqual({
			ok: false,
			reason: 'invalidPast'
		});
		expect(await shareReport(db, leader, { reportId, ...to, lastDay: '2020-01-14' }, origin, now)).toEqual({
			ok: false,
			reason: 'limitDays'
		});
		const shared = await shareReport(db, leader, { reportId, ...to }, origin, now);
		if (!shared.ok) throw new Error(shared.reason);
		const token = shared.href.split('/').at(-1)!;
		expect(JSON.stringify(await db.selectFrom('reportLink').selectAll().execute())).not.toContain(token);
		const lastMinute = '2018-01-29T22:30:00.000Z';
		const open = await behindLink(db, token, lastMinute);
		if (open?.state !== 'open') throw new Error('closed');
		expect(open.report.id).toBe(reportId);
		await countOpened(db, open.linkId, lastMinute);
		expect(await sharesOf(db, municipalityId, reportId)).toMatchObject([{ recipient: 'Fylket', opened: 1, lastOpenedAt: lastMinute }]);
		expect(await behindLink(db, token, '2018-01-30T01:00:00.000Z')).toMatchObject({ state: 'expired' });
		expect(await endShare(db, staff, { reportId, linkId: open.linkId }, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await endShare(db, leader, { reportId, linkId: open.linkId }, now)).toEqual({ ok: true });
		expect(await endShare(db, leader, { reportId, linkId: open.linkId }, now)).toEqual({ ok: false, reason: 'closed' });
		const revoked = await behindLink(db, token, now);
		expect(revoked).toMatchObject({ state: 'revoked' });
		expect(revoked).not.toHaveProperty('report');
		expect(await behindLink(db, 'x'.repeat(22), now)).toBeUndefined();
	});

	test('is read by staff and readers when it is submitted, and by partners such as Husbanken when they are let in', async () => {
		const db = await fresh();
		const story = await adoptedStory(db);
		const { leader, staff, partner, municipalityId } = story;
		const reader = { roles: ['reader' as const] };
		const draft = (await reportOf(db, municipalityId, await written(db, story)))!;
		expect([leader, staff, partner, reader].map((one) => mayReadReport(one, draft))).toEqual([false, false, false, false]);
		const { id: reportId } = await submitted(db, story, 'Ferdig.');
		const may = async () => mayReadReport(partner, (await reportOf(db, municipalityId, reportId))!);
		const report = (await reportOf(db, municipalityId, reportId))!;
		expect([mayReadReport(staff, report), mayReadReport(reader, report), await may()]).toEqual([true, true, false]);
		expect(await letPartnersRead(db, staff, { reportId, may: true }, now)).toEqual({ ok: false, reason: 'notAllowed' });
		await letPartnersRead(db, leader, { reportId, may: true }, now);
		expect(await may()).toBe(true);
		await letPartnersRead(db, leader, { reportId, may: false }, now);
		expect(await may()).toBe(false);
	});
});
