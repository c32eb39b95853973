import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { newId } from '#lib/ids.ts';
import { takeHarvest } from '#lib/plan/inputs/commands.server.ts';
import { decide } from '#lib/plan/inputs/decisions.server.ts';
import { inputsOf } from '#lib/plan/inputs/queries.server.ts';
import { adopt } from '#lib/plan/document/adoption.server.ts';
import { storyOf } from '#lib/plan/story/queries.server.ts';
import { aDraft, aForum } from './plan.ts';
import { aMunicipality, now, type World } from './world.ts';

export const adoption = { date: '2018-01-11', body: 'Stord kommunestyre', caseNumber: '18/12' };

/** A summary of a gathering, published with these points. */
export async function published(
	db: Kysely<Database>,
	{ municipalityId }: World,
	gatheringId: string,
	points: { id: string; text: string; first?: boolean; votes?: number }[]
) {
	const full = points.map((point) => ({ first: false, votes: 0, starter: '', startBy: null, tables: [4], ...point }));
	const numbers = { attended: 46, units: 5, tables: 6, notes: 40, votes: 30 };
	await db
		.insertInto('summary')
		.values({
			id: newId(),
			municipalityId,
			gatheringId,
			version: 1,
			locale: 'nn',
			title: 'Oppsummering',
			intro: '',
			closing: '',
			content: JSON.stringify({ title: 'Oppsummering', intro: '', closing: '', points: full, numbers }),
			contentHash: 'x',
			createdAt: now,
			updatedAt: now,
			publishedAt: now,
			publishedBy: null,
			boardId: null
		})
		.execute();
}

export const pointTexts = ['Gjer dette kvart år', 'Éin stad å ringje', 'Ring Kari Nordmann på 971 23 456'];

/** A forum whose three points were taken into one measure of the plan in force; one of them names somebody. */
export async function adoptedStory(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const { leader, municipalityId } = world;
	const { measure, versionId } = await aDraft(db, world);
	const { gatheringId, pointIds } = await aForum(db, world, pointTexts);
	await takeHarvest(db, leader, gatheringId, now);
	for (const { id } of await inputsOf(db, municipalityId, versionId))
		await decide(
			db,
			leader,
			id,
			{ outcome: 'in', reason: 'Fordi.', internalRemark: 'HEMMELEG', change: { kind: 'existing', elementId: measure } },
			now
		);
	await adopt(db, leader, adoption, now);
	const told = (locale: 'nn' | 'nb' | 'en' = 'nn') => storyOf(db, leader, locale, now).then((story) => story!);
	return { ...world, world, measure, gatheringId, pointIds, told };
}
