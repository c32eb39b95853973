import type * as Y from 'yjs';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import type { LiveServer } from '#lib/live/contract.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { mayWriteDraft } from '../model.ts';
import { forumPoints } from '../points/queries.server.ts';
import { versions } from '../queries.server.ts';
import type { DraftField } from './content.ts';
import { addPoints, addSection, draftText, moveSection, placePoint, removeSection, restoreSection, rewordDraft } from './document.ts';
import { seenAs } from './queries.server.ts';

/*
 * The draft of a summary is a Yjs document in a room of its own, as the boards are. A browser without a socket or without JavaScript
 * sends an ordinary form, which is written into the same document.
 */

/** What a button of the draft's form does. */
export type DraftCommand = { do: 'add' } | { do: 'remove' | 'restore' | 'up' | 'down'; sectionId: string };

export type Revised = {
	/** Texts as they were sent, with what the form had shown of each (`seenAs`); those that were not touched change nothing. */
	texts: readonly { field: DraftField; text: string; seen: string }[];
	/** Points that were put in another section. */
	places: readonly { pointId: string; sectionId: string | null }[];
	command: DraftCommand | null;
};

/**
 * Writes what came by form into the draft's room. Refuses `notAllowed`, `closed` (there is no draft), `conflictSaving` (the disk would
 * not take it), `conflictDamage` (only a part of the draft could be read), and `conflict` when somebody else has changed texts meanwhile:
 * those are left as they stand and given back (`theirs`), all else is written.
 */
export async function reviseDraft(
	db: Db,
	live: Pick<LiveServer, 'write' | 'stats'>,
	actor: Actor,
	gatheringId: string,
	revised: Revised,
	now: Instant
) {
	if (!mayWriteDraft(actor)) return refuse('notAllowed');
	const draft = await openDraft(db, actor.municipalityId, gatheringId);
	if (!draft?.boardId) return refuse('closed');
	const touched = revised.texts.filter(({ text, seen }) => seenAs(text) !== seen);
	const theirs: { field: DraftField; text: string }[] = [];
	try {
		const written = await live.write(draft.boardId, (doc) => {
			for (const { field, text, seen } of touched) {
				const stands = draftText(doc, field)?.toString();
				if (stands !== undefined && (seenAs(stands) === seen || stands === text)) rewordDraft(doc, field, text);
				else theirs.push({ field, text: stands ?? '' });
			}
			for (const { pointId, sectionId } of revised.places) placePoint(doc, pointId, sectionId);
			if (revised.command) execute(doc, revised.command, now);
		});
		if (!written) return live.stats([draft.boardId]).get(draft.boardId)?.isDamaged ? refuse('conflictDamage') : refuse('closed');
	} catch {
		// The live server has logged why.
		return refuse('conflictSaving');
	}
	return theirs.length > 0 ? refuse('conflict', { theirs }) : { ok: true as const };
}

function execute(doc: Y.Doc, pressed: DraftCommand, now: Instant): void {
	switch (pressed.do) {
		case 'add':
			addSection(doc, { id: newId() });
			break;
		case 'remove':
			removeSection(doc, pressed.sectionId, now);
			break;
		case 'restore':
			restoreSection(doc, pressed.sectionId);
			break;
		default:
			moveSection(doc, pressed.sectionId, pressed.do === 'up' ? -1 : 1);
	}
}

/**
 * Lets people write on with what could be read of a damaged draft (L26); the entry in the audit trail says how much could not. Refuses
 * `notAllowed`, `closed` (there is no draft) and `missingDamage` (all of it can be read).
 */
export async function mendDraft(db: Db, live: Pick<LiveServer, 'mend'>, actor: Actor, gatheringId: string, now: Instant) {
	if (!mayWriteDraft(actor)) return refuse('notAllowed');
	const draft = await openDraft(db, actor.municipalityId, gatheringId);
	if (!draft?.boardId) return refuse('closed');
	const damage = await live.mend(draft.boardId);
	if (!damage) return refuse('missingDamage');
	return command(db, async (trx) => {
		await record(trx, actor, 'summary.mend', { kind: 'summary', id: draft.id, detail: damage }, now);
		return { ok: true as const };
	});
}

/** Adds to an open draft the points that were gathered, merged or split since it was begun. To be called after that. */
export async function addNewPoints(db: Db, live: Pick<LiveServer, 'write'>, municipalityId: string, gatheringId: string): Promise<void> {
	const draft = await openDraft(db, municipalityId, gatheringId);
	if (!draft?.boardId) return;
	const points = await forumPoints(db, municipalityId, gatheringId);
	await live.write(draft.boardId, (doc) => addPoints(doc, points));
}

async function openDraft(db: Db, municipalityId: string, gatheringId: string) {
	return (await versions(db, municipalityId, gatheringId)).find((version) => version.publishedAt === null);
}
