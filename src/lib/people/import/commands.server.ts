import { shortened } from '#lib/text/shortened.ts';
import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { civilDate, type Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import { refuse } from '#lib/result.ts';
import { hasUnseen } from '#lib/text/unseen.ts';
import { record } from '../audit.server.ts';
import { headOf, type Columns } from './columns.ts';
import { csvOf, decoded, rowsOf } from './csv.ts';
import { previewOf, type Wanted } from './preview.ts';
import { isZip, sheetsOf } from '#lib/documents/unpack.server.ts';
import { mayAdminister, type Actor } from '../model.ts';
import { levels, persons, units } from '../queries.server.ts';

/**
 * What taking in the list `text` would do; nothing is written. Refuses what `previewOf` does, and `invalidQuote` with the `line` of a
 * quote that does not end.
 */
export async function previewImport(db: Db, municipalityId: string, text: string, now: Instant, columns: Columns = []) {
	const { rows, unclosed } = rowsOf(text);
	if (unclosed !== null) return refuse('invalidQuote', { line: unclosed });
	await yieldToEventLoop();
	const known = {
		today: civilDate(now),
		people: await db
			.selectFrom('person')
			.select(['id', 'name', 'email', 'unitId', 'levelId', 'title', 'locale', 'disabledAt'])
			.where('municipalityId', '=', municipalityId)
			.execute(),
		units: await units(db, municipalityId),
		levels: await levels(db, municipalityId)
	};
	await yieldToEventLoop();
	return previewOf(rows, known, columns);
}

/**
 * `previewImport` of an uploaded file, or of one that was read before (`list`) with `columns` that somebody chose; with its text. Refuses
 * `missing` (no file), what `textOf` and what `previewImport` refuse; `missingHeader` with the text, so that the columns can be chosen.
 */
export async function previewFile(
	db: Db,
	municipalityId: string,
	sent: { file: File | undefined; list: string; name: string; columns: Columns },
	now: Instant
) {
	const { file, columns } = sent;
	if (!file && !sent.list) return refuse('missing');
	const read = file ? await textOf(new Uint8Array(await file.arrayBuffer())) : { ok: true as const, text: sent.list };
	if (!read.ok) return read;
	const { text: list } = read;
	const name = shortened(file?.name ?? sent.name, 120);
	const preview = await previewImport(db, municipalityId, list, now, file ? [] : columns);
	if (preview.ok) return { ok: true as const, preview, list, file: name, hadUnseen: hasUnseen(list.replaceAll('\r', '')) };
	return preview.reason === 'missingHeader' ? refuse('missingHeader', { head: preview.head, list, file: name }) : preview;
}

/** The text of a file: as it is decoded, or of a workbook the sheet that has the headers of a list, else the first. */
async function textOf(bytes: Uint8Array) {
	if (!isZip(bytes)) return decoded(bytes);
	const read = await sheetsOf(bytes);
	if (!read.ok) return read;
	const numbered = (sheet: string[][]) => sheet.map((cells, index) => ({ line: index + 1, cells }));
	await yieldToEventLoop();
	const sheet = read.sheets.find((one) => headOf(numbered(one), []) !== undefined) ?? read.sheets[0] ?? [];
	const text = csvOf(sheet).replace(/^\ufeff/, '');
	await yieldToEventLoop();
	return { ok: true as const, text };
}

/**
 * Takes in a list of persons and units: adds, changes what differs, leaves refused rows alone. Doing it again changes nothing.
 * All or nothing; who is new may sign in first when somebody gives them a password. Refuses `notAllowed`, and as `previewImport` does.
 */
export async function importPeople(db: Db, actor: Actor, text: string, now: Instant, columns: Columns = []) {
	if (!mayAdminister(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const preview = await previewImport(trx, municipalityId, text, now, columns);
		if (!preview.ok) return preview;
		const unitIds = await addUnits(trx, municipalityId, preview.newUnits);
		const levelIds = await addLevelsBelow(trx, municipalityId, preview.newLevels);
		const personOf = ({ newUnit, newLevel, ...wanted }: Wanted) => ({
			...wanted,
			unitId: newUnit === null ? wanted.unitId : unitIds.get(newUnit)!,
			levelId: newLevel === null ? wanted.levelId : levelIds.get(newLevel)!
		});
		const created = preview.rows.flatMap((row) => (row.what === 'create' ? [personOf(row.wanted)] : []));
		await addPersons(trx, municipalityId, created, now);
		const changed = preview.rows.filter((row) => row.what === 'change');
		for (const [at, { personId, wanted }] of changed.entries()) {
			if (at % 100 === 99) await yieldToEventLoop();
			const { email: _, ...changes } = personOf(wanted);
			await trx.updateTable('person').set(changes).where('id', '=', personId).execute();
		}
		const counts = {
			created: created.length,
			changed: changed.length,
			same: preview.rows.filter(({ what }) => what === 'same').length,
			refused: preview.rows.filter(({ what }) => what === 'refuse').length,
			units: unitIds.size
		};
		await record(trx, actor, 'person.import', { kind: 'municipality', id: municipalityId, detail: counts }, now);
		return { ok: true as const, ...counts };
	});
}

/** Units that a list names and nobody had entered; gives their ids by name. */
async function addUnits(trx: Db, municipalityId: string, names: readonly string[]): Promise<Map<string, string>> {
	const before = (await units(trx, municipalityId)).length;
	const rows = names.map((name, index) => ({
		id: newId(),
		municipalityId,
		nameNn: name,
		nameNb: name,
		kind: 'internal' as const,
		colour: (before + index) % 12,
		validFrom: null,
		validTo: null,
		successorId: null
	}));
	for (const row of rows) await trx.insertInto('unit').values(row).execute();
	return new Map(rows.map(({ id, nameNn }) => [nameNn, id]));
}

/** Levels that a list names and nobody had entered, below those that there are; gives their ids by name. */
async function addLevelsBelow(trx: Db, municipalityId: string, names: readonly string[]): Promise<Map<string, string>> {
	const lowest = (await levels(trx, municipalityId)).at(-1)?.rank ?? 0;
	const rows = names.map((name, index) => ({ id: newId(), municipalityId, nameNn: name, nameNb: name, rank: lowest + 1 + index }));
	for (const row of rows) await trx.insertInto('level').values(row).execute();
	return new Map(rows.map(({ id, nameNn }) => [nameNn, id]));
}

/** Persons without an account, as staff. */
async function addPersons(
	trx: Db,
	municipalityId: string,
	added: readonly Omit<Wanted, 'newUnit' | 'newLevel'>[],
	now: Instant
): Promise<void> {
	const rows = added.map((person) => ({ id: newId(), municipalityId, ...person, createdAt: now, disabledAt: null }));
	for (let start = 0; start < rows.length; start += 100) {
		const some = rows.slice(start, start + 100);
		await yieldToEventLoop();
		await trx.insertInto('person').values(some).execute();
		const grants = some.map(({ id: personId }) => ({
			id: newId(),
			municipalityId,
			personId,
			role: 'staff' as const,
			grantedAt: now,
			revokedAt: null
		}));
		await yieldToEventLoop();
		await trx.insertInto('roleGrant').values(grants).execute();
	}
}

/** Everybody who has access, as a list that can be changed in a spreadsheet and taken in again. */
export async function exportPeople(
	db: Db,
	actor: Actor,
	header: readonly [string, string, string, string, string, string]
): Promise<string> {
	const { municipalityId } = actor;
	const unitOf = new Map((await units(db, municipalityId)).map((unit) => [unit.id, unit.nameNn]));
	const levelOf = new Map((await levels(db, municipalityId)).map((level) => [level.id, level.nameNn]));
	const people = (await persons(db, municipalityId)).filter(({ disabledAt }) => disabledAt === null);
	return csvOf([
		header,
		...people.map(({ name, email, unitId, levelId, title, locale }) => [
			name,
			email ?? '',
			(unitId && unitOf.get(unitId)) ?? '',
			(levelId && levelOf.get(levelId)) ?? '',
			title ?? '',
			locale ?? ''
		])
	]);
}
