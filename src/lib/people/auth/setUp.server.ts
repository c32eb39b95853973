import type { Locale } from '#db/schema/people.ts';
import type { Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import { refuse } from '#lib/result.ts';
import { record } from '../audit.server.ts';
import { isSetUp } from '../queries.server.ts';
import { passwordFault } from './passwordRule.server.ts';
import { passwordHashOf } from './passwords.server.ts';

/** The first municipality, unit and administrator of an empty installation. Refuses `closed` (it is set up already), `invalidPassword`. */
export async function setUp(
	db: Db,
	first: { municipality: string; locale: Locale; unit: string; name: string; email: string; password: string },
	now: Instant
) {
	const fault = passwordFault(first.password, [first.municipality, first.unit, first.name, first.email]);
	if (fault) return refuse('invalidPassword', { fault });
	const passwordHash = await passwordHashOf(first.password);
	return command(db, async (trx) => {
		if (await isSetUp(trx)) return refuse('closed');
		const municipalityId = newId();
		const unitId = newId();
		const personId = newId();
		await trx
			.insertInto('municipality')
			.values({ id: municipalityId, name: first.municipality, county: null, locale: first.locale, createdAt: now })
			.execute();
		await trx
			.insertInto('unit')
			.values({
				id: unitId,
				municipalityId,
				nameNn: first.unit,
				nameNb: first.unit,
				kind: 'internal',
				colour: 0,
				validFrom: null,
				validTo: null,
				successorId: null
			})
			.execute();
		await trx
			.insertInto('person')
			.values({
				id: personId,
				municipalityId,
				name: first.name,
				email: first.email,
				unitId,
				levelId: null,
				title: null,
				locale: first.locale,
				createdAt: now,
				disabledAt: null
			})
			.execute();
		await trx.insertInto('account').values({ personId, municipalityId, passwordHash, createdAt: now }).execute();
		for (const role of ['administrator', 'leader'] as const) {
			await trx.insertInto('roleGrant').values({ id: newId(), municipalityId, personId, role, grantedAt: now, revokedAt: null }).execute();
		}
		await record(
			trx,
			{ id: personId, municipalityId, name: first.name },
			'municipality.setUp',
			{ kind: 'municipality', id: municipalityId },
			now
		);
		return { ok: true as const, personId };
	});
}
