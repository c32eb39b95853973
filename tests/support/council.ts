import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { loadDemo } from '#db/demo.ts';
import { actorOf } from '#lib/people/queries.server.ts';
import { addElement } from '#lib/plan/document/elements.server.ts';
import { elementsOf } from '#lib/plan/document/versions.server.ts';
import { decideMany } from '#lib/plan/inputs/decisions.server.ts';
import { waits } from '#lib/plan/inputs/model.ts';
import { inputsOf } from '#lib/plan/inputs/queries.server.ts';
import type { ElementKind } from '#lib/plan/model.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { words } from './plan.ts';

const now = '2018-01-15T07:00:00.000Z';

export const rival = 'Ein felles kontaktperson for bustad i kvar eining';
export const alike = ['Vi treng fleire kommunale bustader for unge', 'Vi treng fleire kommunale bustadar for unge vaksne'] as const;

/** The demo with its draft grown to three goals or more, forty measures and two chapters, and nothing left to decide. */
export async function councilDemo(db: Kysely<Database>): Promise<{ rivalId: string }> {
	await loadDemo(db);
	const { id } = await db.selectFrom('person').select('id').where('email', '=', 'leiar@stord.example').executeTakeFirstOrThrow();
	const leader = (await actorOf(db, id))!;
	const { open } = (await planOf(db, leader.municipalityId))!;
	const waiting = (await inputsOf(db, leader.municipalityId, open!.id)).filter(waits).map((input) => input.id);
	const decided = await decideMany(db, leader, waiting, { outcome: 'later', reason: 'Ved neste rullering.', elementId: null }, now);
	if (!decided.ok) throw new Error(decided.reason);
	const add = async (kind: ElementKind, text: string, parentId: string | null = null) => {
		const added = await addElement(db, leader, { kind, ...words(text, parentId) }, now);
		if (!added.ok) throw new Error(added.reason);
		return added.elementId;
	};
	for (const [title, text] of [
		['Bakgrunn', 'Planen byggjer på fem år med bustadsosialt forum.'],
		['Økonomi', 'Tiltaka vert lagde inn i økonomiplanen.']
	] as const)
		await add('paragraph', text, await add('chapter', title));
	const there = await elementsOf(db, open!.id);
	const goals = there.filter(({ kind }) => kind === 'goal').map(({ elementId }) => elementId);
	while (goals.length < 3) goals.push(await add('goal', `Mål ${goals.length + 1}: alle skal ha ein trygg heim`));
	const rivalId = await add('measure', rival, goals[0]!);
	for (let n = there.filter(({ kind }) => kind === 'measure').length + 1; n < 40; n++)
		await add('measure', `Tiltak nummer ${n} om bustad og oppfølging`, goals[n % 3]!);
	return { rivalId };
}
