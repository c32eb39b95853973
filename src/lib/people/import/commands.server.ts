import { civilDate, type Instant } from '#lib/dates.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import { record } from '../audit.server.ts';
import { csvOf, rowsOf } from './csv.ts';
import { previewOf, type Preview, type Unusable } from './preview.ts';
import { mayAdminister, type Actor } from '../model.ts';
import { levels, persons, units } from '../queries.server.ts';

type Unread = Unusable | { ok: false; reason: 'unclosed'; line: number };

/** What taking in the list `text` would do; nothing is written. Refuses what `previewOf` does, and `unclosed` (a quote without an end). */
export async function previewImport(
	db: Db,
	municipalityId: string,
	text: string,
	now: Instant
): Promise<({ ok: true } & Preview) | Unread> {
	const { rows, unclosed } = rowsOf(text);
	if (unclosed !== null) return { ok: false, reason: 'unclosed', line: unclosed };
	return previewOf(rows, {
		today: civilDate(now),
		people: await persons(db, municipalityId),
		units: await units(db, municipalityId),
		levels: await levels(db, municipalityId)
	});
}

/**
 * Takes in a list of persons and units: adds, changes what differs, leaves refused rows alone. Doing it again changes nothing.
 * All or nothing; who is new may sign in first when somebody gives them a password. Refuses `notAllowed`, and as `previewImport` does.
 */
export async function importPeople(
	db: Db,
	actor: Actor,
	text: string,
	now: Instant
): Promise<
	| { ok: true; created: number; changed: number; same: number; refused: number; units: number }
	| { ok: false; reason: 'notAllowed' }
	| Unread
> {
	if (!mayAdminister(actor)) return { ok: false, reason: 'notAllowed' };
	const { municipalityId } = actor;
	return inTransaction(db, async (trx) => {
		const preview = await previewImport(trx, municipalityId, text, now);
		if (!preview.ok) return preview;
		const unitIds = new Map<string, string>();
		const colours = (await units(trx, municipalityId)).length;
		for (const name of preview.newUnits) {
			const id = newId();
			unitIds.set(name, id);
			const colour = (colours + unitIds.size - 1) % 12;
			await trx
				.insertInto('unit')
				.values({
					id,
					municipalityId,
					nameNn: name,
					nameNb: name,
					kind: 'internal',
					colour,
					validFrom: null,
					validTo: null,
					successorId: null
				})
				.execute();
		}
		const created = [];
		const counts = { created: 0, changed: 0, same: 0, refused: 0, units: unitIds.size };
		for (const row of preview.rows) {
			if (row.what === 'same') counts.same++;
			if (row.what === 'refuse') counts.refused++;
			if (row.what === 'same' || row.what === 'refuse') continue;
			const { newUnit, ...wanted } = row.wanted;
			const person = { ...wanted, unitId: newUnit === null ? wanted.unitId : unitIds.get(newUnit)! };
			if (row.what === 'create') {
				created.push({ id: newId(), municipalityId, ...person, createdAt: now, disabledAt: null });
			} else {
				const { email: _, ...changes } = person;
				await trx.updateTable('person').set(changes).where('id', '=', row.personId).execute();
				counts.changed++;
			}
		}
		// SQLite binds 32,766 values at most.
		for (let start = 0; start < created.length; start += 1000) {
			const some = created.slice(start, start + 1000);
			await trx.insertInto('person').values(some).execute();
			const grants = some.map((person) => ({
				id: newId(),
				municipalityId,
				personId: person.id,
				role: 'staff' as const,
				grantedAt: now,
				revokedAt: null
			}));
			await trx.insertInto('roleGrant').values(grants).execute();
		}
		counts.created = created.length;
		await record(trx, actor, 'importPeople', { kind: 'municipality', id: municipalityId, detail: counts }, now);
		return { ok: true, ...counts };
	});
}

/** Everybody who has access, as a list that can be changed in a spreadsheet and taken in again. */
export async function exportPeople(
	db: Db,
	municipalityId: string,
	header: readonly [string, string, string, string, string, string]
): Promise<string> {
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
