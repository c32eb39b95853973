import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Actor } from '#lib/people/model.ts';
import { adopt } from '../document/adoption.server.ts';
import { tellSenders } from '../publicHearing/letters.server.ts';
import { writeOutcomes } from './letters.server.ts';
import { isSameBody } from './model.ts';

/**
 * Adopts the draft and puts a letter in the outbox to everybody that was heard: with the link to what became of their remarks, which is
 * told from now on. Who was heard in several rounds gets one, about the last. Gives `told`, how many letters; refuses as `adopt`.
 */
export async function adoptAndTell(db: Db, actor: Actor, adopted: Parameters<typeof adopt>[2], origin: string, now: Instant) {
	return command(db, async (trx) => {
		const done = await adopt(trx, actor, adopted, now);
		if (!done.ok) return done;
		const told = await tellBodies(trx, actor.municipalityId, { versionId: done.versionId, adoptedBy: adopted.body }, origin, now);
		return { ...done, told: told + (await tellPublic(trx, actor.municipalityId, done.versionId, origin, now)) };
	});
}

async function tellPublic(trx: Db, municipalityId: string, versionId: string, origin: string, now: Instant): Promise<number> {
	const version = await trx
		.selectFrom('planVersion')
		.select(['id', 'nameNn', 'nameNb'])
		.where('id', '=', versionId)
		.executeTakeFirstOrThrow();
	return tellSenders(trx, { municipalityId, origin, now }, version);
}

async function tellBodies(
	trx: Db,
	municipalityId: string,
	{ versionId, adoptedBy }: { versionId: string; adoptedBy: string },
	origin: string,
	now: Instant
): Promise<number> {
	const rounds = await trx
		.selectFrom('hearing')
		.select(['id', 'deadline', 'words', 'caseNumber'])
		.where('municipalityId', '=', municipalityId)
		.where('versionId', '=', versionId)
		.orderBy('round', 'desc')
		.execute();
	const written: { name: string; email: string }[] = [];
	let told = 0;
	for (const round of rounds) {
		const bodies = await trx.selectFrom('hearingBody').select(['id', 'name', 'email']).where('hearingId', '=', round.id).execute();
		const fresh = bodies.filter((body) => !written.some((other) => isSameBody(body, other)));
		written.push(...fresh);
		told += await writeOutcomes(trx, { municipalityId, origin, now }, round, { adoptedBy }, fresh);
	}
	return told;
}
