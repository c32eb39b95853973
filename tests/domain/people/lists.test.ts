import { describe, expect, test } from 'vitest';
import { importPeople, previewFile, previewImport } from '#lib/people/import/commands.server.ts';
import type { Columns } from '#lib/people/import/columns.ts';
import { freshSqlite } from '../../support/database.ts';
import { workbook, zip } from '../../support/workbook.ts';
import { aMunicipality, now } from '../../support/world.ts';

async function aHall() {
	const db = await freshSqlite();
	const { municipalityId, leader } = await aMunicipality(db);
	const read = async (bytes: Uint8Array<ArrayBuffer> | string, columns: Columns = []) =>
		previewFile(
			db,
			municipalityId,
			typeof bytes === 'string'
				? { file: undefined, list: bytes, name: 'liste.csv', columns }
				: { file: new File([bytes], 'liste.xlsx'), list: '', name: '', columns },
			now
		);
	const rows = async (bytes: Uint8Array<ArrayBuffer> | string, columns?: Columns) => {
		const seen = await read(bytes, columns);
		if (!seen.ok) throw new Error(seen.reason);
		return { ...seen, rows: seen.preview.rows.map((row) => [row.name, row.email, row.what === 'refuse' ? row.why : row.what]) };
	};
	return { db, municipalityId, leader, read, rows };
}

const people = [
	['Etternamn', 'Fornamn', 'E-post', 'Eining', 'Telefon'],
	['Sæbø', 'Åse Marie', 'Ase.Sabo@stord.example', 'Nav Stord', '53 40 00 00'],
	['Øye', 'Per "Pelle"', 'per.oye@stord.example', 'Heim; teneste & omsorg', '']
];

describe('A workbook from Excel', () => {
	test('is read as it is, below a title, from the sheet that has the list, and names what is not used', async () => {
		const { rows } = await aHall();
		const sheet = [['Tilsette i Stord kommune'], ['per 1. mars'], [], ...people];
		const seen = await rows(workbook([['Rettleiing'], ['Sjå ark 2']], sheet));
		expect(seen.rows).toEqual([
			['Åse Marie Sæbø', 'ase.sabo@stord.example', 'create'],
			['Per "Pelle" Øye', 'per.oye@stord.example', 'create']
		]);
		expect(seen.hadUnseen).toBe(false);
		expect(seen.preview).toMatchObject({ unused: ['Telefon'], newUnits: ['Heim; teneste & omsorg'] });
	});

	test('that is damaged, old or a zip of something else is refused with a sentence', async () => {
		const { read } = await aHall();
		const whole = workbook(people);
		for (const bytes of [whole.slice(0, 300), zip({ 'a.txt': 'a' }), Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0, 0, 0, 0])])
			expect(await read(bytes)).toEqual({ ok: false, reason: 'invalidWorkbook' });
	});

	test('that unpacks to more than any list is refused, also when it lies of its size', async () => {
		const { read } = await aHall();
		const bomb = { 'xl/workbook.xml': Buffer.alloc(80 * 1024 * 1024, 32) };
		for (const bytes of [zip(bomb), zip(bomb, 10)]) {
			expect(bytes.length).toBeLessThan(200_000);
			expect(await read(bytes)).toEqual({ ok: false, reason: 'invalidWorkbook' });
		}
	});

	test('of 5,000 rows is read and taken in, and twice changes nothing, while others are answered', async () => {
		const { db, leader, municipalityId, read } = await aHall();
		const many = Array.from({ length: 5000 }, (_, at) => ['Ås', `Nr ${at}`, `nr${at}@stord.example`, `Eining ${at % 20}`, '']);
		const seen = await read(workbook([people[0]!, ...many]));
		if (!seen.ok) throw new Error(seen.reason);
		expect(seen.preview.rows.filter(({ what }) => what === 'create')).toHaveLength(5000);
		let [turns, done] = [0, false];
		const turn = () => void (done || (turns++, setImmediate(turn)));
		turn();
		expect(await importPeople(db, leader, seen.list, now)).toMatchObject({ ok: true, created: 5000, units: 20 });
		done = true;
		// One for each hundred rows that are read, and two for each hundred that are stored.
		expect(turns).toBeGreaterThan(150);
		expect(await previewImport(db, municipalityId, seen.list, now)).toMatchObject({ newUnits: [] });
		expect(await importPeople(db, leader, seen.list, now)).toMatchObject({ ok: true, created: 0, changed: 0, same: 5000 });
	});
});

describe('A list from Microsoft 365 or Entra', () => {
	test('is understood, without those whose account is blocked, with the user name where an address is missing', async () => {
		const { rows } = await aHall();
		const head = 'displayName,surname,givenName,mail,userPrincipalName,jobTitle,department,accountEnabled,objectId';
		const lines = [
			'"Vik, Anna (Nav)",Vik,Anna,Anna.Vik@stord.example,avik@stord.example,Rådgjevar,Nav Stord,True,1',
			'Møterom 3,,,,rom3@stord.example,,,True,2',
			'Per Lie,Lie,Per,per.lie@stord.example,plie@stord.example,,,False,3',
			'Gjest,,,,kari_x.no#EXT#@stord.onmicrosoft.example,,,True,4'
		];
		const seen = await rows(`${head}\r\n${lines.join('\r\n')}\r\n`);
		expect(seen.rows).toEqual([
			['Anna Vik', 'anna.vik@stord.example', 'create'],
			['Møterom 3', 'rom3@stord.example', 'create'],
			['Per Lie', 'per.lie@stord.example', 'blocked'],
			['Gjest', '', 'noEmail']
		]);
		expect(seen.preview.unused).toEqual(['objectId']);
		expect(seen.preview.rows[0]).toMatchObject({ wanted: { title: 'Rådgjevar' } });
		const admin = await rows('Display name,User principal name,Block credential\nAnna Vik,avik@stord.example,True\n');
		expect(admin.rows).toEqual([['Anna Vik', 'avik@stord.example', 'blocked']]);
	});
});

describe('A list', () => {
	test('whose columns were not understood, or wrongly, is read as somebody says', async () => {
		const { db, leader, read, rows } = await aHall();
		const list = 'Tilsette;;\nKven;Adresse;Kvar\nAnna Vik;anna@stord.example;Nav Stord\n';
		expect(await read(list)).toMatchObject({ ok: false, reason: 'missingHeader', head: ['Kven', 'Adresse', 'Kvar'], list });
		const columns = ['name', 'email', 'unit'] as const;
		expect((await rows(list, columns)).rows).toEqual([['Anna Vik', 'anna@stord.example', 'create']]);
		expect((await rows('Anna Vik;anna@stord.example;Nav Stord\n', columns)).rows).toHaveLength(1);
		expect(await importPeople(db, leader, list, now, columns)).toMatchObject({ ok: true, created: 1 });
		const wrong = await rows('Namn;E-post;Avdeling\nAnna Vik;anna@stord.example;Konsulent\n', ['name', 'email', 'title']);
		expect(wrong.preview).toMatchObject({ newUnits: [], rows: [{ changes: [{ field: 'title', to: 'Konsulent' }] }] });
		expect(await read(list, ['name', '', 'unit'])).toMatchObject({ ok: false, reason: 'missingHeader' });
	});

	test('with letters that were lost tells of each row, and leaves a question alone', async () => {
		const { rows } = await aHall();
		const seen = await rows(
			'Namn;E-post;Eining;Stilling\n?se S?b?;a@b.no;Nav Stord;\nAnna;b@b.no;R?dhuset;\nPer;c@b.no;Nav Stord;Vikar?\n'
		);
		expect(seen.rows.map(([, , what]) => what)).toEqual(['lostLetters', 'lostLetters', 'create']);
	});

	test('shows who is not in it, and changes nothing of them', async () => {
		const { db, leader, read } = await aHall();
		const before = await db.selectFrom('person').selectAll().orderBy('id').execute();
		const own = before.filter(({ municipalityId, email }) => municipalityId === leader.municipalityId && email !== null);
		const list = `Namn;E-post\n${own[0]!.name};${own[0]!.email}\n`;
		const seen = await read(list);
		expect(seen.ok && seen.preview.gone.map(({ id }) => id).toSorted()).toEqual(own.slice(1).map(({ id }) => id));
		await importPeople(db, leader, list, now);
		expect(await db.selectFrom('person').selectAll().orderBy('id').execute()).toEqual(before);
	});
});
