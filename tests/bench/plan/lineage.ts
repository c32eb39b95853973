import { defaultRoundOptions } from '#lib/cafe/model.ts';
import type { Insertable, Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { aDraft, aForum, planned } from '../../support/plan.ts';
import { aMunicipality, now, type World } from '../../support/world.ts';

const perForum = { tables: 40, notesAtTable: 20, pointsAtTable: 3, measures: 8 };

/** SQLite binds 32,766 values at most. */
async function insert<T extends keyof Database & string>(db: Kysely<Database>, table: T, rows: readonly Insertable<Database[T]>[]) {
	for (let start = 0; start < rows.length; start += 1000)
		await db
			.insertInto(table)
			.values(rows.slice(start, start + 1000) as never)
			.execute();
}

/**
 * A municipality with this many forums' worth of lineage: each forum 40 tables with 20 notes, three points a table that became inputs,
 * taken into eight measures. Fifty forums are 2,000 tables, 40,000 notes, 6,000 inputs and 400 measures. There are `versions` of the
 * plan, the last one open.
 */
export async function lineageOf(db: Kysely<Database>, forums: number, versions: number) {
	const world: World = await aMunicipality(db);
	const { municipalityId, leader } = world;
	const draft = await aDraft(db, world);
	const versionIds = [draft.versionId, ...Array.from({ length: versions - 1 }, (_, at) => `version${at + 2}`)];
	const measures = Array.from({ length: forums * perForum.measures }, (_, at) => `measure${at}`);
	await db
		.updateTable('planVersion')
		.set({ adoptedAt: now, adoptedDate: '2010-01-01', contentHash: 'x' })
		.where('id', '=', draft.versionId)
		.execute();
	await insert(
		db,
		'planVersion',
		versionIds.slice(1).map((id, at) => {
			const isOpen = at === versions - 2;
			return {
				id,
				municipalityId,
				planId: draft.planId,
				number: at + 2,
				...planned,
				createdAt: now,
				adoptedAt: isOpen ? null : now,
				adoptedDate: isOpen ? null : `20${10 + at}-06-01`,
				adoptedBy: isOpen ? null : 'Kommunestyret',
				caseNumber: isOpen ? null : `${at}/1`,
				contentHash: isOpen ? null : 'x'
			};
		})
	);
	await insert(
		db,
		'planElement',
		measures.map((id) => ({ id, municipalityId, planId: draft.planId, kind: 'measure' as const, createdAt: now }))
	);
	const goals = versionIds.slice(1).map((versionId) => ({ versionId, elementId: draft.goal, parentId: null, number: '1', nn: 'Mål' }));
	const texts = versionIds.flatMap((versionId, version) =>
		measures.map((elementId, at) => ({
			versionId,
			elementId,
			parentId: draft.goal,
			number: `1.${at + 100}`,
			nn: `Tiltak ${at}: ta vare på det som vart sagt om bustad nummer ${at}, slik det lydde i rullering ${at % 3 === 0 ? version : 1}`
		}))
	);
	await insert(
		db,
		'elementText',
		[...goals, ...texts].map((text, position) => ({
			...text,
			municipalityId,
			position,
			nb: text.nn,
			unitId: world.units.nav,
			roleNn: null,
			roleNb: null,
			deadline: '2020-01-01',
			seriesId: null,
			edition: 1,
			removedAt: null
		}))
	);

	const made = { note: '', measure: measures[0]!, gatheringId: '', versionIds, leader, municipalityId };
	const links: Insertable<Database['lineage']>[] = [];
	const link = (fromKind: string, fromId: string, toKind: string, toId: string) =>
		links.push({ municipalityId, fromKind, fromId, toKind, toId, at: now });
	for (let forum = 0; forum < forums; forum++) {
		const count = perForum.tables * perForum.pointsAtTable;
		const { gatheringId, pointIds } = await aForum(
			db,
			world,
			Array.from({ length: count }, (_, at) => `Punkt ${at} frå forum ${forum}: éin stad å ringje om bustad ${at % 17}`)
		);
		await db
			.insertInto('cafe')
			.values({
				...{ id: `cafe${forum}`, municipalityId, gatheringId, preset: 'udir', rounds: 1, roundMinutes: 12, changeoverMinutes: 2 },
				...{ phase: 'closed', round: 1, endsAt: null, phaseAt: now, message: null, joinCode: `KODE${forum}`, joinToken: `t${forum}` },
				...{ joinLockedAt: null, ...defaultRoundOptions, createdAt: now, closedAt: now }
			})
			.execute();
		const tables = Array.from({ length: perForum.tables }, (_, at) => `table${forum}-${at}`);
		await insert(
			db,
			'board',
			tables.map((id) => ({ id: `b${id}`, municipalityId, kind: 'table', epoch: 1, createdAt: now, closedAt: now }))
		);
		await insert(
			db,
			'cafeTable',
			tables.map((id, at) => ({
				...{ id, municipalityId, cafeId: `cafe${forum}`, number: at + 1, question: `Spørsmål ${at}`, findingId: null, boardId: `b${id}` },
				...{ hostId: null, frozenAt: now, frozenContent: '{}', frozenHash: 'x', harvestedAt: now }
			}))
		);
		const notes = tables.flatMap((cafeTableId) =>
			Array.from({ length: perForum.notesAtTable }, (_, at) => ({
				...{
					id: `${cafeTableId}-n${at}`,
					municipalityId,
					cafeTableId,
					clusterId: null,
					position: at,
					round: 1,
					writtenBy: '',
					receipt: null
				},
				...{ text: `Lapp ${at} ved ${cafeTableId}`, votes: at % 4 }
			}))
		);
		await insert(db, 'note', notes);
		const points = tables.flatMap((cafeTableId) =>
			Array.from({ length: perForum.pointsAtTable }, (_, position) => ({
				...{ id: `${cafeTableId}-p${position}`, municipalityId, cafeTableId, position, createdAt: now },
				text: `Punkt ${position}`
			}))
		);
		await insert(db, 'harvestPoint', points);
		const version = versionIds[forum % versions]!;
		await insert(
			db,
			'planInput',
			pointIds.map((originId, at) => ({
				...{ id: `input${forum}-${at}`, municipalityId, planId: draft.planId, versionId: version, origin: 'harvest' as const, originId },
				...{ text: `Punkt ${at}`, originLabel: 'Forum', elementId: null, createdAt: now, withdrawnAt: null, sameAsId: null }
			}))
		);
		await insert(
			db,
			'decision',
			pointIds.map((_, at) => ({
				...{ inputId: `input${forum}-${at}`, municipalityId, outcome: 'in' as const, reason: '', internalRemark: null },
				...{ decidedBy: leader.id, decidedAt: now }
			}))
		);
		notes.forEach((note, at) => link('note', note.id, 'harvestPoint', points[Math.floor(at / perForum.notesAtTable) * 3 + (at % 3)]!.id));
		points.forEach((point, at) => {
			link('harvestPoint', point.id, 'forumPoint', pointIds[at]!);
			link('forumPoint', pointIds[at]!, 'input', `input${forum}-${at}`);
			link('input', `input${forum}-${at}`, 'element', measures[forum * perForum.measures + (at % perForum.measures)]!);
		});
		for (let at = 0; at < perForum.measures; at++) link('element', measures[forum * perForum.measures + at]!, 'version', version);
		if (forum === 0) Object.assign(made, { note: notes[0]!.id, gatheringId });
	}
	await insert(db, 'lineage', links);
	return made;
}
