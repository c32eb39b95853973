import { expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { saveSchoolYear } from '#lib/cycle/dates/schoolBreaks.server.ts';
import * as commands from '#lib/cycle/series/commands.server.ts';
import * as fixedPoints from '#lib/cycle/wheel/entries.server.ts';
import * as input from '#lib/cycle/series/input.ts';
import { allSeries, obligationsIn, seriesById } from '#lib/cycle/series/queries.server.ts';
import { suggestionsFor, wheelOf } from '#lib/cycle/wheel/queries.server.ts';
import { parseForm } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

const cadence: commands.Cadence = {
	nameNn: 'Bustadsosialt forum',
	nameNb: 'Boligsosialt forum',
	minPerYear: 1,
	maxPerYear: 2,
	preferredWeeks: [42, 11, 11],
	preferredWeekday: 3,
	startTime: '09:00',
	endTime: '15:00',
	inviteWeeks: 6,
	legalBasis: null,
	aboutNn: null,
	aboutNb: null
};
const steward = { unitId: null, roleNn: 'programleiar', roleNb: 'programleder', from: '2015-03-01', note: null };
const entry: fixedPoints.NewEntry = {
	kind: 'body',
	titleNn: 'Rådgjevingsgruppa',
	titleNb: 'Rådgivningsgruppa',
	date: '2018-01-09',
	month: null,
	recurs: 'monthly',
	ownerUnitId: null,
	ownerRoleNn: null,
	ownerRoleNb: null,
	leadWeeks: 0
};
/** How many statements reach the database while `work` runs. */
async function statements(db: Kysely<Database>, work: (db: Kysely<Database>) => Promise<unknown>): Promise<number> {
	let count = 0;
	const counting = db.withPlugin({
		transformQuery: ({ node }) => ((count += 1), node),
		transformResult: async ({ result }) => result
	});
	await work(counting);
	return count;
}

test('a form with a cadence of zero, of no week or with words for numbers says beside each field what it takes, and keeps what was typed', () => {
	const form = new FormData();
	const typed = { seriesId: 'a', nameNn: 'Forum', minPerYear: '0', maxPerYear: 'to', preferredWeeks: '54', preferredWeekday: '3' };
	for (const [name, value] of Object.entries({ ...typed, startTime: '09:00', endTime: '15:00', inviteWeeks: '6' })) form.set(name, value);
	const read = parseForm(input.changedSeries, form);
	expect(read).toMatchObject({ ok: false, values: { minPerYear: '0', maxPerYear: 'to' } });
	const errors = read.ok ? {} : read.errors;
	expect(Object.keys(errors)).toEqual(['minPerYear', 'maxPerYear', 'preferredWeeks']);
	const count = m.common_whole_number({ min: 1, max: 12 });
	expect(errors).toEqual({ minPerYear: count, maxPerYear: count, preferredWeeks: m.cycle_weeks_wrong() });
});

onBothDatabases('the cycle', (fresh) => {
	test('a series is made with its first steward, and with the obligation it keeps', async () => {
		const db = await fresh();
		const { leader, municipalityId } = await aMunicipality(db);
		const made = await commands.addSeries(
			db,
			leader,
			{ ...cadence, steward, measure: { labelNn: 'Tiltak 3.1', labelNb: 'Tiltak 3.1', validFrom: '2016-06-01' } },
			now
		);
		if (!made.ok) throw new Error(made.reason);
		expect((await seriesById(db, municipalityId, made.seriesId))?.preferredWeeks).toEqual([11, 42]);
		expect(await db.selectFrom('stewardship').select(['roleNn', 'validTo']).where('seriesId', '=', made.seriesId).execute()).toEqual([
			{ roleNn: 'programleiar', validTo: null }
		]);
		expect((await obligationsIn(db, municipalityId, 2018)).map((row) => [row.id, row.minPerYear, row.maxPerYear])).toEqual([
			[made.obligationId, 1, 2]
		]);
		expect(await obligationsIn(db, municipalityId, 2015)).toEqual([]);
	});

	test('a cadence of none a year, of no week, or with the evening before the morning is refused', async () => {
		const db = await fresh();
		const { leader, seriesId } = await aMunicipality(db);
		const series = { ...cadence, steward, measure: null };
		expect(await commands.addSeries(db, leader, { ...series, minPerYear: 0 }, now)).toEqual({ ok: false, reason: 'invalidCadence' });
		expect(await commands.addSeries(db, leader, { ...series, minPerYear: 3 }, now)).toEqual({ ok: false, reason: 'invalidCadence' });
		expect(await commands.addSeries(db, leader, { ...series, preferredWeeks: [] }, now)).toEqual({ ok: false, reason: 'missingWeeks' });
		expect(await commands.changeSeries(db, leader, seriesId, { ...cadence, endTime: '09:00' }, now)).toEqual({
			ok: false,
			reason: 'invalidTime'
		});
	});

	test('a series cannot be stewarded by a unit that is not there, or not there yet', async () => {
		const db = await fresh();
		const { leader, units } = await aMunicipality(db);
		await db.updateTable('unit').set({ validFrom: '2017-10-02' }).where('id', '=', units.bustadkontor).execute();
		const series = { ...cadence, measure: null };
		expect(await commands.addSeries(db, leader, { ...series, steward: { ...steward, unitId: 'nowhere' } }, now)).toEqual({
			ok: false,
			reason: 'invalidUnit'
		});
		expect(await commands.addSeries(db, leader, { ...series, steward: { ...steward, unitId: units.bustadkontor } }, now)).toEqual({
			ok: false,
			reason: 'closedUnit'
		});
	});

	test('staff read the wheel and change nothing in it', async () => {
		const db = await fresh();
		const { staff, seriesId, leader } = await aMunicipality(db);
		const made = await fixedPoints.addEntry(db, leader, entry, now);
		if (!made.ok) throw new Error(made.reason);
		const refused = { ok: false, reason: 'notAllowed' };
		expect(await commands.addSeries(db, staff, { ...cadence, steward, measure: null }, now)).toEqual(refused);
		expect(await commands.changeSeries(db, staff, seriesId, cadence, now)).toEqual(refused);
		expect(await commands.tieObligation(db, staff, 'any', null, now)).toEqual(refused);
		expect(await fixedPoints.addEntry(db, staff, entry, now)).toEqual(refused);
		expect(await fixedPoints.cancelEntry(db, staff, made.entryId, now)).toEqual(refused);
		expect(await saveSchoolYear(db, staff, 2017, [], now)).toEqual(refused);
	});

	test('a changed cadence is what the next suggestions follow', async () => {
		const db = await fresh();
		const { leader, municipalityId, seriesId } = await aMunicipality(db);
		expect(await commands.changeSeries(db, leader, seriesId, { ...cadence, preferredWeeks: [20], preferredWeekday: 2 }, now)).toEqual({
			ok: true
		});
		const found = await suggestionsFor(db, municipalityId, { seriesId, year: 2018, today: '2018-01-15', gatherings: [] }, 'nn');
		expect(found?.dates[0]?.date).toBe('2018-05-15');
	});

	test("a neighbour's series, entries and breaks cannot be touched, nor seen", async () => {
		const db = await fresh();
		const { leader, stranger, seriesId } = await aMunicipality(db);
		const made = await fixedPoints.addEntry(db, leader, entry, now);
		if (!made.ok) throw new Error(made.reason);
		expect(await commands.changeSeries(db, stranger, seriesId, cadence, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await fixedPoints.cancelEntry(db, stranger, made.entryId, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await wheelOf(db, stranger.municipalityId, 2018)).toMatchObject({ points: [], breaks: [], series: [] });
		expect(await seriesById(db, stranger.municipalityId, seriesId)).toBeUndefined();
		expect(
			await suggestionsFor(db, stranger.municipalityId, { seriesId, year: 2018, today: '2018-01-15', gatherings: [] }, 'nn')
		).toBeUndefined();
	});

	test('an obligation can be tied to a measure of the plan, and only an own one', async () => {
		const db = await fresh();
		const { leader, stranger, municipalityId } = await aMunicipality(db);
		const made = await commands.addSeries(
			db,
			leader,
			{ ...cadence, steward, measure: { labelNn: 'a', labelNb: 'a', validFrom: '2016-01-01' } },
			now
		);
		if (!made.ok || !made.obligationId) throw new Error('no obligation');
		expect(await commands.tieObligation(db, stranger, made.obligationId, 'm3.1', now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await commands.tieObligation(db, leader, made.obligationId, 'm3.1', now)).toEqual({ ok: true });
		expect((await obligationsIn(db, municipalityId, 2018))[0]?.elementId).toBe('m3.1');
	});

	test('a fixed point takes the colour of the unit that owns it', async () => {
		const db = await fresh();
		const { leader, municipalityId, units } = await aMunicipality(db);
		await fixedPoints.addEntry(db, leader, { ...entry, recurs: 'once', ownerUnitId: units.heime }, now);
		expect((await wheelOf(db, municipalityId, 2018)).points).toMatchObject([
			{ colour: 2, ownerUnitNn: 'Heimetenestene', date: '2018-01-09' }
		]);
	});

	test('a fixed point needs a date or a month, and an owner that exists', async () => {
		const db = await fresh();
		const { leader } = await aMunicipality(db);
		expect(await fixedPoints.addEntry(db, leader, { ...entry, date: null, month: null }, now)).toEqual({ ok: false, reason: 'missing' });
		expect(await fixedPoints.addEntry(db, leader, { ...entry, date: null, month: '2018-13' }, now)).toEqual({
			ok: false,
			reason: 'missing'
		});
		expect(await fixedPoints.addEntry(db, leader, { ...entry, ownerUnitId: 'nowhere' }, now)).toEqual({ ok: false, reason: 'invalidUnit' });
	});

	test('cancelling takes a fixed point out of the time ahead, leaves what has been, and is done once', async () => {
		const db = await fresh();
		const { leader, municipalityId } = await aMunicipality(db);
		const made = await fixedPoints.addEntry(db, leader, entry, now);
		if (!made.ok) throw new Error(made.reason);
		const june = '2018-06-20T08:00:00.000Z';
		expect((await wheelOf(db, municipalityId, 2018)).points).toHaveLength(12);
		expect(await fixedPoints.cancelEntry(db, leader, made.entryId, june)).toEqual({ ok: true });
		expect((await wheelOf(db, municipalityId, 2018)).points.at(-1)?.date).toBe('2018-06-12');
		expect((await wheelOf(db, municipalityId, 2019)).points).toEqual([]);
		expect(await fixedPoints.cancelEntry(db, leader, made.entryId, june)).toEqual({ ok: false, reason: 'closed' });
	});

	test('the wheel has windows around the preferred weeks, and takes as many queries with a hundred entries as with one', async () => {
		const db = await fresh();
		const { leader, municipalityId } = await aMunicipality(db);
		await fixedPoints.addEntry(db, leader, entry, now);
		const few = await statements(db, (counted) => wheelOf(counted, municipalityId, 2018));
		for (let n = 0; n < 100; n++) await fixedPoints.addEntry(db, leader, { ...entry, titleNn: `Møte ${n}` }, now);
		expect(await statements(db, (counted) => wheelOf(counted, municipalityId, 2018))).toBe(few);
		const wheel = await wheelOf(db, municipalityId, 2018);
		expect(wheel.points).toHaveLength(101 * 12);
		expect(wheel.series[0]?.windows).toEqual([
			{ week: 11, from: '2018-02-19', to: '2018-04-08' },
			{ week: 42, from: '2018-09-24', to: '2018-11-11' }
		]);
	});

	test('suggestions keep clear of the wheel, name the clash in the language of the reader, and leave a used window alone', async () => {
		const db = await fresh();
		const { leader, municipalityId, seriesId } = await aMunicipality(db);
		await fixedPoints.addEntry(db, leader, { ...entry, recurs: 'once', date: '2018-03-14' }, now);
		const ask = { seriesId, year: 2018, today: '2018-01-15', gatherings: [] };
		const found = await suggestionsFor(db, municipalityId, ask, 'en');
		expect(found?.dates.map((suggestion) => suggestion.date)).not.toContain('2018-03-14');
		expect(found?.avoided).toContainEqual({ week: 11, date: '2018-03-14', because: { kind: 'busy', title: 'Rådgivningsgruppa' } });
		const other = await suggestionsFor(
			db,
			municipalityId,
			{ ...ask, gatherings: [{ seriesId, date: '2018-10-17', title: 'Forum' }] },
			'nn'
		);
		expect(other?.dates.every((suggestion) => suggestion.date < '2018-06-01')).toBe(true);
	});

	test('every series of the municipality is listed, oldest first', async () => {
		const db = await fresh();
		const { leader, municipalityId, seriesId } = await aMunicipality(db);
		const made = await commands.addSeries(db, leader, { ...cadence, nameNn: 'Fagdag', steward, measure: null }, '2018-02-01T08:00:00.000Z');
		if (!made.ok) throw new Error(made.reason);
		expect((await allSeries(db, municipalityId)).map((series) => series.id)).toEqual([seriesId, made.seriesId]);
	});
});
