import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { command } from '#lib/db/command.server.ts';
import { refuse } from '#lib/result.ts';
import { inDocumentOrder, isNumber, nextNumber, numbersInOrder, styleOf, type NumberStyle, type Under } from './model.ts';
import { holdOpenRevision, rowsOf, type Row } from './versions.server.ts';
import { mayRevise, type ElementKind, type Version } from '../model.ts';

/** A number that became another. */
export type Renumbered = { elementId: string; from: string; to: string };

/**
 * Reckons every number of the draft anew in the order in which it is read, and gives what was and what is; the comparison of versions
 * tells it too. What was taken out keeps its number as far as nothing else gets it. Refuses `notAllowed` and `closedRevision`.
 */
export async function renumberDraft(db: Db, actor: Actor, style: NumberStyle, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const draft = await holdOpenRevision(trx, actor.municipalityId);
		if (!draft) return refuse('closedRevision');
		const rows = await rowsOf(trx, draft.id);
		const renumbered = renumbering(rows, style);
		await giveNumbers(trx, draft.id, rows, new Map(renumbered.map(({ elementId, to }) => [elementId, to])));
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

/** The next free number under `parentId`: none that the plan has used in any version. */
export async function freeNumber(trx: Db, draft: Version, rows: readonly Row[], kind: ElementKind, parentId: string | null) {
	const used = await trx
		.selectFrom('elementText')
		.innerJoin('planVersion', 'planVersion.id', 'elementText.versionId')
		.select('elementText.number')
		.distinct()
		.where('planVersion.planId', '=', draft.planId)
		.execute();
	const taken = new Set([...used, ...rows].map(({ number }) => number));
	return nextNumber(kind, under(rows, parentId), taken, styleOf([...taken]));
}

/**
 * Gives an element the number that somebody typed. Refuses `invalidNumber`, and `duplicateNumber` where something else that stands has
 * it; what was taken out gives way.
 */
export async function setNumber(trx: Db, draft: Version, elementId: string, number: string) {
	if (!isNumber(number)) return refuse('invalidNumber');
	const rows = await rowsOf(trx, draft.id);
	if (rows.some((row) => row.number === number && row.elementId !== elementId && row.removedAt === null))
		return refuse('duplicateNumber', { number });
	await giveNumbers(trx, draft.id, rows, new Map([[elementId, number]]));
	return { ok: true as const };
}

/** Gives an element that came under another goal, and all under it in the order in which they are read, the next numbers there. */
export async function renumberMoved(trx: Db, draft: Version, elementId: string): Promise<void> {
	const rows = await rowsOf(trx, draft.id);
	const within = (id: string | null): boolean =>
		id !== null && (id === elementId || within(rows.find((row) => row.elementId === id)?.parentId ?? null));
	for (const moved of inDocumentOrder(rows).filter((row) => within(row.elementId))) {
		const number = await freeNumber(trx, draft, rows, moved.kind, moved.parentId);
		await giveNumbers(trx, draft.id, rows, new Map([[moved.elementId, number]]));
		moved.number = number;
	}
}

/**
 * Writes numbers, by way of names that no number has: numbers that change places would meet. What was taken out and has a number that
 * is given away gets a mark of its own until it is brought back.
 */
async function giveNumbers(trx: Db, versionId: string, rows: readonly Row[], numbers: ReadonlyMap<string, string>): Promise<void> {
	const given = new Set(numbers.values());
	const giving = rows.filter((row) => row.removedAt !== null && !numbers.has(row.elementId) && given.has(row.number));
	const write = (elementId: string, number: string) =>
		trx.updateTable('elementText').set({ number }).where('versionId', '=', versionId).where('elementId', '=', elementId).execute();
	for (const { elementId } of [...giving, ...[...numbers.keys()].map((id) => ({ elementId: id }))])
		await write(elementId, `${withoutNumber}${elementId}`);
	for (const [elementId, number] of numbers) await write(elementId, number);
}

/** Before the id of what was taken out and has given its number away; `isNumber` accepts nothing that begins so. */
const withoutNumber = '~';

/** Whether a row has lost its number to another while it was taken out. */
export function hasLostNumber({ number }: Pick<Row, 'number'>): boolean {
	return number.startsWith(withoutNumber);
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
