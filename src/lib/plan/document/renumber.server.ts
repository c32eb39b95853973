import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { command } from '#lib/db/command.server.ts';
import { refuse } from '#lib/result.ts';
import { inDocumentOrder, isNumber, nextNumber, numberedAmong, numbersInOrder, styleOf, type NumberStyle, type Under } from './model.ts';
import { holdOpenRevision, rowsOf, type Row } from './versions.server.ts';
import { mayRevise, type ElementKind, type Version } from '../model.ts';

/** A number that became another. */
export type Renumbered = { elementId: string; from: string; to: string };

/**
 * Reckons every number of the draft anew in the order in which it is read, and gives what was and what is; the comparison of versions
 * tells it too. Refuses `notAllowed` and `closedRevision`.
 */
export async function renumberDraft(db: Db, actor: Actor, style: NumberStyle, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const draft = await holdOpenRevision(trx, actor.municipalityId);
		if (!draft) return refuse('closedRevision');
		const rows = await rowsOf(trx, draft.id);
		const renumbered = renumbering(rows, style);
		for (const { elementId, to } of renumbered) await giveNumber(trx, draft, elementId, to);
		await record(trx, actor, 'plan.renumber', { kind: 'version', id: draft.id, detail: { version: draft.number, renumbered } }, now);
		return { ok: true as const, renumbered };
	});
}

/** What reckoning the numbers of a draft anew would change; nothing is written. `rows` may hold what was taken out. */
export function renumbering(rows: readonly (Omit<Row, 'removedAt'> & { removedAt?: string | null })[], style: NumberStyle): Renumbered[] {
	const standing = inDocumentOrder(rows.filter(({ removedAt }) => (removedAt ?? null) === null));
	const numbers = numbersInOrder(standing, style);
	return standing
		.map(({ elementId, number }) => ({ elementId, from: number, to: numbers.get(elementId)! }))
		.filter(({ from, to }) => from !== to);
}

/** The next free number under `parentId`: none that the plan has used for its like in any version. */
export async function freeNumber(trx: Db, draft: Version, rows: readonly Row[], kind: ElementKind, parentId: string | null) {
	const used = await trx
		.selectFrom('elementText')
		.innerJoin('planElement', 'planElement.id', 'elementText.elementId')
		.select(['elementText.number', 'planElement.kind'])
		.distinct()
		.where('planElement.planId', '=', draft.planId)
		.execute();
	const among = numberedAmong(kind);
	const taken = [...used, ...rows].filter((row) => numberedAmong(row.kind) === among).map(({ number }) => number);
	return nextNumber(kind, under(rows, parentId), new Set(taken), styleOf(taken));
}

/**
 * Gives an element the number that somebody typed. Refuses `invalidNumber`, and `duplicateNumber` where something else of its like that
 * stands has it.
 */
export async function setNumber(trx: Db, draft: Version, elementId: string, number: string) {
	if (!isNumber(number)) return refuse('invalidNumber');
	const rows = await rowsOf(trx, draft.id);
	const { kind } = rows.find((row) => row.elementId === elementId)!;
	if (isTaken(rows, { elementId, kind, number })) return refuse('duplicateNumber', { number });
	await giveNumber(trx, draft, elementId, number);
	return { ok: true as const };
}

/** Whether something else of its like that stands has the number of `row`. */
export function isTaken(rows: readonly Row[], row: Pick<Row, 'elementId' | 'kind' | 'number'>): boolean {
	const among = numberedAmong(row.kind);
	return rows.some(
		(other) =>
			other.number === row.number && other.elementId !== row.elementId && other.removedAt === null && numberedAmong(other.kind) === among
	);
}

/** Gives an element that came under another goal, and all under it in the order in which they are read, the next numbers there. */
export async function renumberMoved(trx: Db, draft: Version, elementId: string): Promise<void> {
	const rows = await rowsOf(trx, draft.id);
	const within = (id: string | null): boolean =>
		id !== null && (id === elementId || within(rows.find((row) => row.elementId === id)?.parentId ?? null));
	for (const moved of inDocumentOrder(rows).filter((row) => within(row.elementId))) {
		moved.number = await freeNumber(trx, draft, rows, moved.kind, moved.parentId);
		await giveNumber(trx, draft, moved.elementId, moved.number);
	}
}

export async function giveNumber(trx: Db, { id }: Version, elementId: string, number: string): Promise<void> {
	await trx.updateTable('elementText').set({ number }).where('versionId', '=', id).where('elementId', '=', elementId).execute();
}

/** The number of what `parentId` is, and of the goal that it is or stands under. */
function under(rows: readonly Row[], parentId: string | null): Under {
	const parent = rows.find((candidate) => candidate.elementId === parentId);
	let goal = parent;
	while (goal && goal.parentId !== null) {
		const above: string = goal.parentId;
		goal = rows.find((candidate) => candidate.elementId === above);
	}
	return { parent: parent?.number ?? null, goal: goal?.number ?? null };
}
