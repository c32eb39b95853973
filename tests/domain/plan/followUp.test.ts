import type { Kysely } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { addElement } from '#lib/plan/document/elements.server.ts';
import { daysOf, roundOn } from '#lib/plan/followUp/model.ts';
import { askUnits, keepFollowUp, remindUnits } from '#lib/plan/followUp/commands.server.ts';
import { answerFollowUp, followUpBy } from '#lib/plan/followUp/responses.server.ts';
import { dutiesIn, latestFollowUp, statusHistory } from '#lib/plan/followUp/queries.server.ts';
import { parseForm } from '#lib/form.ts';
import { followUpAnswers } from '#lib/plan/followUp/input.ts';
import { heldInWords } from '#lib/plan/followUp/text.ts';
import { reportStatus, statuses } from '#lib/plan/document/status.server.ts';
import { adopt } from '#lib/plan/document/adoption.server.ts';
import { fillRole } from '#lib/people/units/positions.server.ts';
import { languageOfLink } from '../../../src/linkLanguage.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aDraft, aForum, words } from '../../support/plan.ts';
import { aMunicipality } from '../../support/world.ts';

const origin = 'https://samling.example';
const autumn = '2017-11-20T08:00:00.000Z';
const january = '2018-01-03T08:00:00.000Z';
const adoption = { date: '2017-11-20', body: 'Stord kommunestyre', caseNumber: '17/9' };

/** A plan in force with a measure of Nav's, whose leader is `nav`, one that nobody is named for, and one that the forum series keeps. */
async function inForce(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const { leader, units, seriesId } = world;
	const { goal, measure } = await aDraft(db, world);
	const nav = await world.person('Navn Navleiar', units.nav, ['staff']);
	await fillRole(
		db,
		leader,
		{ unitId: units.nav, personId: nav.id, kind: 'leader', roleNn: 'leiar', roleNb: 'leder', from: '2017-01-01' },
		autumn
	);
	const add = async (nn: string, more: object) => {
		const added = await addElement(db, leader, { kind: 'measure', ...words(nn, goal), ...more }, autumn);
		if (!added.ok) throw new Error(added.reason);
		return added.elementId;
	};
	const skjema = await add('Same skjema', { unitId: units.nav });
	const forum = await add('Halde forum', { seriesId });
	const adopted = await adopt(db, leader, adoption, autumn);
	if (!adopted.ok) throw new Error(adopted.reason);
	return { ...world, world, nav, skjema, forum, loose: measure };
}

const linksIn = async (db: Kysely<Database>, email: string) => {
	const mails = await db.selectFrom('mail').select(['text', 'state']).where('recipientEmail', '=', email).orderBy('createdAt').execute();
	return mails.map(({ text, state }) => ({ state, token: /\/status\/([\w-]+)/.exec(text)![1]! }));
};

describe('half-years', () => {
	test('are asked about in January and June', () => {
		expect(roundOn('2018-01-01').half).toBe('2017-2');
		expect(roundOn('2018-05-31')).toEqual({ half: '2017-2', opens: '2018-01-02', due: '2018-01-25' });
		expect(roundOn('2018-06-01')).toEqual({ half: '2018-1', opens: '2018-06-01', due: '2018-06-20' });
		expect(roundOn('2018-12-31').half).toBe('2018-1');
		expect(daysOf('2018-1')).toEqual({ from: '2018-01-01', to: '2018-06-30' });
	});

	test('are answered on one page: what is left open is left for later, and what is wrong is said beside its field', () => {
		const form = (fields: Record<string, string>) => {
			const data = new FormData();
			for (const [name, value] of Object.entries(fields)) data.set(name, value);
			return parseForm(followUpAnswers, data);
		};
		expect(
			form({ 'status-a': 'done', 'date-a': '2018-01-03', 'note-a': ' Ferdig\u0000 ', 'date-b': '2018-01-03', 'note-b': 'seinare' })
		).toMatchObject({
			ok: true,
			data: [{ elementId: 'a', status: 'done', date: '2018-01-03', note: 'Ferdig' }]
		});
		const wrong = form({ 'status-a': 'finito', 'date-a': '2018-02-30', 'note-a': 'x'.repeat(100_000) });
		expect(wrong.ok).toBe(false);
		if (!wrong.ok) expect(Object.keys(wrong.errors)).toEqual(['status-a', 'date-a', 'note-a']);
		expect(!wrong.ok && wrong.values['note-a']).toHaveLength(100_000);
	});
});

onBothDatabases('following up the plan', (fresh) => {
	test('asks whoever answers for a measure by a link of their own, and the measure that a series keeps answers itself', async () => {
		const db = await fresh();
		const { leader, municipalityId, world, nav, skjema, forum, loose } = await inForce(db);
		await aForum(db, world, []);
		expect(await askUnits(db, leader, origin, january)).toMatchObject({ ok: true, queued: 2 });
		const [toNav] = await linksIn(db, `${nav.id}@stord.example`);
		expect(toNav!.state).toBe('held');
		expect((await followUpBy(db, toNav!.token, january))?.measures.map((one) => one.elementId)).toEqual([skjema]);
		const [toLeader] = await linksIn(db, `${leader.id}@stord.example`);
		expect((await followUpBy(db, toLeader!.token, january))?.measures.map((one) => one.elementId)).toEqual([loose]);
		const [said] = (await statusHistory(db, municipalityId)).get(forum)!;
		expect(said).toMatchObject({ status: 'ongoing', source: 'ledger', held: 0, half: '2017-2', byName: null });
		const duty = { min: 1, year: 2017, state: 'broken' as const, lastDateToHold: '2017-12-15' };
		expect(heldInWords('nn', 0, said!.half, duty)).toBe('0 samlingar gjennomførte i 2017. Forpliktinga er ikkje oppfylt: minst 1 i året.');
		expect(heldInWords('nn', 0, said!.half, { ...duty, year: 2018 }), 'a duty of another year').toBe('0 samlingar gjennomførte i 2017.');
	});

	test('says of a duty what the wheel says: in June it is not broken while there are days left in the year', async () => {
		const db = await fresh();
		const { municipalityId, world } = await inForce(db);
		const obligation = {
			id: 'plikt',
			municipalityId,
			seriesId: world.seriesId,
			labelNn: 'Forum',
			labelNb: 'Forum',
			elementId: null,
			createdAt: january
		};
		await db
			.insertInto('obligation')
			.values({ ...obligation, minPerYear: 1, maxPerYear: 2, validFrom: '2018-01-01', validTo: null })
			.execute();
		const inWords = async (today: string) =>
			heldInWords('nn', 0, '2018-1', (await dutiesIn(db, municipalityId, 2018, today)).get(world.seriesId));
		expect(await inWords('2018-06-10')).toMatch(/er ikkje oppfylt enno: minst 1 i året\. Siste dag er .* desember 2018\.$/);
		expect(await inWords('2019-01-10')).toMatch(/Forpliktinga er ikkje oppfylt: minst 1 i året\.$/);
	});

	test('opens the page in the language of the mail: the person’s own, else the municipality’s', async () => {
		const db = await fresh();
		const { leader, nav } = await inForce(db);
		await askUnits(db, leader, origin, january);
		const [{ token } = { token: '' }] = await linksIn(db, `${nav.id}@stord.example`);
		const reads = () => languageOfLink(db, '/status/[token]', token);
		await db.updateTable('municipality').set({ locale: 'nb' }).execute();
		await db.updateTable('person').set({ locale: null }).where('id', '=', nav.id).execute();
		expect(await reads()).toBe('nb');
		await db.updateTable('person').set({ locale: 'en' }).where('id', '=', nav.id).execute();
		expect(await reads()).toBe('en');
		expect(await languageOfLink(db, '/status/[token]', 'ikkje ei lenkje')).toBeUndefined();
	});

	test('takes answers through the link, once or again, keeps them all, and says what is left', async () => {
		const db = await fresh();
		const { leader, municipalityId, nav, skjema, loose } = await inForce(db);
		await askUnits(db, leader, origin, january);
		const [{ token } = { token: '' }] = await linksIn(db, `${nav.id}@stord.example`);
		const answer = { elementId: skjema, status: 'ongoing' as const, date: '2018-01-03', note: 'Nav prøver det ut' };
		expect(await answerFollowUp(db, token, [{ ...answer, elementId: loose }], january)).toEqual({ ok: false, reason: 'conflict' });
		expect(await answerFollowUp(db, token, [], january)).toEqual({ ok: false, reason: 'missing' });
		expect(await answerFollowUp(db, token, [{ ...answer, date: '2018-02-01' }], january)).toEqual({ ok: false, reason: 'invalidFuture' });
		expect(await answerFollowUp(db, token, [{ ...answer, date: '2018-02-30' }], january)).toEqual({ ok: false, reason: 'invalidDate' });
		expect(await answerFollowUp(db, 'ikkje ei lenkje', [answer], january)).toEqual({ ok: false, reason: 'notFound' });
		expect(await answerFollowUp(db, token, [answer], january)).toEqual({ ok: true, left: 0 });
		expect(await answerFollowUp(db, token, [{ ...answer, status: 'done' }], '2018-01-04T08:00:00.000Z')).toEqual({ ok: true, left: 0 });
		expect((await statusHistory(db, municipalityId)).get(skjema)).toMatchObject([
			{ status: 'done', byName: 'Navn Navleiar', source: 'link', half: '2017-2' },
			{ status: 'ongoing', note: 'Nav prøver det ut' }
		]);
		expect((await statuses(db, municipalityId)).get(skjema)?.status).toBe('done');
		const june = '2018-06-02T08:00:00.000Z';
		expect(await answerFollowUp(db, token, [answer], june)).toEqual({ ok: false, reason: 'closed' });
	});

	test('asks by itself when a half-year opens, once, and reminds once those who have not answered', async () => {
		const db = await fresh();
		const { leader, municipalityId, nav, skjema } = await inForce(db);
		const count = async () =>
			Number(
				(
					await db
						.selectFrom('mail')
						.select((of) => of.fn.countAll().as('n'))
						.executeTakeFirstOrThrow()
				).n
			);
		await keepFollowUp(db, { origin }, autumn);
		expect(await count()).toBe(0);
		for (const now of [january, january, '2018-01-17T08:00:00.000Z']) await keepFollowUp(db, { origin }, now);
		expect(await count()).toBe(2);
		const [{ token } = { token: '' }] = await linksIn(db, `${nav.id}@stord.example`);
		await answerFollowUp(db, token, [{ elementId: skjema, status: 'done', date: '2018-01-03', note: null }], january);
		for (const now of ['2018-01-18T08:00:00.000Z', '2018-01-24T08:00:00.000Z', '2018-01-26T08:00:00.000Z'])
			await keepFollowUp(db, { origin }, now);
		expect(await count()).toBe(3);
		expect(await linksIn(db, `${leader.id}@stord.example`)).toHaveLength(2);
		expect(await latestFollowUp(db, municipalityId)).toMatchObject({
			half: '2017-2',
			people: [
				{ name: 'Leiar Leirvik', asked: 1, answered: 0 },
				{ name: 'Navn Navleiar', asked: 1, answered: 1 }
			]
		});
		expect(await askUnits(db, leader, origin, january)).toEqual({ ok: false, reason: 'duplicate' });
	});

	test('leaves measures alone that are done, and closes a link when its person has left', async () => {
		const db = await fresh();
		const { leader, nav, skjema, forum, loose } = await inForce(db);
		for (const elementId of [forum, loose]) await reportStatus(db, leader, { elementId, status: 'done', date: '2017-11-21' }, january);
		expect(await askUnits(db, leader, origin, january)).toMatchObject({ ok: true, queued: 1 });
		const [{ token } = { token: '' }] = await linksIn(db, `${nav.id}@stord.example`);
		await db.updateTable('person').set({ disabledAt: january }).where('id', '=', nav.id).execute();
		expect(await followUpBy(db, token, january)).toBeUndefined();
		expect(await answerFollowUp(db, token, [{ elementId: skjema, status: 'done', date: '2018-01-03', note: null }], january)).toEqual({
			ok: false,
			reason: 'notFound'
		});
	});

	test('is for those who lead the plan, of their own municipality, and of a plan that is adopted', async () => {
		const db = await fresh();
		const { leader, staff, stranger } = await inForce(db);
		expect(await askUnits(db, staff, origin, january)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await askUnits(db, stranger, origin, january)).toEqual({ ok: false, reason: 'missingPlan' });
		await askUnits(db, leader, origin, january);
		const { id } = await db.selectFrom('followUp').select('id').executeTakeFirstOrThrow();
		expect(await remindUnits(db, staff, id, origin, january)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await remindUnits(db, stranger, id, origin, january)).toEqual({ ok: false, reason: 'notFound' });
		expect(await remindUnits(db, leader, id, origin, '2018-06-02T08:00:00.000Z')).toEqual({ ok: false, reason: 'closed' });
		expect(await remindUnits(db, leader, id, origin, january)).toEqual({ ok: true, queued: 2 });
	});
});
