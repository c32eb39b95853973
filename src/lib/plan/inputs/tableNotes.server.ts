import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { link, trace } from '#lib/lineage.server.ts';
import type { Stance, Version } from '../model.ts';
import { enqueueInput } from './queue.server.ts';

/*
 * What tables said about the plan that lay on them becomes input on those elements, without anybody typing it again. It reads the notes
 * as they are read today: what has been hidden since is hidden here too.
 */

type Said = { id: string; text: string; elementId: string; stance: Stance; number: number };

/** The notes of a gathering that say which element they are about, of those that still stand in `draft`. */
async function saidAbout(db: Db, municipalityId: string, gatheringId: string, draft: Pick<Version, 'id'>): Promise<Said[]> {
	const rows = await db
		.selectFrom('note')
		.innerJoin('cafeTable', 'cafeTable.id', 'note.cafeTableId')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.innerJoin('elementText', (join) => join.onRef('elementText.elementId', '=', 'note.aboutId').on('elementText.versionId', '=', draft.id))
		.select(['note.id', 'note.text', 'note.aboutId as elementId', 'note.stance', 'cafeTable.number'])
		.where('cafe.municipalityId', '=', municipalityId)
		.where('cafe.gatheringId', '=', gatheringId)
		.where('note.stance', 'is not', null)
		.where('elementText.removedAt', 'is', null)
		.orderBy('cafeTable.number')
		.orderBy('note.position')
		.execute();
	return rows.map((row) => ({ ...row, elementId: row.elementId!, stance: row.stance! }));
}

/** The element that all of a point's notes are about, by point; points about several or none are missing. Two queries. */
export async function elementsBehind(
	db: Db,
	municipalityId: string,
	gatheringId: string,
	draft: Pick<Version, 'id'>,
	pointIds: readonly string[]
): Promise<Map<string, string>> {
	const said = new Map((await saidAbout(db, municipalityId, gatheringId, draft)).map(({ id, elementId }) => [id, elementId]));
	if (said.size === 0) return new Map();
	const links = Map.groupBy(await trace(db, municipalityId, { kind: 'forumPoint', ids: pointIds }, 'back'), ({ to }) => to.id);
	const aboutOf = (id: string, seen = new Set<string>()): Set<string> => {
		if (seen.has(id)) return new Set();
		seen.add(id);
		const own = said.get(id);
		return new Set([...(own ? [own] : []), ...(links.get(id) ?? []).flatMap(({ from }) => [...aboutOf(from.id, seen)])]);
	};
	return new Map(
		pointIds.flatMap((id): [string, string][] => {
			const [only, ...others] = aboutOf(id);
			return only && others.length === 0 ? [[id, only]] : [];
		})
	);
}

/**
 * Queues one input for each table, element and stance, listing the notes. Skips notes that a point of the forum has taken up or
 * that are inputs already, so repeating it adds nothing. Returns the new ids.
 */
export async function takeTableNotes(
	trx: Db,
	municipalityId: string,
	gathering: { id: string; theme: string },
	draft: Pick<Version, 'id' | 'planId'>,
	now: Instant
): Promise<string[]> {
	const said = await saidAbout(trx, municipalityId, gathering.id, draft);
	if (said.length === 0) return [];
	const reached = await trace(trx, municipalityId, { kind: 'note', ids: said.map(({ id }) => id) }, 'forward');
	const clusters = new Map(reached.filter(({ to }) => to.kind === 'cluster').map(({ from, to }) => [from.id, to.id]));
	const used = new Set(reached.filter(({ to }) => to.kind === 'input' || to.kind === 'harvestPoint').map(({ from }) => from.id));
	const fresh = said.filter(({ id }) => !used.has(id) && !used.has(clusters.get(id) ?? ''));
	const groups = [...Map.groupBy(fresh, ({ number, elementId, stance }) => `${number} ${elementId} ${stance}`).values()];
	const made: string[] = [];
	for (const notes of groups) {
		const { elementId, stance, number } = notes[0]!;
		const inputId = await enqueueInput(
			trx,
			municipalityId,
			draft,
			{
				text: textOf(notes),
				origin: 'harvest',
				originId: null,
				originLabel: gathering.theme,
				elementId,
				table: { stance, number }
			},
			now
		);
		made.push(inputId);
		const from = notes.map(({ id }) => ({ kind: 'note' as const, id }));
		await link(trx, municipalityId, { from, to: { kind: 'input', id: inputId } }, now);
	}
	return made;
}

/** The notes as they were written; several are a list. */
function textOf(notes: readonly Said[]): string {
	const [first = '', ...others] = notes.map(({ text }) => text.trim());
	return others.length === 0 ? first : [first, ...others].map((text) => `– ${text}`).join('\n');
}
