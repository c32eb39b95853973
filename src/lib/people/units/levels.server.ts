import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { refuse } from '#lib/result.ts';
import { nameKey } from '#lib/text/names.ts';
import { record } from '../audit.server.ts';
import { mayAdminister, type Actor } from '../model.ts';
import { levels } from '../queries.server.ts';

type Names = { nameNn: string; nameNb: string };

/** Levels below those that there are, in the order given. Refuses `notAllowed`, `duplicate` (with the `name` of one that is there). */
export async function addLevels(db: Db, actor: Actor, added: readonly Names[], now: Instant) {
	if (!mayAdminister(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const before = await levels(trx, municipalityId);
		const taken = new Set(before.flatMap(({ nameNn, nameNb }) => [nameKey(nameNn), nameKey(nameNb)]));
		let rank = before.at(-1)?.rank ?? 0;
		for (const { nameNn, nameNb } of added) {
			if (taken.has(nameKey(nameNn))) return refuse('duplicate', { name: nameNn });
			taken.add(nameKey(nameNn));
			const id = newId();
			await trx.insertInto('level').values({ id, municipalityId, nameNn, nameNb, rank: ++rank }).execute();
			await record(trx, actor, 'level.add', { kind: 'level', id }, now);
		}
		return { ok: true as const };
	});
}

/** The names of a level, mended. Refuses `notAllowed`, `notFound`, `duplicate`. */
export async function editLevel(db: Db, actor: Actor, levelId: string, { nameNn, nameNb }: Names, now: Instant) {
	if (!mayAdminister(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const all = await levels(trx, actor.municipalityId);
		if (!all.some(({ id }) => id === levelId)) return refuse('notFound');
		const others = all.filter(({ id }) => id !== levelId);
		if (others.some((one) => nameKey(one.nameNn) === nameKey(nameNn))) return refuse('duplicate', { name: nameNn });
		await trx.updateTable('level').set({ nameNn, nameNb }).where('id', '=', levelId).execute();
		await record(trx, actor, 'level.edit', { kind: 'level', id: levelId }, now);
		return { ok: true as const };
	});
}

/** One step higher (−1) or lower (1), as far as there is one. Refuses `notAllowed`, `notFound`. */
export async function moveLevel(db: Db, actor: Actor, levelId: string, by: -1 | 1, now: Instant) {
	if (!mayAdminister(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const order = (await levels(trx, actor.municipalityId)).map(({ id }) => id);
		const at = order.indexOf(levelId);
		if (at === -1) return refuse('notFound');
		order.splice(at, 1);
		order.splice(Math.max(0, at + by), 0, levelId);
		for (const [index, id] of order.entries())
			await trx
				.updateTable('level')
				.set({ rank: index + 1 })
				.where('id', '=', id)
				.execute();
		await record(trx, actor, 'level.move', { kind: 'level', id: levelId, detail: { by } }, now);
		return { ok: true as const };
	});
}

/** A level that is nobody's goes. Refuses `notAllowed`, `notFound`, `conflict` (with how many are on it, or were at a gathering). */
export async function removeLevel(db: Db, actor: Actor, levelId: string, now: Instant) {
	if (!mayAdminister(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const used = await Promise.all(
			(['person', 'attendance'] as const).map((table) =>
				trx
					.selectFrom(table)
					.select((row) => row.fn.countAll().as('count'))
					.where('municipalityId', '=', municipalityId)
					.where('levelId', '=', levelId)
					.executeTakeFirstOrThrow()
			)
		);
		const count = used.reduce((sum, row) => sum + Number(row.count), 0);
		if (count > 0) return refuse('conflict', { count });
		const gone = trx.deleteFrom('level').where('municipalityId', '=', municipalityId).where('id', '=', levelId).returning('id');
		if (!(await gone.executeTakeFirst())) return refuse('notFound');
		await record(trx, actor, 'level.remove', { kind: 'level', id: levelId }, now);
		return { ok: true as const };
	});
}
