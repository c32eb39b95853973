import { expect, test } from 'vitest';
import { loadDemo } from '#db/demo.ts';
import { contactMatrix, type Sat } from '#lib/cafe/seating/contacts.ts';
import { contacts } from '#lib/cafe/seating/contacts.server.ts';
import { attendanceHistory } from '#lib/gatherings/attendance/history.server.ts';
import { freshSqlite } from '../../support/database.ts';

const sat = (table: string, ...people: string[]): Sat[] =>
	people.map((person) => ({ table, gathering: 'g1', person, unit: person.slice(0, -1) }));
const was = (gathering: string, ...people: string[]) => people.map((person) => ({ gathering, person, unit: person.slice(0, -1) }));

test('Two who have sat together are one pair however often, and units of fewer than three are told by nobody', () => {
	const seats = [...sat('t1', 'nav1', 'heime1', 'rbo1'), ...sat('t2', 'nav1', 'heime1', 'nav2'), ...sat('t3', 'nav3', 'heime3')];
	const there = [
		...was('g1', 'nav1', 'nav2', 'nav3', 'heime1', 'heime2', 'heime3', 'rbo1', 'rbo2'),
		...was('g2', 'nav1', 'eigedom1', 'eigedom2', 'eigedom3')
	];
	const { units, met, hidden } = contactMatrix(['heime', 'nav', 'rbo', 'eigedom'], seats, there);
	expect(units).toEqual(['heime', 'nav', 'eigedom']);
	expect(hidden).toBe(1);
	expect(met.get('heime nav')).toEqual({ pairs: 3, gatherings: 1 });
	expect(met.get('nav nav')).toEqual({ pairs: 1, gatherings: 2 });
	expect(met.get('nav eigedom')).toEqual({ pairs: 0, gatherings: 1 });
	expect(met.get('heime eigedom')).toEqual({ pairs: 0, gatherings: 0 });
	expect([...met.keys()].some((key) => key.includes('rbo'))).toBe(false);
});

test('The history of the demo is as the sources tell it: who was counted, who was only there, and nobody of a small unit', async () => {
	const db = await freshSqlite();
	await loadDemo(db);
	const { municipalityId } = await db.selectFrom('series').select('municipalityId').executeTakeFirstOrThrow();
	const { gatherings, there } = await attendanceHistory(db, municipalityId);
	expect(gatherings.map(({ year, attendedCount }) => [year, attendedCount])).toEqual([
		[2015, 20],
		[2016, 46],
		[2017, null]
	]);
	const units = await db.selectFrom('unit').select(['id', 'nameNn']).execute();
	const of = (name: string) => gatherings.map(({ id }) => there.get(`${units.find(({ nameNn }) => nameNn === name)!.id} ${id}`));
	expect(of('Nav Stord')).toEqual([4, 7, null]);
	expect(of('RBO')).toEqual(['few', 'few', undefined]);
	const matrix = await contacts(
		db,
		municipalityId,
		units.map(({ id }) => id)
	);
	expect(matrix.units).not.toContain(units.find(({ nameNn }) => nameNn === 'RBO')!.id);
	expect([...matrix.met.values()].some(({ pairs }) => pairs > 0)).toBe(true);
	await db.destroy();
});
