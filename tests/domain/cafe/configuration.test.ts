import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	draftFrom,
	draftOf,
	forecast,
	pressed,
	proposed,
	rhythmText,
	type Configuration,
	type Draft
} from '#lib/cafe/setup/configuration.ts';
import { merged } from '#lib/cafe/setup/merge.ts';
import { configureCafe, configurationOf } from '#lib/cafe/setup/configure.server.ts';
import { expectedAt } from '#lib/cafe/setup/forecast.server.ts';
import * as input from '#lib/cafe/setup/input.ts';
import { presets, defaultRoundOptions } from '#lib/cafe/model.ts';
import { cafeOf } from '#lib/cafe/queries.server.ts';
import { startRound } from '#lib/cafe/rounds/commands.server.ts';
import { seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { parsedBy } from '#lib/form.ts';
import { aCafe, rearrange } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

const pool = ['Kven?', 'Kva?', 'Kvar?', 'Når?'];
const udir = { rounds: 3, roundMinutes: 12, changeoverMinutes: 2 };
const tableOf = (question: string, id: string | null = null) => ({ id, question, hostId: null, places: null, location: null });
const laid = (...questions: string[]): Draft =>
	draftOf({ preset: 'udir', ...udir, ...defaultRoundOptions, tables: questions.map((text) => tableOf(text, text.toLowerCase())) });
const asked = ({ tables }: Draft) => tables.map(({ question }) => question);

describe('a café being set up', () => {
	test('is proposed with as many tables as suit those who come, and keeps those that are laid where they do', () => {
		const eight = laid(...Array.from({ length: 8 }, (_, at) => `Spørsmål ${at}`));
		expect(proposed(eight, 46, pool)).toBe(eight);
		expect(asked(proposed(eight, 20, pool))).toEqual(['Spørsmål 0', 'Spørsmål 1', 'Spørsmål 2']);
		expect(asked(proposed(laid('Ein'), 30, pool))).toEqual(['Ein', 'Kven?', 'Kva?', 'Kvar?']);
		expect(proposed(laid('Ein'), 0, pool).tables).toHaveLength(1);
	});

	test('says before it is stored how many sit where and when it ends', () => {
		const eight = pressed(laid('Ein'), 'count 8', pool);
		expect(forecast(eight, 46, '13:30')).toEqual({ tables: 8, each: [5, 6], rounds: 3, minutes: 45, ends: '14:15', placesShort: 0 });
		expect(forecast({ ...eight, votesPerSeat: '0' }, 0, null)).toMatchObject({ each: null, minutes: 40, ends: null });
		expect(forecast({ ...eight, tables: eight.tables.map((table) => ({ ...table, places: '5' })) }, 46, null)?.placesShort).toBe(6);
		expect(forecast({ ...eight, rounds: 'tre' }, 46, '13:30')).toBeNull();
		expect(forecast(eight, 46, '23:30')?.ends).toBeNull();
	});

	test('a preset brings its minutes, and minutes that are typed make the rhythm one’s own', () => {
		const shown = {
			...draftOf({ preset: 'udir', ...udir, ...defaultRoundOptions, tables: [] }),
			shownPreset: 'udir',
			shownRhythm: rhythmText(udir)
		};
		const values = ({ tables: _, ...rest }: typeof shown) => rest;
		expect(draftFrom({ ...values(shown), preset: 'worldCafe' })).toMatchObject({
			preset: 'worldCafe',
			roundMinutes: '20',
			changeoverMinutes: '0'
		});
		expect(draftFrom({ ...values(shown), roundMinutes: '14' })).toMatchObject({ preset: 'own', roundMinutes: '14' });
		expect(draftFrom({ ...values(shown), preset: 'own' })).toMatchObject({ preset: 'own', roundMinutes: '12' });
	});

	test('tables change places, come and go by one press each, and none is left without a table', () => {
		const three = laid('A', 'B', 'C');
		expect(asked(pressed(three, 'up 2', pool))).toEqual(['A', 'C', 'B']);
		expect(asked(pressed(three, 'down 0', pool))).toEqual(['B', 'A', 'C']);
		expect(asked(pressed(three, 'remove 1', pool))).toEqual(['A', 'C']);
		expect(asked(pressed(three, 'add', pool))).toEqual(['A', 'B', 'C', 'Kven?']);
		for (const press of ['up 0', 'down 2', 'count 0', 'count', 'dance 1', '']) expect(pressed(three, press, pool)).toBe(three);
		expect(pressed(laid('A'), 'remove 0', pool).tables).toHaveLength(1);
		expect(pressed(three, 'count 500', pool).tables).toHaveLength(60);
	});

	test('what is typed is told back beside its field', () => {
		const draft = { ...laid('A', 'B'), rounds: 'tre', alone: 'yes', silentMinutes: '12' };
		const [one, two] = draft.tables as [Draft['tables'][0], Draft['tables'][0]];
		const wrong = parsedBy(input.configuration, {
			...draft,
			tables: [
				{ ...one, places: '1' },
				{ ...two, question: ' ' }
			]
		});
		expect(wrong.ok ? [] : Object.keys(wrong.errors)).toEqual(['rounds', 'tables.0.places', 'tables.1.question']);
		const long = parsedBy(input.configuration, { ...laid('A'), alone: 'yes', silentMinutes: '12' });
		expect(long.ok ? {} : long.errors).toHaveProperty('silentMinutes');
		expect(parsedBy(input.configuration, { ...laid('A'), silentMinutes: 'mange' })).toMatchObject({ ok: true, data: { silentMinutes: 0 } });
	});
});

describe('two who set a café up at once', () => {
	test('keep what each has touched, and each difference is told', () => {
		const seen = laid('A', 'B', 'C');
		const mine = { ...seen, rounds: '4', votesPerSeat: '5', tables: seen.tables.with(0, { ...seen.tables[0]!, question: 'A, min?' }) };
		const theirs = { ...seen, rounds: '2', roundMinutes: '9', tables: seen.tables.with(0, { ...seen.tables[0]!, places: '6' }) };
		const { draft, differences } = merged(seen, mine, theirs);
		expect(draft).toMatchObject({ rounds: '4', roundMinutes: '9', votesPerSeat: '5' });
		expect(draft.tables[0]).toMatchObject({ question: 'A, min?', places: '6' });
		expect(differences).toEqual([
			{ what: 'field', field: 'rounds', theirs: '2', mine: '4' },
			{ what: 'field', field: 'roundMinutes', theirs: '9', mine: null },
			{ what: 'places', question: 'A, min?', theirs: '6', mine: null }
		]);
	});

	test('a table that one took away and the other worked on stays', () => {
		const seen = laid('A', 'B', 'C');
		const mine = { ...seen, tables: [{ ...seen.tables[0]!, question: 'A, ny?' }, seen.tables[2]!] };
		const theirs = { ...seen, tables: [{ ...seen.tables[1]!, question: 'B, ny?' }, seen.tables[2]!] };
		const both = merged(seen, mine, theirs);
		expect(asked(both.draft)).toEqual(['A, ny?', 'C', 'B, ny?']);
		expect(both.differences.map(({ what }) => what)).toEqual(['kept', 'kept']);
	});

	test('nobody’s words are lost, and the same change twice is no difference', () => {
		const change = fc.array(fc.constantFrom('up 1', 'down 0', 'remove 1', 'remove 0', 'add', 'write 0', 'write 1', 'count 5'), {
			maxLength: 5
		});
		const done = (draft: Draft, presses: readonly string[], hand: string) =>
			presses.reduce((at, press) => {
				if (!press.startsWith('write')) return pressed(at, press, pool);
				const index = Number(press.slice(6));
				const table = at.tables[index];
				return table ? { ...at, tables: at.tables.with(index, { ...table, question: `${table.question} ${hand}` }) } : at;
			}, draft);
		fc.assert(
			fc.property(change, change, (one, other) => {
				const seen = laid('A', 'B', 'C');
				const [mine, theirs] = [done(seen, one, 'eg'), done(seen, other, 'dei')];
				const { draft } = merged(seen, mine, theirs);
				for (const { question } of mine.tables) if (question.includes('eg')) expect(asked(draft)).toContain(question);
				const told = JSON.stringify(merged(seen, mine, theirs));
				for (const { question } of theirs.tables) if (question.includes('dei')) expect(told).toContain(question);
				expect(merged(seen, mine, mine).differences).toEqual([]);
				expect(
					merged(seen, seen, theirs)
						.draft.tables.map(({ id, question }) => [id, question])
						.sort()
				).toEqual(theirs.tables.map(({ id, question }) => [id, question]).sort());
			}),
			{ numRuns: 300 }
		);
	});
});

onBothDatabases('setting a café up on one page', (fresh) => {
	async function aRoom(size: { people?: number; tables?: number } = {}) {
		const db = await fresh();
		const world = await aMunicipality(db);
		const room = await aCafe(db, world, size);
		const read = async () => (await cafeOf(db, world.municipalityId, room.gatheringId))!;
		return {
			db,
			world,
			room,
			read,
			change: (of: Parameters<typeof rearrange>[3]) => rearrange(db, world.facilitator, room.gatheringId, of)
		};
	}

	test('lays the tables of a gathering that has none', async () => {
		const { db, world, room, read } = await aRoom();
		for (const table of ['cafeTable', 'cafe'] as const) await db.deleteFrom(table).execute();
		const wanted: Configuration = {
			preset: 'worldCafe',
			...presets.worldCafe,
			...defaultRoundOptions,
			tables: [tableOf('Kven?'), { ...tableOf('Kva?'), places: 4 }]
		};
		const asks = (by: typeof world.facilitator, of: Configuration = wanted) =>
			configureCafe(db, by, room.gatheringId, { wanted: of, seen: null }, now);
		expect(await asks(world.staff)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await asks(world.stranger)).toEqual({ ok: false, reason: 'notFound' });
		expect(await asks(world.facilitator, { ...wanted, tables: [] })).toEqual({ ok: false, reason: 'empty' });
		expect(await asks(world.facilitator, { ...wanted, tables: Array(61).fill(tableOf('Kven?')) })).toEqual({
			ok: false,
			reason: 'limitTables'
		});
		const stranger = { ...wanted, tables: [{ ...tableOf('Kven?'), hostId: 'nobody' }] };
		expect(await asks(world.facilitator, stranger)).toEqual({ ok: false, reason: 'missingHost' });
		expect(await db.selectFrom('cafe').select('id').execute()).toEqual([]);
		expect(await asks(world.facilitator)).toMatchObject({ ok: true, isSeated: false });
		const { cafe, tables } = await read();
		expect(cafe).toMatchObject({ preset: 'worldCafe', roundMinutes: 20, arrangedAt: now });
		expect(tables.map(({ number, question, places }) => [number, question, places])).toEqual([
			[1, 'Kven?', null],
			[2, 'Kva?', 4]
		]);
	});

	test('keeps what is there: boards follow their tables, and a seating stays where the same people fit', async () => {
		const { db, world, room, read, change } = await aRoom();
		const [host] = room.present;
		await change(({ tables }) => ({ tables: tables.with(2, { ...tables[2]!, hostId: host! }) }));
		await seatEveryone(db, world.facilitator, room.cafeId, now);
		const turned = await change(({ tables }) => ({
			votesPerSeat: 5,
			tables: tables.toReversed().with(0, { ...tables[2]!, question: 'Ny?' })
		}));
		expect(turned).toMatchObject({ ok: true, isSeated: true });
		const after = await read();
		expect(after.cafe).toMatchObject({ phase: 'seated', votesPerSeat: 5 });
		expect(after.tables.map(({ boardId }) => boardId)).toEqual(room.boards.toReversed());
		expect(after.tables[0]).toMatchObject({ question: 'Ny?', hostId: host, number: 1 });
		expect(await change(({ tables }) => ({ tables: [...tables, tableOf('Fjerde?')] }))).toMatchObject({ ok: true, isSeated: false });
		expect((await read()).cafe.phase).toBe('setUp');
	});

	test('a table that is taken away leaves no gap in the numbers, and its board is closed', async () => {
		const { db, room, read, change } = await aRoom();
		expect(await change(({ tables }) => ({ tables: tables.slice(1) }))).toMatchObject({ ok: true });
		expect((await read()).tables.map(({ id, number }) => [id, number])).toEqual([
			[room.tables[1], 1],
			[room.tables[2], 2]
		]);
		expect((await db.selectFrom('board').select('closedAt').where('id', '=', room.boards[0]!).executeTakeFirst())?.closedAt).toBe(now);
	});

	test('a table somebody has written at stays', async () => {
		const { db, room, read, change } = await aRoom();
		const bytes = new Uint8Array([0, 0]);
		await db.insertInto('boardUpdate').values({ boardId: room.boards[1]!, epoch: 0, seq: 1, bytes }).execute();
		expect(await change(({ tables }) => ({ rounds: 2, tables: tables.slice(0, 1) }))).toEqual({
			ok: false,
			reason: 'conflictNotes',
			table: 2
		});
		expect([(await read()).tables.length, (await read()).cafe.rounds]).toEqual([3, 3]);
	});

	test('hosts are of those who are here, one a table, and may change tables with each other', async () => {
		const { room, read, change } = await aRoom();
		const [one, two] = room.present as [string, string];
		const hosts = (...ids: (string | null)[]) =>
			change(({ tables }) => ({ tables: tables.map((table, at) => ({ ...table, hostId: ids[at] ?? null })) }));
		expect(await hosts(one, one)).toEqual({ ok: false, reason: 'duplicateHost' });
		expect(await hosts('nobody')).toEqual({ ok: false, reason: 'missingHost' });
		expect(await hosts(one, two)).toMatchObject({ ok: true });
		expect(await hosts(two, one)).toMatchObject({ ok: true });
		expect((await read()).tables.map(({ hostId }) => hostId)).toEqual([two, one, null]);
	});

	test('stands still once the first round has begun', async () => {
		const { db, world, room, change } = await aRoom();
		await seatEveryone(db, world.facilitator, room.cafeId, now);
		await startRound(db, world.facilitator, room.cafeId, now);
		expect(await change(() => ({ votesPerSeat: 1 }))).toEqual({ ok: false, reason: 'closed' });
	});

	test('the second of two is shown what the first has stored, and nothing of either is lost', async () => {
		const { db, world, room, read } = await aRoom();
		const { cafe } = await read();
		const before = await configurationOf(db, cafe);
		const ask = (by: typeof world.leader, wanted: typeof before, seen: Draft | null = draftOf(before)) =>
			configureCafe(db, by, room.gatheringId, { wanted, seen }, now);
		const named = (question: string) => ({ ...before, tables: before.tables.with(0, { ...before.tables[0]!, question }) });
		expect(await ask(world.leader, { ...named('Leiaren sitt?'), rounds: 2 })).toMatchObject({ ok: true });
		const second = await ask(world.facilitator, { ...named('Fasilitatoren sitt?'), votesPerSeat: 4 });
		expect(second).toMatchObject({ ok: false, reason: 'conflict', draft: { rounds: '2', votesPerSeat: '4' } });
		expect((await read()).tables[0]!.question).toBe('Leiaren sitt?');
		if (second.ok || second.reason !== 'conflict') throw new Error('the second should be asked');
		expect(second.differences.map(({ what }) => what)).toEqual(['field', 'question']);
		const typed = parsedBy(input.configuration, second.draft);
		expect(await ask(world.facilitator, typed.ok ? typed.data : before, second.stored)).toMatchObject({ ok: true });
		const after = await read();
		expect(after.cafe).toMatchObject({ rounds: 2, votesPerSeat: 4 });
		expect(after.tables[0]!.question).toBe('Fasilitatoren sitt?');
		expect(await ask(world.leader, await configurationOf(db, after.cafe))).toMatchObject({ ok: true });
	});

	test('reckons with those who have come, else with those who have said yes, from when the programme says', async () => {
		const { db, world, room } = await aRoom();
		const at = { id: room.gatheringId, municipalityId: world.municipalityId, date: '2018-01-15', startTime: '09:00' };
		expect(await expectedAt(db, at, 12, '2018-01-14T12:00:00Z')).toEqual({
			people: 12,
			from: 'checkedIn',
			startsAt: '09:00',
			minutes: null,
			topics: []
		});
		expect(await expectedAt(db, at, 0, now)).toMatchObject({ people: 0, from: 'nobody' });
		expect((await expectedAt(db, at, 12, '2018-01-15T12:00:00Z')).startsAt).toBe('13:00');
	});
});
