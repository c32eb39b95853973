import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { newId } from '#lib/ids.ts';
import { idsOf } from '../support/neighbours.ts';

/** As it is sent: a field that is there more than once stands in pairs. */
export type Form = Record<string, string> | [string, string][];

/** Forms that are filled in as they should be, by action: where an empty one is the same for who may and who may not. */
export async function formsOf(db: Kysely<Database>, municipalityId: string, gatheringId: string): Promise<Record<string, Form>> {
	const ids = await idsOf(db, municipalityId);
	const inGathering = async (table: 'programmeItem' | 'forumPoint') =>
		(await db.selectFrom(table).select('id').where('gatheringId', '=', gatheringId).limit(1).executeTakeFirst())?.id ?? 'none';
	const [item, point] = [await inGathering('programmeItem'), await inGathering('forumPoint')];
	const { id: otherPoint } = await db
		.selectFrom('forumPoint')
		.select('id')
		.where('gatheringId', '=', gatheringId)
		.where('id', '!=', point)
		.limit(1)
		.executeTakeFirstOrThrow();
	const task = newId();
	const nobody = { ownerUnitId: null, ownerRoleNn: '', ownerRoleNb: '', doneAt: null, doneBy: null };
	await db
		.insertInto('checklistItem')
		.values({ id: task, municipalityId, gatheringId, task: null, title: 'Noko', dueDate: '2018-03-01', ...nobody })
		.execute();
	const { theme } = await db.selectFrom('gathering').select('theme').where('id', '=', gatheringId).executeTakeFirstOrThrow();
	/** Of points that are others by now. */
	const seen = '0'.repeat(16);
	const part = { kind: 'talk', title: 'Noko', startTime: '09:00', minutes: '10' };
	const working: Record<string, Form> = {
		first: { pointId: point, first: 'yes' },
		merge: [
			['points[]', point],
			['points[]', otherPoint],
			['text', 'Noko']
		],
		apart: { pointId: point }
	};
	const of: Record<string, Record<string, Form>> = {
		'/gatherings/[id]': {
			tick: { itemId: task, done: 'yes' },
			addTask: { title: 'Noko', dueDate: '01.03.2018' },
			editTask: { itemId: task, title: 'Noko', dueDate: '01.03.2018', owner: 'steward' },
			removeTask: { itemId: 'none' },
			keepIdea: { text: 'Noko' },
			dropIdea: { ideaId: ids.ideaId! },
			details: { date: '01.03.2018', startTime: '09:00', room: 'Salen', theme },
			cost: { kind: 'none' },
			share: {},
			tellNews: {},
			cancel: {},
			hold: {}
		},
		'/gatherings/[id]/cafe/plenary': {
			...working,
			start: {},
			steer: { turn: '1', to: 'next' },
			starter: { pointId: point, starterRole: 'einingsleiar' }
		},
		'/gatherings/[id]/harvest': {
			...working,
			gather: {},
			split: { pointId: point, parts: 'Eitt\nTo' },
			describe: { pointId: point, text: 'Noko' }
		},
		'/gatherings/[id]/programme': {
			add: part,
			edit: { ...part, itemId: item },
			remove: { itemId: item },
			move: { itemId: item, direction: 'up' },
			closeUp: { startTime: '09:00' },
			speaker: { itemId: item, name: 'Nokon', email: 'nokon@stord.example' },
			material: { itemId: item, label: 'Noko', url: 'https://stord.example/a' },
			removeMaterial: { materialId: ids.materialId! },
			order: {},
			sinceLast: {},
			topic: { topicId: ids.topicId! },
			chase: {},
			offered: {},
			publish: {}
		},
		'/gatherings/[id]/summary': {
			start: {},
			publish: {},
			mend: {},
			disclosure: { kind: 'note', subjectId: ids.noteId!, verdict: 'harmless' },
			mail: { 'audiences[]': 'attended' },
			finish: { actionId: ids.actionId!, word: '' },
			reopen: { actionId: ids.actionId! }
		},
		'/table/[id]/host': { handOver: { handover: 'Noko', round: '1' } },
		'/table/[id]/harvest': {
			show: { seen, 'of[]': `note:${ids.noteId!}`, 'words[]': 'Noko', 'pick[]': `note:${ids.noteId!}` },
			keep: { text: 'Noko', seen },
			drop: { pointId: ids.pointId!, seen },
			up: { pointId: ids.pointId!, seen },
			down: { pointId: ids.pointId!, seen },
			handIn: { seen }
		},
		'/tasks': { done: { gatheringId, itemId: task }, finish: { actionId: ids.actionId!, word: '' } },
		'/topics/[id]': { plan: { gatheringId }, halfLife: { years: '3' }, merge: { intoId: ids.topicId! }, tie: { itemId: item } },
		'/units/[id]': {
			headcount: { said: '12, 3 nye' },
			fill: { personId: ids.personId!, kind: 'other', roleNn: 'Rådgjevar', roleNb: 'Rådgiver', from: '01.03.2018' }
		}
	};
	return Object.fromEntries(
		Object.entries(of).flatMap(([route, forms]) => Object.entries(forms).map(([name, form]) => [`${route}?/${name}`, form]))
	);
}
