import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { shortened } from '#lib/text/shortened.ts';
import { mayRevise } from '../model.ts';
import { corrected, joined, kindGiven, moved, split } from './edits.ts';
import type { Line, LineKind } from '../source/model.ts';
import type { Purpose } from './model.ts';
import { nothingSaid } from './model.ts';
import { holdImport } from './queries.server.ts';
import { recognised } from '../source/recognise.ts';
import { blocksIn } from '../source/blocks.server.ts';
import { titleIn } from '../source/title.ts';

/**
 * Reads a file or pasted text, and keeps what it may be until somebody has looked through it. Nothing of it is in the plan yet; its id.
 * Refuses `notAllowed`, and what `blocksIn` does.
 */
export async function startImport(db: Db, actor: Actor, sent: { file: File | undefined; text: string; locale: 'nn' | 'nb' }, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	const read = await blocksIn(sent);
	if (!read.ok) return read;
	const { blocks } = read;
	const lines = recognised(blocks);
	const { nameNn, nameNb, ...years } = titleIn(blocks);
	// What it is called in the other written form is not in the source.
	const names = sent.locale === 'nn' ? { nameNn, nameNb: '' } : { nameNn: '', nameNb };
	const purpose: Purpose = { ...names, ...years, ...nothingSaid, locale: sent.locale };
	const fileName = shortened(sent.file?.name ?? '', 120);
	return command(db, async (trx) => {
		const id = newId();
		await trx
			.insertInto('planImport')
			.values({
				id,
				municipalityId: actor.municipalityId,
				fileName,
				blocks: JSON.stringify(blocks),
				lines: JSON.stringify(lines),
				purpose: JSON.stringify(purpose),
				edition: 1,
				corrections: 0,
				startedBy: actor.id,
				startedAt: now,
				changedAt: now
			})
			.execute();
		return { ok: true as const, importId: id };
	});
}

/** What somebody corrects. `same`: which elements of the plan lines are ('' for none of them). */
export type Correction =
	| { what: 'kind'; ids: readonly number[]; kind: LineKind }
	| { what: 'move'; id: number; direction: 'up' | 'down' }
	| { what: 'split' | 'join'; id: number }
	| { what: 'fields'; id: number; fields: Parameters<typeof corrected>[2] }
	| { what: 'same'; pairs: readonly { id: number; elementId: string }[] };

/**
 * Corrects the lines of an import, if nobody has since `edition` was read. Refuses `notAllowed`, `notFound`, `conflictEdition`, and
 * `conflict` when it can't be done with that line: it is gone, the first, the last, or has one line only.
 */
export async function correct(db: Db, actor: Actor, at: { importId: string; edition: number }, correction: Correction, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const found = await holdImport(trx, actor.municipalityId, at.importId);
		if (!found) return refuse('notFound');
		if (found.edition !== at.edition) return refuse('conflictEdition');
		const lines = correctedBy(found.lines, correction);
		if (!lines) return refuse('conflict');
		await trx
			.updateTable('planImport')
			.set({
				lines: JSON.stringify(lines),
				edition: found.edition + 1,
				corrections: found.corrections + (correction.what === 'same' ? 0 : 1),
				changedAt: now
			})
			.where('id', '=', found.id)
			.execute();
		return { ok: true as const };
	});
}

function correctedBy(lines: readonly Line[], correction: Correction): Line[] | undefined {
	switch (correction.what) {
		case 'kind':
			return kindGiven(lines, correction.ids, correction.kind);
		case 'move':
			return moved(lines, correction.id, correction.direction);
		case 'split':
			return split(lines, correction.id);
		case 'join':
			return joined(lines, correction.id);
		case 'fields':
			return corrected(lines, correction.id, correction.fields);
		case 'same': {
			let answered: readonly Line[] | undefined = lines;
			for (const { id, elementId } of correction.pairs) {
				const line: Line | undefined = answered?.find((one) => one.id === id);
				if (!line) return undefined;
				answered = answered!.map((one) => (one.id === id ? { ...one, elementId } : one));
			}
			return answered && [...answered];
		}
	}
}

/** Says what the plan is: its name and years, and whether it is a draft or was adopted, when and by whom. Refuses as `correct` does. */
export async function describeImport(db: Db, actor: Actor, at: { importId: string; edition: number }, purpose: Purpose, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	if (purpose.periodTo < purpose.periodFrom) return refuse('invalidPeriod');
	return command(db, async (trx) => {
		const found = await holdImport(trx, actor.municipalityId, at.importId);
		if (!found) return refuse('notFound');
		if (found.edition !== at.edition) return refuse('conflictEdition');
		await trx
			.updateTable('planImport')
			.set({ purpose: JSON.stringify(purpose), edition: found.edition + 1, changedAt: now })
			.where('id', '=', found.id)
			.execute();
		return { ok: true as const };
	});
}

/** Throws away an import that was not finished. Refuses `notAllowed` and `notFound`. */
export async function discardImport(db: Db, actor: Actor, importId: string) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const found = await holdImport(trx, actor.municipalityId, importId);
		if (!found) return refuse('notFound');
		await trx.deleteFrom('planImport').where('id', '=', found.id).execute();
		return { ok: true as const };
	});
}
