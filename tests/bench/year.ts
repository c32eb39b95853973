import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Kysely, KyselyPlugin } from 'kysely';
import type { Database } from '#db/schema.ts';
import { occurrencesIn } from '#lib/cycle/wheel/occurrences.ts';
import { migrate, openSqlite } from '#lib/db/open.server.ts';
import { memories } from '#lib/gatherings/attendance/topicMemory.server.ts';
import { invitees } from '#lib/gatherings/invitations/queries.server.ts';
import { attendances } from '#lib/gatherings/attendance/queries.server.ts';
import { coverage } from '#lib/gatherings/invitations/queries.server.ts';
import { openTasks } from '#lib/gatherings/checklist/queries.server.ts';
import { isFor } from '#lib/gatherings/checklist/model.ts';
import { positions } from '#lib/people/units/positions.server.ts';
import { actorOf } from '#lib/people/queries.server.ts';
import { adviceOf, memoryByUnit, pooled } from '#lib/topics/memory.ts';
import { inbox } from '#lib/topics/queries.server.ts';
import { yearPage } from '../../src/routes/cycle/yearPage.server.ts';
import { fill, today } from './year/fill.ts';

/*
 * `npm run bench -- year [--quick]`: what the pages of the forum year cost as years and municipalities grow, on a real SQLite file.
 * Server time is that of everything a page loads, without drawing it; rows are those the database gives.
 */
const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, times: { type: 'string', default: '60' } } });
const allYears = values.quick ? [1, 5] : [1, 5, 20];
const allMunicipalities = values.quick ? [1, 20] : [1, 20, 200];
const times = Number(values.times);
const now = `${today}T08:00:00.000Z`;

const counts = { queries: 0, rows: 0 };
const counter: KyselyPlugin = {
	transformQuery: ({ node }) => {
		counts.queries += 1;
		return node;
	},
	transformResult: async ({ result }) => {
		counts.rows += result.rows.length;
		return result;
	}
};

type Page = (db: Kysely<Database>, id: string) => Promise<unknown>;
const latest = (id: string) => `${id}-g${today.slice(0, 4)}-0`;
const pages: Record<string, Page> = {
	'the wheel': async (db, id) => yearPage(db, (await actorOf(db, `${id}-p0`))!, Number(today.slice(0, 4)), now, 'nn'),
	'topic advice': async (db, id) => {
		const topics = await inbox(db, id, `${id}-p0`);
		const memory = await memories(db, id, topics, today);
		return topics.map((topic) => [adviceOf(memory.get(topic.id)!), pooled(memory.get(topic.id)!)]);
	},
	'invitation coverage': async (db, id) => [
		await coverage(db, id, latest(id), today),
		await invitees(db, id, latest(id), today, `${today}T08:00:00.000Z`)
	],
	attendance: async (db, id) => [await attendances(db, id, latest(id)), await coverage(db, id, latest(id), today)],
	'my tasks': async (db, id) => {
		const [actor, held, tasks] = [(await actorOf(db, `${id}-p0`))!, await positions(db, id), await openTasks(db, id, today)];
		return tasks.filter((task) => isFor(task, actor, held, today));
	}
};

type Cost = { queries: number; rows: number; median: number; p95: number };
const found: { page: string; years: number; municipalities: number; cost: Cost }[] = [];
const folder = mkdtempSync(join(tmpdir(), 'samling-bench-'));
try {
	for (const municipalities of allMunicipalities) {
		for (const years of allYears) {
			const path = join(folder, `${years}-${municipalities}.db`);
			const db = openSqlite(path);
			await migrate(db);
			const made = fill(path, municipalities, years);
			console.log(`${years} years × ${municipalities} municipalities: ${made.gatherings} gatherings, ${made.registrations} registrations`);
			const counted = db.withPlugin(counter);
			const id = `m${Math.floor(municipalities / 2)}`;
			for (const [page, load] of Object.entries(pages))
				found.push({ page, years, municipalities, cost: await cost(() => load(counted, id)) });
			await db.destroy();
			rmSync(path);
		}
	}
} finally {
	rmSync(folder, { recursive: true, force: true });
}

async function cost(load: () => Promise<unknown>): Promise<Cost> {
	for (let warm = 0; warm < 10; warm++) await load();
	Object.assign(counts, { queries: 0, rows: 0 });
	await load();
	const { queries, rows } = counts;
	const took: number[] = [];
	for (let turn = 0; turn < times; turn++) {
		const started = performance.now();
		await load();
		took.push(performance.now() - started);
	}
	took.sort((a, b) => a - b);
	return { queries, rows, median: took[Math.floor(times / 2)]!, p95: took[Math.floor(times * 0.95)]! };
}

console.log('\npage                  years  munic.  queries   rows  median ms  p95 ms');
for (const { page, years, municipalities, cost: one } of found.toSorted((a, b) => a.page.localeCompare(b.page))) {
	const cells = [
		String(years).padStart(5),
		String(municipalities).padStart(7),
		String(one.queries).padStart(8),
		String(one.rows).padStart(6)
	];
	console.log(`${page.padEnd(20)} ${cells.join(' ')} ${one.median.toFixed(2).padStart(10)} ${one.p95.toFixed(2).padStart(7)}`);
}

console.log('\npage                  queries constant   p95 largest : smallest');
let good = true;
for (const page of Object.keys(pages)) {
	const own = found.filter((one) => one.page === page);
	const [small, large] = [own[0]!.cost, own.at(-1)!.cost];
	const constant = own.every(({ cost: { queries } }) => queries === small.queries);
	const ratio = large.p95 / small.p95;
	good &&= constant && ratio <= 3;
	console.log(
		`${page.padEnd(20)}  ${(constant ? `yes, ${small.queries}` : 'NO').padEnd(17)}  ${ratio.toFixed(2)}${ratio <= 3 ? '' : '  TOO MUCH'}`
	);
}

const timed = (what: string, work: () => unknown) => {
	work();
	const started = performance.now();
	work();
	console.log(`${what}: ${(performance.now() - started).toFixed(1)} ms`);
};
console.log('');
timed('A monthly point over 20 years', () => {
	const entry = { kind: 'body' as const, date: '2006-01-11', month: '2006-01', recurs: 'monthly' as const, cancelledAt: null };
	return Array.from({ length: 20 }, (_, year) => occurrencesIn(entry, 2006 + year));
});
timed('Coverage of 60 topics × 30 units, each heard ten times', () => {
	const units = Array.from({ length: 30 }, (_, n) => ({
		id: `u${n}`,
		kind: 'internal' as const,
		validFrom: null,
		validTo: null,
		successorId: null
	}));
	const reports = new Map(units.map(({ id }) => [id, [{ date: '2026-01-10', headcount: 12, newcomers: 3 }]]));
	const heard = units.flatMap(({ id }) => Array.from({ length: 10 }, (_, n) => ({ unitId: id, date: `${2016 + n}-03-11`, attended: 3 })));
	return Array.from({ length: 60 }, () => pooled(memoryByUnit({ units, heard, reports, registered: new Map(), halfLifeYears: 2, today })));
});
process.exit(good ? 0 : 1);
