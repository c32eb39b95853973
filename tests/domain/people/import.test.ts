import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { csvOf, decoded, rowsOf, withoutGuard } from '#lib/people/import/csv.ts';
import { exportPeople, importPeople, previewImport } from '#lib/people/import/commands.server.ts';
import { maxRows } from '#lib/people/import/preview.ts';
import { levels, persons } from '#lib/people/queries.server.ts';
import { addLevels } from '#lib/people/units/levels.server.ts';
import { freshSqlite, onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

/** As Excel in Norwegian writes it: semicolons, CRLF, quotes, an empty line, in the encoding that is chosen when it is saved. */
const list =
	'Etternamn;Fornamn;E-post;Eining;Nivå;Stilling\r\n' +
	'Sæbø;Åse Marie;Ase.Sabo@stord.example;Nav Stord;;"Rådgjevar; bustad"\r\n' +
	';;;;;\r\n' +
	'Øye;"Per ""Pelle""";per.oye@stord.example;Barnevernet;;\r\n';
const latin = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const wide = (text: string, big = false) =>
	Uint8Array.from(text, (character) => character.charCodeAt(0)).reduce<number[]>(
		(all, low) => [...all, ...(big ? [0, low] : [low, 0])],
		[]
	);

describe('A list from a spreadsheet', () => {
	test.each<[string, Uint8Array]>([
		['Windows-1252', latin(list)],
		['UTF-8', new TextEncoder().encode(list)],
		['UTF-8 with a mark', new TextEncoder().encode(`\ufeff${list}`)],
		['UTF-16 with a mark', Uint8Array.from([0xff, 0xfe, ...wide(list)])],
		['UTF-16 of the other kind', Uint8Array.from([0xfe, 0xff, ...wide(list, true)])],
		['UTF-16 without a mark', Uint8Array.from(wide(list))]
	])('is read in %s', (_name, bytes) => {
		const read = decoded(bytes);
		if (!read.ok) throw new Error(read.reason);
		expect(rowsOf(read.text)).toEqual({
			unclosed: null,
			rows: [
				{ line: 1, cells: ['Etternamn', 'Fornamn', 'E-post', 'Eining', 'Nivå', 'Stilling'] },
				{ line: 2, cells: ['Sæbø', 'Åse Marie', 'Ase.Sabo@stord.example', 'Nav Stord', '', 'Rådgjevar; bustad'] },
				{ line: 4, cells: ['Øye', 'Per "Pelle"', 'per.oye@stord.example', 'Barnevernet', '', ''] }
			]
		});
	});

	test.each<[string, Uint8Array, string]>([
		['a workbook', Uint8Array.from([0x50, 0x4b, 3, 4, 0]), 'invalidWorkbook'],
		['a picture', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1, 2]), 'invalidText'],
		['UTF-8 that was read as Windows-1252 before', new TextEncoder().encode('Namn\nBjÃ¸rn'), 'invalidEncoding'],
		['code page 850', Uint8Array.from([0x42, 0x6a, 0x9b, 0x72, 0x6e]), 'invalidEncoding'],
		['Mac Roman', Uint8Array.from([0x42, 0x6a, 0xbf, 0x72, 0x6e]), 'invalidEncoding']
	])('is refused when it is %s', (_name, bytes, reason) => {
		expect(decoded(bytes)).toEqual({ ok: false, reason });
	});

	test('may have tabs or commas, say which itself, and have lines within quotes', () => {
		expect(rowsOf('Namn\tE-post\nA, B\ta@b.no').rows[1]!.cells).toEqual(['A, B', 'a@b.no']);
		expect(rowsOf('Namn,E-post\r"A, B",a@b.no\r').rows[1]).toEqual({ line: 2, cells: ['A, B', 'a@b.no'] });
		expect(rowsOf('sep=|\r\nNamn|E-post\r\n"A\r\nB"|a@b.no\r\nC|c@b.no').rows.map(({ line }) => line)).toEqual([2, 3, 5]);
		expect(rowsOf('Namn;E-post\n"A;a@b.no\n').unclosed).toBe(2);
	});

	test.each([
		['quotes only', '"', ''],
		['quotes within a cell', 'a"', ''],
		['quotes within quotes', '""', '"'],
		['separators', ';', ''],
		['spaces', ' ', '']
	])('of %s costs by its length, not by its square', (_name, piece, start) => {
		// What the parser has text looked through for, in characters: a figure that no busy machine changes.
		const looked = (count: number) => {
			let characters = 0;
			const watch = (name: 'trim' | 'replace' | 'split') => {
				const original = String.prototype[name] as (...given: unknown[]) => unknown;
				return vi.spyOn(String.prototype, name).mockImplementation(function (this: string, ...given: unknown[]) {
					characters += this.length;
					return original.apply(this, given) as never;
				});
			};
			const watched = [watch('trim'), watch('replace'), watch('split')];
			try {
				rowsOf(start + piece.repeat(count));
			} finally {
				for (const one of watched) one.mockRestore();
			}
			return characters;
		};
		expect(looked(4000)).toBeLessThan(3 * looked(2000));
		expect(looked(4000)).toBeLessThan(40_000);
	});

	test('is written so that no cell is reckoned out, and comes back as it was', () => {
		for (const cell of ['=1+1', ' +47', '\t@x', '\n-2', '\uff1d1', '-'])
			expect(rowsOf(csvOf([['x', cell]])).rows[0]!.cells[1]!.startsWith("'")).toBe(true);
		const cell = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\ufeff]/g, '').trim());
		fc.assert(
			fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), (cells) => {
				const row = ['Namn', ...cells.filter((one) => !/^'[\s\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u.test(one))];
				expect(rowsOf(csvOf([['æ'], row])).rows[1]!.cells.map((one) => withoutGuard(one).trim())).toEqual(row);
			})
		);
	});
});

onBothDatabases('taking in a list', (fresh) => {
	test('adds persons and units, says beforehand what it does, and does nothing the second time', async () => {
		const db = await fresh();
		const { leader, municipalityId, units, staff } = await aMunicipality(db);
		const own = (await db.selectFrom('person').select('email').where('id', '=', staff.id).executeTakeFirstOrThrow()).email!;
		const text = `${list}Tysnes;Tilsett;${own.toUpperCase()};Heimetenestene;;\r\nVik;;;;;\r\nVik;Vik;vik;;;\r\nSæbø;Åse;ase.sabo@stord.example;;;\r\n`;
		const preview = await previewImport(db, municipalityId, text, now);
		if (!preview.ok) throw new Error(preview.reason);
		expect(preview.newUnits).toEqual(['Barnevernet']);
		expect(preview.rows.map((row) => [row.line, row.what, row.what === 'refuse' ? row.why : ''])).toEqual([
			[2, 'create', ''],
			[4, 'create', ''],
			[5, 'change', ''],
			[6, 'refuse', 'noEmail'],
			[7, 'refuse', 'badEmail'],
			[8, 'refuse', 'twice']
		]);
		expect(preview.rows[2]).toMatchObject({
			changes: [
				{ field: 'name', from: 'Tilsett Tysnes', to: 'Tilsett Tysnes' },
				{ field: 'unit', from: 'Nav Stord', to: 'Heimetenestene' }
			].slice(1)
		});
		expect(await db.selectFrom('person').select('id').where('email', '=', 'ase.sabo@stord.example').execute()).toEqual([]);
		expect(await importPeople(db, leader, text, now)).toEqual({ ok: true, created: 2, changed: 1, same: 0, refused: 3, units: 1 });
		const made = await db
			.selectFrom('person')
			.selectAll()
			.where('municipalityId', '=', municipalityId)
			.where('email', '=', 'ase.sabo@stord.example')
			.executeTakeFirstOrThrow();
		expect(made).toMatchObject({ name: 'Åse Marie Sæbø', unitId: units.nav, title: 'Rådgjevar; bustad' });
		const first = await db.selectFrom('person').selectAll().orderBy('id').execute();
		expect(await importPeople(db, leader, text, now)).toEqual({ ok: true, created: 0, changed: 0, same: 3, refused: 3, units: 0 });
		expect(await db.selectFrom('person').selectAll().orderBy('id').execute()).toEqual(first);
		const header = ['Namn', 'E-post', 'Eining', 'Nivå', 'Stilling', 'Språk'] as const;
		const out = await exportPeople(db, leader, header);
		expect(out.startsWith('\ufeffNamn;E-post;Eining')).toBe(true);
		const everybody = await previewImport(db, municipalityId, out, now);
		if (!everybody.ok) throw new Error(everybody.reason);
		expect(everybody.rows.filter(({ what }) => what !== 'same')).toEqual([]);
	});
});

onBothDatabases('a level that is on a list', (fresh) => {
	test('is one that there is, or becomes one below the others, once', async () => {
		const db = await fresh();
		const { leader, municipalityId } = await aMunicipality(db);
		await addLevels(db, leader, [{ nameNn: 'Einingsleiar', nameNb: 'Enhetsleder' }], now);
		const text = `Namn;E-post;Nivå\nA;a@b.no;Rådgjevar\nB;b@b.no;enhetsleder\nC;c@b.no;RÅDGJEVAR\nD;d@b.no;Sakshandsamar\n`;
		const preview = await previewImport(db, municipalityId, text, now);
		expect(preview).toMatchObject({ newLevels: ['Rådgjevar', 'Sakshandsamar'] });
		expect(await importPeople(db, leader, text, now)).toMatchObject({ ok: true, created: 4, refused: 0 });
		const there = await levels(db, municipalityId);
		expect(there.map(({ nameNn }) => nameNn)).toEqual(['Einingsleiar', 'Rådgjevar', 'Sakshandsamar']);
		const of = new Map(
			(await persons(db, municipalityId)).map(({ email, levelId }) => [email, there.find(({ id }) => id === levelId)?.nameNn])
		);
		expect(['a', 'b', 'c', 'd'].map((one) => of.get(`${one}@b.no`))).toEqual(['Rådgjevar', 'Einingsleiar', 'Rådgjevar', 'Sakshandsamar']);
		expect(await importPeople(db, leader, text, now)).toMatchObject({ ok: true, created: 0, changed: 0, same: 4 });
	});
});

describe('A list is refused', () => {
	test('row by row for a unit that has ended, a language that is unknown, and for those who have lost their access', async () => {
		const db = await freshSqlite();
		const { municipalityId, units, staff } = await aMunicipality(db);
		await db.updateTable('unit').set({ validTo: '2017-12-31' }).where('id', '=', units.heime).execute();
		await db.updateTable('person').set({ disabledAt: now, email: 'borte@stord.example' }).where('id', '=', staff.id).execute();
		const rows = ['B;b@b.no;heimetenestene;;', 'C;borte@stord.example;;;', 'D;d@b.no;;;klingon', `${'x'.repeat(121)};e@b.no;;;`];
		const preview = await previewImport(db, municipalityId, `Namn;E-post;Avdeling;Nivå;Språk\n${rows.join('\n')}`, now);
		expect(preview.ok && preview.rows.map((row) => row.what === 'refuse' && row.why)).toEqual([
			'unitEnded',
			'noAccess',
			'unknownLanguage',
			'tooLong'
		]);
	});

	test('as a whole without columns or rows, with too many of them, with an open quote, and from those who may not', async () => {
		const db = await freshSqlite();
		const { municipalityId, staff, leader } = await aMunicipality(db);
		const preview = (text: string) => previewImport(db, municipalityId, text, now);
		expect(await preview('')).toMatchObject({ reason: 'empty' });
		expect(await preview('Namn;E-post\n\n')).toMatchObject({ reason: 'empty' });
		expect(await preview('Anna;anna@b.no')).toMatchObject({ reason: 'missingHeader' });
		expect(await preview('Namn;E-post\nA;"a@b.no')).toMatchObject({ reason: 'invalidQuote', line: 2 });
		const hundredThousand = `Namn;E-post\n${'Anna;anna@b.no\n'.repeat(100_000)}`;
		expect(await preview(hundredThousand)).toEqual({ ok: false, reason: 'tooLong', rows: 100_000 });
		expect(await importPeople(db, leader, hundredThousand, now)).toMatchObject({ ok: false, reason: 'tooLong' });
		expect(await preview(`Namn;E-post\n${'Anna;anna@b.no\n'.repeat(maxRows)}`)).toMatchObject({ ok: true });
		expect(await importPeople(db, staff, list, now)).toEqual({ ok: false, reason: 'notAllowed' });
	});
});
