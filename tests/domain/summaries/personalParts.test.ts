import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { newId } from '#lib/ids.ts';
import { setUnsubscribed, unsubscribeTokens } from '#lib/mail/unsubscribe.server.ts';
import * as summaries from '#lib/summaries/publication/commands.server.ts';
import { mailSummary } from '#lib/summaries/publication/mail.server.ts';
import { audience } from '#lib/summaries/publication/readers.server.ts';
import { personalParts } from '#lib/summaries/publication/personalParts.server.ts';
import * as points from '#lib/summaries/points/commands.server.ts';
import { forumPoints } from '#lib/summaries/points/queries.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aHarvest, atTheTable } from '../../support/harvest.ts';
import { rooms } from '../../support/rooms.ts';
import { aMunicipality, now } from '../../support/world.ts';

/** A published forum where the staff member sat at table 1 and wrote a note there under their own name. */
async function said(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const harvest = await aHarvest(db, world, [[{ text: 'Éin stad å ringje' }], [{ text: 'Same skjema' }]]);
	const { gatheringId, tables } = harvest;
	await atTheTable(db, world, gatheringId, world.staff, tables[0]!.tableId);
	const note = async (writtenBy: string, text: string) => {
		const id = newId();
		await db
			.insertInto('note')
			.values({
				id,
				municipalityId: world.municipalityId,
				cafeTableId: tables[0]!.tableId,
				clusterId: null,
				position: 9,
				text,
				round: 1,
				writtenBy,
				votes: 0,
				receipt: null
			})
			.execute();
		return id;
	};
	await note(world.staff.name, 'Skriven under namn');
	await note('Nav Stord', 'Skriven under eininga');
	await note('', 'Skriven av ingen');
	await points.gatherPoints(db, world.leader, gatheringId, now);
	const [first] = await forumPoints(db, world.municipalityId, gatheringId);
	await points.describePoint(db, world.leader, gatheringId, {
		pointId: first!.id,
		text: first!.text,
		starterUnitId: world.units.nav,
		starterRole: 'einingsleiar',
		startBy: '2018-05-01'
	});
	await summaries.startDraft(db, world.leader, gatheringId, now);
	await summaries.publish(db, rooms(db), world.leader, gatheringId, now);
	return { ...world, ...harvest };
}

onBothDatabases('the personal part of a summary', (fresh) => {
	test('is my table, my notes where I chose to be known, and what my unit starts with', async () => {
		const db = await fresh();
		const { municipalityId, gatheringId, staff, facilitator } = await said(db);
		const parts = await personalParts(db, municipalityId, gatheringId);
		expect(parts.get(staff.id)).toEqual({
			tables: [{ number: 1, question: 'Spørsmål 1', points: ['Éin stad å ringje'] }],
			notes: [{ text: 'Skriven under namn', firstText: null }],
			actions: [{ text: 'Éin stad å ringje', role: 'einingsleiar', startBy: '2018-05-01' }]
		});
		expect(parts.get(facilitator.id)).toBeUndefined();
	});

	test('names no table of a round that was planned and never held', async () => {
		const db = await fresh();
		const { municipalityId, gatheringId, staff, tables } = await said(db);
		const seat = await db.selectFrom('seat').selectAll().executeTakeFirstOrThrow();
		const { round } = await db.selectFrom('cafe').select('round').where('id', '=', seat.cafeId).executeTakeFirstOrThrow();
		const later = { ...seat, round: round + 1, cafeTableId: tables[1]!.tableId };
		await db.insertInto('seat').values(later).execute();
		const own = async () => (await personalParts(db, municipalityId, gatheringId)).get(staff.id)?.tables.map(({ number }) => number);
		expect(await own()).toEqual([1]);
		await db
			.updateTable('cafe')
			.set({ round: round + 1 })
			.execute();
		expect(await own()).toEqual([1, 2]);
	});

	test('traces no note to anybody when two at the café have the name it was written under', async () => {
		const db = await fresh();
		const { municipalityId, gatheringId, staff, person, units, tables, ...world } = await said(db);
		const namesake = await person(staff.name, units.heime, ['staff']);
		await atTheTable(db, { ...world, municipalityId }, gatheringId, namesake, tables[1]!.tableId);
		const parts = await personalParts(db, municipalityId, gatheringId);
		expect(parts.get(staff.id)?.notes).toEqual([]);
		expect(parts.get(namesake.id)?.notes).toEqual([]);
	});

	test('is in the reader’s own mail and in nobody else’s', async () => {
		const db = await fresh();
		const { gatheringId, leader, staff, facilitator } = await said(db);
		await mailSummary(db, leader, gatheringId, 'https://samling.example', now);
		const mails = await db.selectFrom('mail').selectAll().execute();
		const own = mails.find((mail) => mail.recipientPersonId === staff.id)!;
		expect(own.text).toContain('Skriven under namn');
		expect(own.text).toContain('Bord 1: Spørsmål 1');
		expect(own.text).toContain('einingsleiar, tysdag 1. mai 2018');
		expect(mails.find((mail) => mail.recipientPersonId === facilitator.id)!.text).not.toContain('Skriven under namn');
	});

	test('goes to the chosen audiences only, and the others can be added later', async () => {
		const db = await fresh();
		const { gatheringId, leader, partner, municipalityId } = await said(db);
		await db.insertInto('gatheringPartner').values({ gatheringId, personId: partner.id, municipalityId }).execute();
		expect(await mailSummary(db, leader, gatheringId, 'https://samling.example', now, { audiences: ['informed'] })).toEqual({
			ok: true,
			queued: 1
		});
		expect(await mailSummary(db, leader, gatheringId, 'https://samling.example', now)).toEqual({ ok: true, queued: 2 });
	});

	test('goes to units, persons and addresses for information, and not to who is left out; who would get none is told apart', async () => {
		const db = await fresh();
		const setting = await said(db);
		const { gatheringId, leader, staff, facilitator, municipalityId, units, person } = setting;
		const anna = await person('Anna Aker', units.nav);
		const bo = await person('Bo Berg', units.heime);
		const kari = await person('Kari Kvam', units.heime);
		const tokens = await unsubscribeTokens(db, municipalityId, 'summary', [kari.id], now);
		await setUnsubscribed(db, tokens.get(kari.id)!, true, now);
		await db.updateTable('person').set({ email: null }).where('id', '=', staff.id).execute();
		const people = await audience(db, municipalityId, gatheringId);
		expect(people.attended.map(({ id }) => id)).toEqual([facilitator.id]);
		expect(people.unreached).toEqual([{ id: staff.id, name: staff.name, why: 'noAddress' }]);
		const mail = (to: Partial<Parameters<typeof mailSummary>[5]>) =>
			mailSummary(db, leader, gatheringId, 'https://samling.example', now, { audiences: [], ...to });
		expect(await mail({ addresses: 'utan adresse' })).toEqual({ ok: false, reason: 'invalidAddresses', unread: ['utan adresse'] });
		const to = { audiences: ['attended' as const], unitIds: [units.heime], personIds: [anna.id], without: [facilitator.id] };
		const addresses = `Avisa <tips@avisa.example>, ${anna.id}@stord.example`;
		expect(await mail({ ...to, addresses })).toEqual({ ok: true, queued: 3 });
		const mails = await db.selectFrom('mail').selectAll().orderBy('recipientName').execute();
		expect(mails.map(({ recipientName }) => recipientName)).toEqual(['Anna Aker', 'Avisa', 'Bo Berg']);
		for (const { text } of mails) expect(text).toContain('til orientering');
		expect(mails[1]).toMatchObject({ recipientPersonId: null, stopUrl: null });
		expect(mails[1]!.text).not.toContain('/summary/');
		expect(bo.id).toBe(mails[2]!.recipientPersonId);
		// Who was left out can be written to later; who has it is not counted any more.
		const { id: summaryId } = await db.selectFrom('summary').select('id').where('publishedAt', 'is not', null).executeTakeFirstOrThrow();
		expect((await audience(db, municipalityId, gatheringId, summaryId)).attended.map(({ id }) => id)).toEqual([facilitator.id]);
		expect(await mail({ audiences: ['attended'] })).toEqual({ ok: true, queued: 1 });
		expect((await audience(db, municipalityId, gatheringId, summaryId)).attended).toEqual([]);
	});

	test('is not mailed to who said no thank you to summaries, and its foot has the link that says so', async () => {
		const db = await fresh();
		const { gatheringId, leader, staff, municipalityId } = await said(db);
		const tokens = await unsubscribeTokens(db, municipalityId, 'summary', [staff.id], now);
		await setUnsubscribed(db, tokens.get(staff.id)!, true, now);
		expect(await mailSummary(db, leader, gatheringId, 'https://samling.example', now)).toEqual({ ok: true, queued: 1 });
		const mail = await db.selectFrom('mail').selectAll().executeTakeFirstOrThrow();
		expect(mail.stopUrl).toMatch(/^https:\/\/samling\.example\/mail\/\S+\/stop$/);
		expect(mail.text).toContain(mail.stopUrl!);
	});
});
