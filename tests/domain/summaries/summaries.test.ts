import { expect, test } from 'vitest';
import { trace } from '#lib/lineage.server.ts';
import { newId } from '#lib/ids.ts';
import * as summaries from '#lib/summaries/publication/commands.server.ts';
import { mailSummary } from '#lib/summaries/publication/mail.server.ts';
import * as points from '#lib/summaries/points/commands.server.ts';
import { forumPoints, ungathered } from '#lib/summaries/points/queries.server.ts';
import { versions } from '#lib/summaries/queries.server.ts';
import { audience, byLink, mailedTo } from '#lib/summaries/publication/readers.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aHarvest } from '../../support/harvest.ts';
import { rooms, writeDraft } from '../../support/rooms.ts';
import { aMunicipality, now } from '../../support/world.ts';
import type { Database } from '#db/schema.ts';
import type { Kysely } from 'kysely';

const later = '2018-01-15T09:00:00.000Z';

async function gathered(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const harvest = await aHarvest(db, world, [
		[
			{ text: 'Éin stad å ringje', votes: 5 },
			{ text: 'Same skjema overalt', votes: 2 }
		],
		[{ text: 'Eitt telefonnummer', votes: 4 }]
	]);
	const { gatheringId } = harvest;
	await points.gatherPoints(db, world.leader, gatheringId, now);
	const listed = await forumPoints(db, world.municipalityId, gatheringId);
	return { ...world, ...harvest, listed };
}

async function published(db: Kysely<Database>) {
	const world = await gathered(db);
	await summaries.startDraft(db, world.leader, world.gatheringId, now);
	const live = rooms(db);
	const done = await summaries.publish(db, live, world.leader, world.gatheringId, now);
	if (!done.ok) throw new Error(done.reason);
	return { ...world, ...done, live };
}

onBothDatabases("the forum's points", (fresh) => {
	test("every table's points are taken in once, with their table, notes and dots", async () => {
		const db = await fresh();
		const { leader, gatheringId, municipalityId, listed } = await gathered(db);
		expect(listed.map(({ text, tables, notes, votes }) => ({ text, tables, notes, votes }))).toEqual([
			{ text: 'Éin stad å ringje', tables: [1], notes: 1, votes: 5 },
			{ text: 'Same skjema overalt', tables: [1], notes: 1, votes: 2 },
			{ text: 'Eitt telefonnummer', tables: [2], notes: 1, votes: 4 }
		]);
		expect(await ungathered(db, municipalityId, gatheringId)).toEqual([]);
		expect(await points.gatherPoints(db, leader, gatheringId, later)).toEqual({ ok: true, added: 0 });
	});

	test('what a table has not handed in yet is not taken in, and is when it has', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { gatheringId, tables } = await aHarvest(db, world, [[{ text: 'Ferdig' }], [{ text: 'Enno i arbeid' }]]);
		const handedIn = (at: string | null) =>
			db.updateTable('cafeTable').set({ harvestedAt: at }).where('id', '=', tables[1]!.tableId).execute();
		await handedIn(null);
		expect(await points.gatherPoints(db, world.leader, gatheringId, now)).toEqual({ ok: true, added: 1 });
		await handedIn(now);
		expect(await points.gatherPoints(db, world.leader, gatheringId, later)).toEqual({ ok: true, added: 1 });
	});

	test('merging points of two tables keeps both reachable from the notes', async () => {
		const db = await fresh();
		const { leader, gatheringId, municipalityId, listed, tables } = await gathered(db);
		const merged = await points.mergePoints(
			db,
			leader,
			gatheringId,
			{ points: [listed[0]!.id, listed[2]!.id], text: 'Eitt nummer å ringje' },
			later
		);
		if (!merged.ok) throw new Error(merged.reason);
		const after = await forumPoints(db, municipalityId, gatheringId);
		expect(after.find((point) => point.id === merged.pointId)).toMatchObject({
			text: 'Eitt nummer å ringje',
			tables: [1, 2],
			notes: 2,
			votes: 9
		});
		expect(after).toHaveLength(2);
		for (const noteId of [tables[0]!.noteIds[0]!, tables[1]!.noteIds[0]!]) {
			const reached = await trace(db, municipalityId, { kind: 'note', id: noteId }, 'forward');
			expect(reached.map((link) => link.to.id)).toContain(merged.pointId);
		}
	});

	test('one point cannot be merged with itself, and a merged one not again', async () => {
		const db = await fresh();
		const { leader, gatheringId, listed } = await gathered(db);
		const [a, b, c] = listed.map((point) => point.id) as [string, string, string];
		expect(await points.mergePoints(db, leader, gatheringId, { points: [a, a], text: 'x' }, later)).toEqual({
			ok: false,
			reason: 'missing'
		});
		await points.mergePoints(db, leader, gatheringId, { points: [a, b], text: 'x' }, later);
		expect(await points.mergePoints(db, leader, gatheringId, { points: [a, c], text: 'y' }, later)).toEqual({
			ok: false,
			reason: 'conflict'
		});
	});

	test('the leader says what comes first and which unit and role starts', async () => {
		const db = await fresh();
		const { leader, gatheringId, municipalityId, listed, units } = await gathered(db);
		const pointId = listed[2]!.id;
		await points.markFirst(db, leader, gatheringId, { pointId, first: true }, later);
		await points.describePoint(db, leader, gatheringId, {
			pointId,
			text: 'Eitt nummer',
			starterUnitId: units.nav,
			starterRole: 'leiar',
			startBy: '2018-05-01'
		});
		expect((await forumPoints(db, municipalityId, gatheringId)).find((point) => point.id === pointId)).toMatchObject({
			text: 'Eitt nummer',
			firstAt: later,
			starterUnitId: units.nav,
			starterRole: 'leiar',
			startBy: '2018-05-01'
		});
		await points.markFirst(db, leader, gatheringId, { pointId, first: false }, later);
		expect((await forumPoints(db, municipalityId, gatheringId)).find((point) => point.id === pointId)?.firstAt).toBeNull();
	});

	test('a unit that is not ours starts nothing', async () => {
		const db = await fresh();
		const { leader, gatheringId, listed } = await gathered(db);
		const point = { pointId: listed[0]!.id, text: 'x', starterUnitId: 'framand', starterRole: '', startBy: null };
		expect(await points.describePoint(db, leader, gatheringId, point)).toEqual({ ok: false, reason: 'invalidUnit' });
	});

	test('staff do not work on points, and strangers do not find the gathering', async () => {
		const db = await fresh();
		const { staff, stranger, gatheringId } = await gathered(db);
		expect(await points.gatherPoints(db, staff, gatheringId, later)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await points.gatherPoints(db, stranger, gatheringId, later)).toEqual({ ok: false, reason: 'notFound' });
	});
});

onBothDatabases('a summary', (fresh) => {
	test('is drafted from the harvest with words and numbers', async () => {
		const db = await fresh();
		const { leader, gatheringId, municipalityId } = await gathered(db);
		expect(await summaries.startDraft(db, leader, gatheringId, now)).toMatchObject({ ok: true });
		const [draft] = await versions(db, municipalityId, gatheringId);
		expect(draft).toMatchObject({ version: 1, title: 'Oppsummering: Kven ringjer du?', publishedAt: null });
		expect(draft!.intro).toContain('Deltakarar: 2, frå 2 einingar');
		expect(draft!.intro).toContain('Lappar: 3, frå 2 bord');
	});

	test('cannot be drafted before anything is harvested, or twice', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { gatheringId } = await aHarvest(db, world, []);
		expect(await summaries.startDraft(db, world.leader, gatheringId, now)).toEqual({ ok: false, reason: 'empty' });
		const other = await gathered(db);
		await summaries.startDraft(db, other.leader, other.gatheringId, now);
		expect(await summaries.startDraft(db, other.leader, other.gatheringId, now)).toEqual({ ok: false, reason: 'duplicate' });
	});

	test('is frozen with a hash when published, and what came of its points can be followed to it', async () => {
		const db = await fresh();
		const { municipalityId, gatheringId, summaryId, hash, tables } = await published(db);
		const [frozen] = await versions(db, municipalityId, gatheringId);
		expect(frozen).toMatchObject({ id: summaryId, contentHash: hash, publishedAt: now });
		expect(JSON.parse(frozen!.content!).points.map((point: { text: string }) => point.text)).toEqual([
			'Éin stad å ringje',
			'Same skjema overalt',
			'Eitt telefonnummer'
		]);
		const reached = await trace(db, municipalityId, { kind: 'note', id: tables[0]!.noteIds[0]! }, 'forward');
		expect(reached.map((link) => link.to)).toContainEqual({ kind: 'summary', id: summaryId });
	});

	test('that is published cannot be published again or have its points changed', async () => {
		const db = await fresh();
		const { leader, gatheringId, listed, live } = await published(db);
		expect(await summaries.publish(db, live, leader, gatheringId, later)).toEqual({ ok: false, reason: 'closed' });
		expect(await points.markFirst(db, leader, gatheringId, { pointId: listed[0]!.id, first: true }, later)).toEqual({
			ok: false,
			reason: 'closed'
		});
	});

	test('is corrected by a new version, and the published one stays as it was', async () => {
		const db = await fresh();
		const { leader, gatheringId, municipalityId, hash, live } = await published(db);
		expect(await summaries.startDraft(db, leader, gatheringId, later)).toMatchObject({ ok: true });
		const write = (texts: Record<string, string>) => writeDraft(db, live, { municipalityId, gatheringId }, texts);
		await write({ title: 'Retta', correction: '' });
		expect(await summaries.publish(db, live, leader, gatheringId, later)).toEqual({ ok: false, reason: 'missingCorrection' });
		await write({ correction: 'Telefonnummeret var feil.' });
		expect(await summaries.publish(db, live, leader, gatheringId, later)).toMatchObject({ ok: true, version: 2 });
		const [second, first] = await versions(db, municipalityId, gatheringId);
		expect(second).toMatchObject({ version: 2, title: 'Retta' });
		expect(JSON.parse(second!.content!)).toMatchObject({ correction: 'Telefonnummeret var feil.' });
		expect(first).toMatchObject({ version: 1, contentHash: hash, publishedAt: now });
	});

	test('only the leader drafts and publishes', async () => {
		const db = await fresh();
		const { staff, stranger, gatheringId } = await gathered(db);
		expect(await summaries.startDraft(db, staff, gatheringId, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await summaries.startDraft(db, stranger, gatheringId, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await summaries.publish(db, rooms(db), staff, gatheringId, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await summaries.publish(db, rooms(db), stranger, gatheringId, now)).toEqual({ ok: false, reason: 'closed' });
	});

	test('goes to those who were there and to those invited who were not', async () => {
		const db = await fresh();
		const { gatheringId, municipalityId, leader, staff, facilitator, partner, person } = await published(db);
		const absent = await person('Borte Bjørnevik', null);
		await db
			.insertInto('invitation')
			.values({
				id: newId(),
				municipalityId,
				gatheringId,
				personId: absent.id,
				tokenHash: newId(),
				answer: 'declined',
				answeredAt: now,
				createdAt: now,
				waitingAt: null,
				offeredAt: null,
				offerUntil: null,
				needs: null,
				inPlaceOfId: null
			})
			.execute();
		await db.insertInto('gatheringPartner').values({ gatheringId, personId: partner.id, municipalityId }).execute();
		const people = await audience(db, municipalityId, gatheringId);
		expect(people.attended.map((one) => one.id).toSorted()).toEqual([staff.id, facilitator.id].toSorted());
		expect(people.invited.map((one) => one.id)).toEqual([absent.id]);
		expect(people.informed.map((one) => one.id)).toEqual([partner.id]);

		// Only who was there is told so.
		expect(await mailSummary(db, leader, gatheringId, 'https://samling.example', later)).toEqual({ ok: true, queued: 4 });
		expect(await mailedTo(db, municipalityId, (await versions(db, municipalityId, gatheringId))[0]!.id)).toBe(4);
		const textTo = async ({ id }: { id: string }) =>
			(await db.selectFrom('mail').select('text').where('recipientPersonId', '=', id).executeTakeFirstOrThrow()).text;
		expect(await textTo(staff)).toContain('Du var med, og her er det');
		expect(await textTo(absent)).toContain('Du kunne ikkje vere med denne gongen.');
		expect(await textTo(absent)).not.toMatch(/[Vv]ar med/);
		expect(await textTo(partner)).toContain('til orientering');
		expect(await textTo(partner)).not.toMatch(/[Vv]ar med|invitert/);
	});

	test('is mailed to each reader once, in their language, behind a link that opens that version', async () => {
		const db = await fresh();
		const { leader, staff, gatheringId, municipalityId, live } = await published(db);
		await db.updateTable('person').set({ locale: 'nb' }).where('id', '=', staff.id).execute();
		expect(await mailSummary(db, leader, gatheringId, 'https://samling.example', later)).toEqual({ ok: true, queued: 2 });
		expect(await mailSummary(db, leader, gatheringId, 'https://samling.example', later)).toEqual({ ok: true, queued: 0 });
		const mails = await db.selectFrom('mail').selectAll().where('municipalityId', '=', municipalityId).execute();
		expect(mails.map((mail) => mail.state)).toEqual(['held', 'held']);
		const bokmål = mails.find((mail) => mail.recipientPersonId === staff.id)!;
		expect(bokmål.text).toContain('Les hele oppsummeringen');
		expect(bokmål.text).toContain('deltar i Boligsosialt forum.');
		expect(bokmål.html).toContain('Éin stad å ringje');
		const token = /https:\/\/samling\.example\/summary\/(\S+)/.exec(bokmål.text)![1]!;
		expect(await byLink(db, token)).toMatchObject({ version: 1, superseded: false, reader: 'nb' });
		expect(await byLink(db, 'gjetta')).toBeUndefined();
		await summaries.startDraft(db, leader, gatheringId, later);
		await writeDraft(db, live, { municipalityId, gatheringId }, { correction: 'Retta.' });
		await summaries.publish(db, live, leader, gatheringId, later);
		expect(await byLink(db, token)).toMatchObject({ version: 1, superseded: true });
	});

	test('is not mailed before it is published, to nobody, by staff or by strangers', async () => {
		const db = await fresh();
		const { leader, staff, stranger, gatheringId } = await gathered(db);
		const mailBy = (actor: typeof leader) => mailSummary(db, actor, gatheringId, 'https://samling.example', later);
		expect(await mailBy(leader)).toEqual({ ok: false, reason: 'missing' });
		expect(await mailBy(staff)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await mailBy(stranger)).toEqual({ ok: false, reason: 'notFound' });
		await summaries.startDraft(db, leader, gatheringId, now);
		await summaries.publish(db, rooms(db), leader, gatheringId, now);
		await db.deleteFrom('attendance').execute();
		expect(await mailBy(leader)).toEqual({ ok: false, reason: 'empty' });
	});
});
