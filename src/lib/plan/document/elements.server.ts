import type { Db } from '#lib/db/open.server.ts';
import { isCivilDate, type Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { command } from '#lib/db/command.server.ts';
import { refuse } from '#lib/result.ts';
import { holdOpenRevision, rowsOf, type Row } from './versions.server.ts';
import { fieldsFor, fieldsIn, inDocumentOrder, mayStandUnder, rank, type ElementFields } from './model.ts';
import { freeNumber, giveNumber, isTaken, renumberMoved, setNumber } from './renumber.server.ts';
import { mayRevise, type ElementKind, type Version } from '../model.ts';

/**
 * A new element last among its siblings in the draft, with the number that was typed or else the next free one.
 * Refuses `notAllowed`, `closedRevision`, `invalidNumber`, `duplicateNumber` and what is wrong with the fields.
 */
export async function addElement(db: Db, actor: Actor, added: ElementFields & { kind: ElementKind; number?: string | null }, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const draft = await holdOpenRevision(trx, actor.municipalityId);
		if (!draft) return refuse('closedRevision');
		const { kind, number: typed = null, ...given } = added;
		const fields = fieldsFor(kind, given);
		const rows = await rowsOf(trx, draft.id);
		const wrong = await validateFields(trx, actor.municipalityId, rows, kind, fields);
		if (wrong) return wrong;
		const elementId = newId();
		const free = await freeNumber(trx, draft, rows, kind, fields.parentId);
		await trx
			.insertInto('planElement')
			.values({ id: elementId, municipalityId: actor.municipalityId, planId: draft.planId, kind, createdAt: now })
			.execute();
		await trx
			.insertInto('elementText')
			.values({
				versionId: draft.id,
				elementId,
				municipalityId: actor.municipalityId,
				...fields,
				position: lastPosition(rows, fields.parentId) + 1,
				number: free,
				edition: 1,
				removedAt: null
			})
			.execute();
		const numbered = typed === null ? null : await setNumber(trx, draft, elementId, typed);
		if (numbered?.ok === false) return numbered;
		const number = typed ?? free;
		await record(trx, actor, 'element.add', { kind: 'element', id: elementId, detail: { version: draft.number, number } }, now);
		return { ok: true as const, elementId, number };
	});
}

/**
 * Edits an element of the draft if nobody has saved it since `edition` was read. It keeps its number unless another was typed; moved to
 * another goal without one, it and everything under it get the next numbers there. Refuses `notAllowed`, `closedRevision`, `notFound`,
 * `conflict` (removed by now), `invalidNumber`, `duplicateNumber`, the field errors of `validateFields`, and `conflictEdition` with the
 * saved fields (`theirs`) and their `edition`.
 */
export async function editElement(
	db: Db,
	actor: Actor,
	edited: ElementFields & { elementId: string; edition: number; number?: string | null },
	now: Instant
) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const draft = await holdOpenRevision(trx, actor.municipalityId);
		if (!draft) return refuse('closedRevision');
		const { elementId, edition, number: typed = null, ...given } = edited;
		const rows = await rowsOf(trx, draft.id);
		const found = rowIn(rows, elementId, { removed: false });
		if (!found.ok) return found;
		const { row } = found;
		if (row.edition !== edition) return refuse('conflictEdition', { theirs: fieldsIn(row), edition: row.edition });
		const fields = fieldsFor(row.kind, given);
		const wrong = await validateFields(trx, actor.municipalityId, rows, row.kind, fields);
		if (wrong) return wrong;
		const position = fields.parentId === row.parentId ? row.position : lastPosition(rows, fields.parentId) + 1;
		await trx
			.updateTable('elementText')
			.set({ ...fields, position, edition: edition + 1 })
			.where('versionId', '=', draft.id)
			.where('elementId', '=', elementId)
			.execute();
		if (goalOf(rows, fields.parentId) !== goalOf(rows, row.parentId)) await renumberMoved(trx, draft, elementId);
		const retyped = typed !== null && typed !== row.number;
		const numbered = retyped ? await setNumber(trx, draft, elementId, typed) : null;
		if (numbered?.ok === false) return numbered;
		const detail = { version: draft.number, number: retyped ? typed : row.number, ...(retyped && { was: row.number }) };
		await record(trx, actor, 'element.edit', { kind: 'element', id: elementId, detail }, now);
		return { ok: true as const, edition: edition + 1 };
	});
}

/**
 * Swaps an element with the sibling of its rank before (`up`) or after it, which changes no number; does nothing at the end of the row.
 * Refuses `notAllowed`, `closedRevision`, `notFound`, `conflict` (removed meanwhile).
 */
export async function moveElement(db: Db, actor: Actor, moved: { elementId: string; direction: 'up' | 'down' }, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const draft = await holdOpenRevision(trx, actor.municipalityId);
		if (!draft) return refuse('closedRevision');
		const all = await rowsOf(trx, draft.id);
		const found = rowIn(all, moved.elementId, { removed: false });
		if (!found.ok) return found;
		const { row } = found;
		const rows = inDocumentOrder(all.filter((candidate) => candidate.removedAt === null));
		const siblings = rows.filter((candidate) => candidate.parentId === row.parentId && rank(candidate) === rank(row));
		const place = siblings.indexOf(row);
		const other = place + (moved.direction === 'up' ? -1 : 1);
		if (siblings[other]) {
			siblings[place] = siblings[other];
			siblings[other] = row;
			for (const [position, sibling] of siblings.entries()) {
				await trx
					.updateTable('elementText')
					.set({ position: position + 1 })
					.where('versionId', '=', draft.id)
					.where('elementId', '=', sibling.elementId)
					.execute();
			}
			await record(
				trx,
				actor,
				'element.move',
				{ kind: 'element', id: row.elementId, detail: { version: draft.number, direction: moved.direction } },
				now
			);
		}
		return { ok: true as const };
	});
}

/**
 * Removes an element from the draft; `restoreElement` brings it back while the revision is open. Refuses `notAllowed`,
 * `closedRevision`, `notFound`, `conflict` (removed already), `conflictChildren` (elements under it must be removed or moved
 * first).
 */
export async function removeElement(db: Db, actor: Actor, elementId: string, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const draft = await holdOpenRevision(trx, actor.municipalityId);
		if (!draft) return refuse('closedRevision');
		const rows = await rowsOf(trx, draft.id);
		const found = rowIn(rows, elementId, { removed: false });
		if (!found.ok) return found;
		if (rows.some(({ parentId, removedAt }) => parentId === elementId && removedAt === null)) return refuse('conflictChildren');
		await setRemoved(trx, actor, draft, found.row, 'element.remove', now);
		return { ok: true as const };
	});
}

/**
 * Brings back what `removeElement` took out of the draft, with its words and its number, or the next free one where that has been given
 * to something else. Refuses `notAllowed`, `closedRevision`,
 * `notFound`, `conflict` (stands already), `invalidParent` (gone too).
 */
export async function restoreElement(db: Db, actor: Actor, elementId: string, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const draft = await holdOpenRevision(trx, actor.municipalityId);
		if (!draft) return refuse('closedRevision');
		const rows = await rowsOf(trx, draft.id);
		const found = rowIn(rows, elementId, { removed: true });
		if (!found.ok) return found;
		const { row } = found;
		if (row.parentId !== null && !rows.some((parent) => parent.elementId === row.parentId && parent.removedAt === null))
			return refuse('invalidParent');
		if (isTaken(rows, row)) {
			row.number = await freeNumber(trx, draft, rows, row.kind, row.parentId);
			await giveNumber(trx, draft, elementId, row.number);
		}
		await setRemoved(trx, actor, draft, row, 'element.restore', now);
		return { ok: true as const };
	});
}

/**
 * The row of an element that stands in the draft, or was taken out of it. Refuses `notFound`, and `conflict` when it is the other
 * of the two by now.
 */
function rowIn(rows: readonly Row[], elementId: string, { removed }: { removed: boolean }) {
	const row = rows.find((candidate) => candidate.elementId === elementId);
	if (!row) return refuse('notFound');
	return (row.removedAt !== null) === removed ? { ok: true as const, row } : refuse('conflict');
}

/** Marks a row as removed or restored, and records it. */
async function setRemoved(
	trx: Db,
	actor: Actor,
	draft: Version,
	{ elementId, number, edition }: Row,
	verb: 'element.remove' | 'element.restore',
	now: Instant
): Promise<void> {
	await trx
		.updateTable('elementText')
		.set({ removedAt: verb === 'element.remove' ? now : null, edition: edition + 1 })
		.where('versionId', '=', draft.id)
		.where('elementId', '=', elementId)
		.execute();
	await record(trx, actor, verb, { kind: 'element', id: elementId, detail: { version: draft.number, number } }, now);
}

async function validateFields(db: Db, municipalityId: string, rows: readonly Row[], kind: ElementKind, fields: ElementFields) {
	if (fields.nn === '' && fields.nb === '') return refuse('missingWords');
	const parent = rows.find((row) => row.elementId === fields.parentId && row.removedAt === null);
	if (fields.parentId !== null && !parent) return refuse('invalidParent');
	if (!mayStandUnder(kind, parent?.kind ?? null)) return refuse('invalidParent');
	if (fields.deadline !== null && !isCivilDate(fields.deadline)) return refuse('invalidDate');
	if (fields.costKr !== null && !(Number.isSafeInteger(fields.costKr) && fields.costKr >= 0)) return refuse('invalidCost');
	const isHere = async (table: 'unit' | 'series' | 'indicator', id: string | null) =>
		id === null ||
		(await db.selectFrom(table).select('id').where('municipalityId', '=', municipalityId).where('id', '=', id).executeTakeFirst()) !==
			undefined;
	if (!(await isHere('unit', fields.unitId))) return refuse('conflict');
	if (!(await isHere('series', fields.seriesId))) return refuse('conflict');
	if (!(await isHere('indicator', fields.indicatorId))) return refuse('conflict');
	return undefined;
}

/** The goal that `parentId` is or stands under; null at the top. */
function goalOf(rows: readonly Row[], parentId: string | null): string | null {
	const parent = rows.find((candidate) => candidate.elementId === parentId);
	return parent ? (goalOf(rows, parent.parentId) ?? parent.elementId) : null;
}

function lastPosition(rows: readonly Row[], parentId: string | null): number {
	return Math.max(0, ...rows.filter((row) => row.parentId === parentId).map((row) => row.position));
}
