import { expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { addMilliseconds, type Instant } from '#lib/dates.ts';
import { setUnsubscribed, unsubscribeTokens } from '#lib/mail/unsubscribe.server.ts';
import { adopt } from '#lib/plan/document/adoption.server.ts';
import { reportStatus } from '#lib/plan/document/status.server.ts';
import { addReading, saveIndicator } from '#lib/plan/indicators/commands.server.ts';
import { decide } from '#lib/plan/inputs/decisions.server.ts';
import { followMeasure, follows } from '#lib/plan/outcomes/followers.server.ts';
import { tellNews } from '#lib/plan/outcomes/measureNews.server.ts';
import { outcomesOf, threadOf } from '#lib/plan/thread/queries.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { atTheTable } from '../../support/harvest.ts';
import { told } from '../../support/thread.ts';
import { now } from '../../support/world.ts';

const origin = 'https://samling.example';
const days = (count: number): Instant => addMilliseconds(now, count * 24 * 60 * 60 * 1000);
const dayOf = (count: number) => days(count).slice(0, 10);

/** A measure that an anonymous note and a table led to, adopted, with an indicator; the staff member sat at the table. */
async function inForce(db: Kysely<Database>) {
	const thread = await told(db);
	const { leader, staff, inputs, measure, versionId, gatheringId, cafeTableId, municipalityId } = thread;
	await atTheTable(db, thread.world, gatheringId, staff, cafeTableId);
	const taken = { outcome: 'in' as const, reason: 'Det treng vi.', internalRemark: null };
	await decide(db, leader, inputs[0], { ...taken, change: { kind: 'existing', elementId: measure } }, now);
	await decide(db, leader, inputs[1], { ...taken, outcome: 'no', change: { kind: 'none' } }, now);
	const named = { id: null, nameNn: 'Ventetid', nameNb: 'Ventetid', level: 'system' as const, unit: '%', source: 'Nav', qualityNote: null };
	const saved = await saveIndicator(db, leader, named, now);
	if (!saved.ok) throw new Error(saved.reason);
	await db.updateTable('elementText').set({ indicatorId: saved.indicatorId }).where('elementId', '=', measure).execute();
	await adopt(db, leader, { date: dayOf(0), body: 'Stord kommunestyre', caseNumber: '18/12' }, now);
	const say = (status: 'ongoing' | 'done' | 'stopped', day: number, note: string | null = null) =>
		reportStatus(db, leader, { elementId: measure, status, date: dayOf(day), note }, days(day));
	const read = (shown: string, day: number) =>
		addReading(
			db,
			leader,
			{ indicatorId: saved.indicatorId, at: dayOf(day), value: Number(shown), shown, publishedIn: null, isBaseline: false },
			days(day)
		);
	const letters = () => db.selectFrom('mail').selectAll().where('kind', '=', 'measureNews').orderBy('createdAt').execute();
	const tell = (day: number) => tellNews(db, municipalityId, { origin }, days(day));
	return { ...thread, versionId, say, read, tell, letters };
}

onBothDatabases('how it goes after adoption', (fresh) => {
	test('is on the receipt: each status from its first day, why it was stopped, and the latest number', async () => {
		const db = await fresh();
		const { municipalityId, notes, say, read } = await inForce(db);
		const became = async () => (await outcomesOf(db, municipalityId, [notes.phone])).get(notes.phone)!;
		expect((await became()).stage).toBe('adopted');
		await say('ongoing', 1, 'Nav har byrja. Kari ringjer.');
		await say('ongoing', 2);
		expect((await became()).stage).toBe('underway');
		await read('40', 3);
		await say('stopped', 4, 'Det manglar pengar.');
		expect(await became()).toMatchObject({
			stage: 'stopped',
			measures: [
				{
					steps: [
						{ status: 'ongoing', date: dayOf(1), why: null },
						{ status: 'stopped', date: dayOf(4), why: 'Det manglar pengar.' }
					],
					reading: { shown: '40', nn: 'Ventetid' }
				}
			]
		});
		await say('done', 5);
		expect((await became()).stage).toBe('done');
	});

	test('is on the thread of the point', async () => {
		const db = await fresh();
		const { municipalityId, pointIds, say, read } = await inForce(db);
		await say('ongoing', 1);
		await read('40', 2);
		const thread = await threadOf(db, municipalityId, { kind: 'forumPoint', id: pointIds[0]! });
		expect(thread?.nodes.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['version', 'status', 'indicator', 'reading']));
		expect(thread?.nodes.find(({ kind }) => kind === 'status')?.items).toMatchObject([{ status: 'ongoing', at: dayOf(1) }]);
	});

	test('is one letter a person and day for all that is new, held for somebody to read, and never twice for the same state', async () => {
		const db = await fresh();
		const { staff, say, read, tell, letters } = await inForce(db);
		await say('ongoing', 1);
		await read('40', 1);
		expect(await tell(1)).toBe(0);
		expect(await tell(2)).toBe(1);
		expect(await tell(2)).toBe(0);
		const [first] = await letters();
		expect(first).toMatchObject({ state: 'held', recipientPersonId: staff.id, locale: 'nn' });
		expect(first?.text).toContain('I gang');
		expect(first?.text).toContain('Ventetid: 40');
		expect(first?.text).toContain('Éin stad å ringje');
		// Said again half a year after: nothing is new.
		await say('ongoing', 180);
		expect(await tell(181)).toBe(0);
		await say('stopped', 182, 'Det manglar pengar.');
		expect(await tell(183)).toBe(1);
		expect((await letters()).at(-1)?.text).toContain('Det manglar pengar.');
	});

	test('tells of what was adopted only, nothing that is older than a month, and not who wrote or who did not ask', async () => {
		const db = await fresh();
		const { leader, staff, measure, notes, say, tell, letters } = await inForce(db);
		await db.updateTable('note').set({ writtenBy: 'Anonym Austevoll' }).where('id', '=', notes.phone).execute();
		await say('ongoing', 1);
		expect(await tell(40)).toBe(0);
		await say('done', 41);
		expect(await tell(42)).toBe(1);
		expect((await letters()).map(({ recipientPersonId }) => recipientPersonId)).toEqual([staff.id]);
		expect(JSON.stringify(await letters())).not.toContain('Anonym');
		expect(await follows(db, leader, measure)).toBe(false);
	});

	test('reaches whoever asks for it from then on, until they take it back or say no thank you', async () => {
		const db = await fresh();
		const { leader, stranger, municipalityId, measure, goal, say, tell, letters } = await inForce(db);
		await say('ongoing', 1);
		expect(await followMeasure(db, stranger, { elementId: measure, follow: true }, days(2))).toEqual({ ok: false, reason: 'notFound' });
		expect(await followMeasure(db, leader, { elementId: goal, follow: true }, days(2))).toEqual({ ok: false, reason: 'notFound' });
		expect(await followMeasure(db, leader, { elementId: measure, follow: true }, days(2))).toEqual({ ok: true });
		expect(await follows(db, leader, measure)).toBe(true);
		// The staff member alone hears what was so before the leader asked.
		expect(await tell(3)).toBe(1);
		await say('done', 4);
		expect(await tell(5)).toBe(2);
		expect((await letters()).find(({ recipientPersonId }) => recipientPersonId === leader.id)?.text).toContain('Du bad om å få vite');
		const tokens = await unsubscribeTokens(db, municipalityId, 'measureNews', [leader.id], days(6));
		await setUnsubscribed(db, tokens.get(leader.id)!, true, days(6));
		await say('stopped', 7);
		expect(await tell(8)).toBe(1);
		await followMeasure(db, leader, { elementId: measure, follow: false }, days(9));
		expect(await follows(db, leader, measure)).toBe(false);
	});
});
