import { textOf } from '#lib/i18n/named.ts';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { addSeries } from '#lib/cycle/series/commands.server.ts';
import { handOver, writeLessons } from '#lib/cycle/series/stewardship.server.ts';
import { docx } from '#lib/documents/docx.server.ts';
import { fillRole } from '#lib/people/units/positions.server.ts';
import { handoverPack } from '#lib/handover/pack.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { planned } from '../../support/gatherings.ts';
import { said } from '../../support/office.ts';
import { aMunicipality, now, type World } from '../../support/world.ts';

const later = '2018-04-16T08:00:00.000Z';

/**
 * A forum that goes from the programme leader to the housing office on 1 January 2018, written down on 15 January, and one held in March.
 */
async function handedOver(db: Kysely<Database>): Promise<World & { stewardshipId: string; gatheringId: string }> {
	const world = await aMunicipality(db);
	const cadence = {
		minPerYear: 1,
		maxPerYear: 2,
		preferredWeeks: [11],
		preferredWeekday: 3,
		startTime: '09:00',
		endTime: '15:00',
		inviteWeeks: 6
	};
	const added = await addSeries(
		db,
		world.leader,
		{
			...cadence,
			nameNn: 'Bustadsosialt forum',
			nameNb: 'Boligsosialt forum',
			legalBasis: '§ 5',
			aboutNn: null,
			aboutNb: null,
			steward: { unitId: null, roleNn: 'programleiar', roleNb: 'programleder', from: '2015-03-01', note: null },
			measure: { labelNn: 'Tiltak 3.1', labelNb: 'Tiltak 3.1', validFrom: '2016-01-01' }
		},
		now
	);
	if (!added.ok) throw new Error(added.reason);
	const role = { unitId: world.units.bustadkontor, roleNn: 'leiar for bustadkontoret', roleNb: 'leder for boligkontoret' };
	const handed = await handOver(db, world.leader, { seriesId: added.seriesId, ...role, from: '2018-01-01', note: null }, now);
	if (!handed.ok) throw new Error(handed.reason);
	await fillRole(
		db,
		world.leader,
		{
			unitId: world.units.nav,
			personId: world.staff.id,
			kind: 'leader',
			roleNn: 'einingsleiar',
			roleNb: 'enhetsleder',
			from: '2017-01-01'
		},
		now
	);
	const gatheringId = await planned(db, world, { seriesId: added.seriesId });
	await db.updateTable('gathering').set({ state: 'held', heldAt: later }).where('id', '=', gatheringId).execute();
	await db.updateTable('checklistItem').set({ doneAt: '2018-01-20T08:00:00.000Z' }).where('task', '!=', 'summary').execute();
	return { ...world, seriesId: added.seriesId, stewardshipId: handed.stewardshipId, gatheringId };
}

onBothDatabases('the pack that goes with a handover', (fresh) => {
	test('says from whom, to whom and since when, what is promised, the last programme, its recipe, whom to talk to and what is open', async () => {
		const db = await fresh();
		const { leader, stewardshipId } = await handedOver(db);
		const pack = (await handoverPack(db, leader, stewardshipId, 'nn', later))!;
		expect(pack).toMatchObject({ from: '2018-01-01', lessons: '' });
		const words = said(pack.document);
		for (const part of [
			'programleiar, utan fast eining',
			'leiar for bustadkontoret, Bustadkontoret',
			'måndag 1. januar 2018',
			'Tiltak 3.1: 1 gjennomført og 0 planlagde i 2018',
			'I 2017 vart 0 samlingar gjennomførte; kravet er minst 1.',
			'Heimel: § 5',
			'Siste program: Startlån og tilskot',
			'Innlegg og kafédialog',
			'einingsleiar',
			'Tilsett Tysnes',
			'Ikkje utført til «Startlån og tilskot»'
		])
			expect(words).toContain(part);
	});

	test('has what the one before writes to the next, also in the file, in the reader’s language', async () => {
		const db = await fresh();
		const { leader, staff, stranger, stewardshipId } = await handedOver(db);
		const lessons = 'Spør Husbanken før jul.\nLokalet var for lite.';
		expect(await writeLessons(db, staff, stewardshipId, lessons, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await writeLessons(db, stranger, stewardshipId, lessons, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await writeLessons(db, leader, stewardshipId, lessons, now)).toEqual({ ok: true });
		const pack = (await handoverPack(db, leader, stewardshipId, 'en', later))!;
		expect(pack.lessons).toBe(lessons);
		const file = unzipSync(new Uint8Array(await docx(pack.document)));
		const text = strFromU8(file['word/document.xml']!);
		for (const part of ['Handover of ', 'Boligsosialt forum', 'Spør Husbanken før jul.', 'Issues', 'Contacts'])
			expect(text).toContain(part);
		expect(textOf(pack.document.title)).toBe('Handover of Boligsosialt forum');
	});

	test('is read by those who plan the year and by the unit that takes over, and by nobody else', async () => {
		const db = await fresh();
		const { leader, facilitator, staff, partner, stranger, stewardshipId } = await handedOver(db);
		const read = async (who: typeof leader) => (await handoverPack(db, who, stewardshipId, 'nn', later)) !== undefined;
		expect(await Promise.all([leader, facilitator, staff, partner, stranger].map(read))).toEqual([true, true, false, false, false]);
		expect(await handoverPack(db, leader, 'nothing', 'nn', later)).toBeUndefined();
	});
});
