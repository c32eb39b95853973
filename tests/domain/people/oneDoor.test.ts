import { Migrator } from 'kysely/migration';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { migrations } from '#db/migrations/index.ts';
import { migrate, openSqlite } from '#lib/db/open.server.ts';
import { hasUnseenIn, parseForm, parsedBy, valuesOf } from '#lib/form.ts';
import { addressesIn } from '#lib/gatherings/invitations/pastedAddresses.ts';
import { speaker } from '#lib/gatherings/programme/input.ts';
import { setUp, signIn } from '#lib/people/auth/input.ts';
import { exportPeople, previewImport } from '#lib/people/import/commands.server.ts';
import { notice } from '#lib/people/notice/input.ts';
import { newPerson } from '#lib/people/persons/input.ts';
import { peoplePage, sharedAddresses } from '#lib/people/persons/list.server.ts';
import { persons, units } from '#lib/people/queries.server.ts';
import { newHearing } from '#lib/plan/hearing/input.ts';
import { mailAddress } from '#lib/text/mailAddress.ts';
import { freshSqlite, onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

/** The address that a door makes of what is typed; undefined where it is refused. */
type Door = (typed: string) => Promise<string | undefined> | string | undefined;
type Schema = Parameters<typeof parsedBy>[0];
const field =
	(schema: Schema, name = 'email'): Door =>
	(typed) => {
		const parsed = parsedBy(schema, {
			...{ token: 'x', municipality: 'Stord', locale: 'nn', unit: 'Nav', name: 'Kari Vik', password: 'samling-demo', itemId: 'x' },
			[name]: typed
		});
		return parsed.ok ? (parsed.data as Record<string, string>)[name] : undefined;
	};
const doors: [string, Door][] = [
	['sign-in', field(signIn)],
	['set-up', field(setUp)],
	['a person who is added', field(newPerson)],
	['a speaker who is asked', field(speaker)],
	['the notice', field(notice, 'officerEmail')],
	['a pasted list', (typed) => addressesIn(`Kari Vik <${typed}>`).people[0]?.email],
	[
		'an imported list',
		async (typed) => {
			const db = await freshSqlite();
			const { municipalityId } = await aMunicipality(db);
			const preview = await previewImport(db, municipalityId, `Namn;E-post\nKari Vik;"${typed}"`, now);
			const [row] = preview.ok ? preview.rows : [];
			return row?.what === 'create' ? row.wanted.email : undefined;
		}
	],
	[
		'a body of a hearing',
		(typed) => {
			const parsed = parsedBy(newHearing, { deadline: '2018-03-14', units: `Nav; ${typed}` });
			const [body] = parsed.ok ? parsed.data.units : [];
			return body && mailAddress(body.email);
		}
	]
];

describe.each(doors)('The door for addresses: %s', (_name, door) => {
	test.each([
		["o'brien@stord.example", "o'brien@stord.example"],
		['Kari@BØMLO.example', 'kari@xn--bmlo-gra.example'],
		['kari@xn--bmlo-gra.example', 'kari@xn--bmlo-gra.example'],
		['ka\u200bri@stord.example\ufeff', 'kari@stord.example'],
		['kari+forum@stord.example', 'kari+forum@stord.example']
	])('takes %j as %s', async (typed, address) => {
		expect(await door(typed)).toBe(address);
	});

	test.each(['anna..vik@stord.example', '.a@stord.example', 'a@b', 'a@b@stord.example', 'anna@stord.example.', 'åse@stord.example'])(
		'refuses %s',
		async (typed) => {
			expect(await door(typed)).toBeUndefined();
		}
	);
});

describe('A pasted list', () => {
	test.each([
		["Liv O'Neill <liv@stord.example>", "Liv O'Neill"],
		['"O\'Neill, Liv" <liv@stord.example>', "Liv O'Neill"],
		["'Liv O’Neill' <liv@stord.example>", 'Liv O’Neill'],
		['liv@stord.example <liv@stord.example>', 'Liv'],
		['"liv@stord.example" <liv@stord.example>', 'Liv'],
		["liv.o'neill@stord.example", "Liv O'Neill"],
		['<20171@stord.example>', '20171']
	])('with %s names %s', (text, name) => {
		expect(addressesIn(text).people.map((person) => person.name)).toEqual([name]);
	});
});

describe('A form', () => {
	const typed = (fields: Record<string, string>) => {
		const form = new FormData();
		for (const [name, value] of Object.entries(fields)) form.append(name, value);
		return form;
	};

	test('gives text composed and without what nobody sees, and says that it was there', () => {
		const form = typed({ name: 'A\u030ase\u200b Vik\u00ad', 'roles[]': 'staff\u2060' });
		expect(valuesOf(form)).toEqual({ name: 'Åse Vik', roles: ['staff'] });
		expect(hasUnseenIn(form)).toBe(true);
		expect(hasUnseenIn(typed({ name: 'A\u030ase Vik', text: 'a\r\nb' }))).toBe(false);
	});

	test('takes a password as it is typed', () => {
		const form = typed({ email: 'kari@stord.example', password: 'eit\u00adpassord' });
		const parsed = parseForm(signIn, form);
		expect(parsed.ok && parsed.data.password).toBe('eit\u00adpassord');
		expect(hasUnseenIn(form)).toBe(false);
	});
});

test('what was stored before is composed and written one way, and two who become one are kept apart and listed', async () => {
	const db = openSqlite(':memory:');
	const all = { getMigrations: async () => migrations };
	await new Migrator({ db, provider: all }).migrateTo('0019-damaged-boards');
	await sql`insert into municipality (id, name, locale, created_at) values ('m', 'Bo\u0308mlo', 'nn', ${now}), ('n', 'Tysnes', 'nn', ${now})`.execute(
		db
	);
	const add = (id: string, municipality: string, name: string, email: string | null) =>
		sql`insert into person (id, municipality_id, name, email, created_at) values (${id}, ${municipality}, ${name}, ${email}, ${now})`.execute(
			db
		);
	await add('a', 'm', 'A\u030ase Vik', 'ase@bømlo.example');
	await add('b', 'm', 'Åse\u200b Vik', 'ase@xn--bmlo-gra.example');
	await add('c', 'm', 'Per', 'per@bømlo.example');
	await add('d', 'n', 'Per', 'per@bømlo.example');
	await add('e', 'm', 'Utan', null);
	await migrate(db);
	expect(await db.selectFrom('person').select(['id', 'name', 'email']).orderBy('id').execute()).toEqual([
		{ id: 'a', name: 'Åse Vik', email: 'ase@bømlo.example' },
		{ id: 'b', name: 'Åse Vik', email: 'ase@xn--bmlo-gra.example' },
		{ id: 'c', name: 'Per', email: 'per@xn--bmlo-gra.example' },
		{ id: 'd', name: 'Per', email: 'per@xn--bmlo-gra.example' },
		{ id: 'e', name: 'Utan', email: null }
	]);
	const listed = async (municipalityId: string) => (await sharedAddresses(db, municipalityId)).map((group) => group.map(({ id }) => id));
	expect([await listed('m'), await listed('n')]).toEqual([[['a', 'b']], []]);
	await db.destroy();
});

onBothDatabases('a search among people', (fresh) => {
	test.each([
		['SØLVÆR', 'Åse-Marie Sølvær'],
		['a\u030ase marie', 'Åse-Marie Sølvær'],
		['ølv', 'Åse-Marie Sølvær'],
		['o’neill', "Éva O'Neill"],
		['éVA', "Éva O'Neill"],
		['EVA@BØMLO.example', "Éva O'Neill"]
	])('for %s finds %s', async (search, name) => {
		const db = await fresh();
		const { municipalityId } = await aMunicipality(db);
		const one = { municipalityId, unitId: null, levelId: null, title: null, locale: null, createdAt: now, disabledAt: null };
		await db
			.insertInto('person')
			.values([
				{ ...one, id: 'p1', name: 'Åse-Marie Sølvær', email: 'ase@stord.example' },
				{ ...one, id: 'p2', name: "Éva O'Neill", email: 'eva@xn--bmlo-gra.example' }
			])
			.execute();
		const found = await peoplePage(db, municipalityId, { search, page: 1 });
		expect(found.people.map((person) => person.name)).toEqual([name]);
	});
});

onBothDatabases('people', (fresh) => {
	test('and units stand in Norwegian order in lists and in the file, on either database', async () => {
		const db = await fresh();
		const { municipalityId, leader } = await aMunicipality(db);
		const names = ['Åse', 'Zara', 'østen', 'Ærlend', 'Aud', 'Ole'];
		for (const [at, name] of names.entries()) {
			const person = { id: `p${at}`, municipalityId, name, email: `p${at}@stord.example`, unitId: null, levelId: null, title: null };
			await db
				.insertInto('person')
				.values({ ...person, locale: null, createdAt: now, disabledAt: null })
				.execute();
			const unit = { id: `u${at}`, municipalityId, nameNn: name, nameNb: name, kind: 'internal' as const, colour: 0 };
			await db
				.insertInto('unit')
				.values({ ...unit, validFrom: null, validTo: null, successorId: null })
				.execute();
		}
		const wanted = ['Aud', 'Ole', 'Zara', 'Ærlend', 'østen', 'Åse'];
		const ours = (all: readonly string[]) => all.filter((name) => names.includes(name));
		expect(ours((await persons(db, municipalityId)).map(({ name }) => name))).toEqual(wanted);
		expect(ours((await units(db, municipalityId)).map(({ nameNn }) => nameNn))).toEqual(wanted);
		const file = await exportPeople(db, leader, ['Namn', 'E-post', 'Eining', 'Nivå', 'Stilling', 'Språk']);
		expect(ours(file.split('\r\n').map((line) => line.split(';')[0]!))).toEqual(wanted);
	});
});
