import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { newId } from '#lib/ids.ts';
import { addElement } from '#lib/plan/document/elements.server.ts';
import { nothingMore, type ElementFields } from '#lib/plan/document/model.ts';
import { createPlan } from '#lib/plan/document/revision.server.ts';
import { now, type World } from './world.ts';

export const planned = {
	nameNn: 'Bustadsosial handlingsplan',
	nameNb: 'Boligsosial handlingsplan',
	periodFrom: 2016,
	periodTo: 2019,
	legalStatus: null
};

/** Fields with nothing but words, under `parentId`. */
export function words(nn: string, parentId: string | null = null): ElementFields {
	return { nn, nb: nn, parentId, ...nothingMore };
}

/** A plan whose first draft has one goal with one measure. */
export async function aDraft(
	db: Kysely<Database>,
	{ leader }: World
): Promise<{ planId: string; versionId: string; goal: string; measure: string }> {
	const plan = await createPlan(db, leader, planned, now);
	if (!plan.ok) throw new Error(plan.reason);
	const goal = await addElement(db, leader, { kind: 'goal', ...words('Innsatsen skal vere heilskapleg') }, now);
	if (!goal.ok) throw new Error(goal.reason);
	const measure = await addElement(db, leader, { kind: 'measure', ...words('Arrangere bustadsosialt forum', goal.elementId) }, now);
	if (!measure.ok) throw new Error(measure.reason);
	return { planId: plan.planId, versionId: plan.versionId, goal: goal.elementId, measure: measure.elementId };
}

/** A held gathering of the series with forum points of these texts; gives their ids in order. */
export async function aForum(
	db: Kysely<Database>,
	{ municipalityId, seriesId }: World,
	texts: readonly string[]
): Promise<{ gatheringId: string; pointIds: string[] }> {
	const gatheringId = newId();
	await db
		.insertInto('gathering')
		.values({
			id: gatheringId,
			municipalityId,
			seriesId,
			recipe: 'talksCafe',
			theme: 'Felles forståing',
			state: 'held',
			date: null,
			month: '2016-03',
			year: 2016,
			startTime: null,
			endTime: null,
			room: '',
			organiserUnitId: null,
			organiserRoleNn: null,
			organiserRoleNb: null,
			attendedCount: 46,
			calendarSequence: 0,
			createdBy: null,
			createdAt: now,
			openedAt: null,
			heldAt: now,
			cancelledAt: null
		})
		.execute();
	const pointIds = texts.map(() => newId());
	for (const [position, text] of texts.entries()) {
		await db
			.insertInto('forumPoint')
			.values({
				id: pointIds[position]!,
				municipalityId,
				gatheringId,
				position,
				text,
				firstAt: null,
				starterUnitId: null,
				starterRole: '',
				startBy: null,
				createdAt: now,
				mergedIntoId: null
			})
			.execute();
	}
	return { gatheringId, pointIds };
}
