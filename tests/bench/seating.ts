/*
 * `npm run bench -- seating`: how well and how fast people are seated, beside chance and beside the best that twenty
 * seconds find; and how far known perfect schedules of the social golfer problem are. `QUICK=1` looks two seconds only.
 */
import { minPairs, randomFrom, seat, type Seating, type Sitter, type Task } from '#lib/cafe/seating/solve.ts';
import { qualityOf, weighted, type Quality } from '#lib/cafe/seating/quality.ts';

const lookMs = process.env.QUICK ? 2000 : 20_000;

/** People of a few large units and many small ones, as municipalities have them; one host a table, from all units in turn. */
function hall(people: number, tables: number, rounds: number, units: number): Task {
	const weights = Array.from({ length: units }, (_, at) => units - at);
	const all = weights.reduce((sum, weight) => sum + weight, 0);
	const sitters: Sitter[] = [];
	for (const [unit, weight] of weights.entries()) {
		for (let at = 0; at < Math.round((people * weight) / all) && sitters.length < people; at++)
			sitters.push({ id: `p${sitters.length}`, unitId: `u${unit}` });
	}
	while (sitters.length < people) sitters.push({ id: `p${sitters.length}`, unitId: 'u0' });
	const ids = Array.from({ length: tables }, (_, at) => `t${at}`);
	const apart = Math.floor(people / tables);
	return { sitters, tables: ids, rounds, seed: 1, pins: ids.map((tableId, at) => ({ sitterId: `p${at * apart}`, tableId })) };
}

/** Hosts at their tables and the guests by lot, tables as level as they can be. */
function byChance({ sitters, tables, rounds, pins }: Task, seed: number): Seating {
	const random = randomFrom(seed);
	return Array.from({ length: rounds }, () => {
		const seated = tables.map((id) => pins.filter(({ tableId }) => tableId === id).map(({ sitterId }) => sitterId));
		const guests = sitters.filter(({ id }) => !pins.some(({ sitterId }) => sitterId === id)).map(({ id }) => ({ id, lot: random() }));
		for (const { id } of guests.sort((a, b) => a.lot - b.lot)) seated.reduce((a, b) => (b.length < a.length ? b : a)).push(id);
		return seated;
	});
}

type Row = Record<string, string | number>;
const rows: Row[] = [];
const row = (hall: string, how: string, quality: Quality, ms: number | null) =>
	rows.push({
		hall,
		how,
		revisits: quality.revisits,
		'repeated pairs': quality.repeatedPairs,
		'same-unit pairs': quality.sameUnitPairs,
		sizes: `${quality.smallest}–${quality.largest}`,
		ms: ms === null ? '' : Math.round(ms)
	});

for (const [people, tables, rounds, units] of [
	[20, 4, 3, 5],
	[46, 8, 3, 9],
	[120, 20, 4, 12],
	[500, 60, 5, 20]
] as const) {
	const name = `${people}/${tables}/${rounds}`;
	const task = hall(people, tables, rounds, units);
	const ties = { ...task, staying: new Set(task.pins.map(({ sitterId }) => sitterId)) };
	const from = performance.now();
	const ours = qualityOf(seat(task), ties);
	row(name, 'Samling', ours, performance.now() - from);
	let best = ours;
	let seatings = 0;
	for (const until = performance.now() + lookMs; performance.now() < until;) {
		const found = qualityOf(seat({ ...task, seed: 2 + seatings++ }), ties);
		if (weighted(found) < weighted(best)) best = found;
	}
	row(name, `best of ${seatings + 1} in ${lookMs / 1000} s`, best, lookMs);
	const lots = Array.from({ length: 20 }, (_, seed) => qualityOf(byChance(task, seed), ties)).sort((a, b) => weighted(a) - weighted(b));
	row(name, 'chance (median of 20)', lots[10]!, null);
	const fewest =
		rounds *
		minPairs(
			task.sitters.map(({ unitId }) => unitId),
			tables
		);
	rows.push({ hall: name, how: 'fewest there can be', revisits: 0, 'repeated pairs': '', 'same-unit pairs': fewest, sizes: '', ms: '' });
	console.log(`${name} done`);
}
console.log('\nPeople/tables/rounds, one host a table who stays');
console.table(rows);

const golf: Row[] = [];
for (const [groups, size, rounds] of [
	[3, 3, 4],
	[4, 4, 5],
	[5, 3, 7],
	[5, 5, 5],
	[7, 7, 7],
	[8, 4, 5],
	[8, 4, 8],
	[8, 4, 9],
	[8, 4, 10]
] as const) {
	const sitters = Array.from({ length: groups * size }, (_, at) => ({ id: `p${at}`, unitId: null }));
	const tables = Array.from({ length: groups }, (_, at) => `t${at}`);
	const task = { sitters, tables, rounds, pins: [], revisit: 0 };
	const from = performance.now();
	const once = qualityOf(seat({ ...task, seed: 1 }), task).repeatedPairs;
	const ms = performance.now() - from;
	let best = once;
	for (let seed = 2, until = performance.now() + lookMs; best > 0 && performance.now() < until; seed++)
		best = Math.min(best, qualityOf(seat({ ...task, seed }), task).repeatedPairs);
	const meetings = (rounds * groups * size * (size - 1)) / 2;
	golf.push({
		groups,
		size,
		rounds,
		meetings,
		'repeated, at once': once,
		ms: Math.round(ms),
		[`repeated, in ${lookMs / 1000} s`]: best,
		perfect: 0
	});
}
console.log('\nSocial golfers: a schedule without a repeated pair is known for each of these');
console.table(golf);
