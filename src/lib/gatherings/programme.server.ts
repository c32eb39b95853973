import type { Transaction } from 'kysely';
import type { Database } from '#db/schema.ts';
import type { Instant, LocalTime } from '#lib/dates.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import * as topics from '#lib/topics/commands.server.ts';
import { ownGathering } from './commands.server.ts';
import { mayChange, mayPlan, type Gathering, type ProgrammeItemKind } from './model.ts';
import { inOrder, makeRoom, schedule, span, swap, trouble } from './programme.ts';
import { programme } from './queries.server.ts';

type Trx = Transaction<Database>;

export type ItemFields = {
	kind: ProgrammeItemKind;
	title: string;
	/** null: right after what is there already. */
	startTime: LocalTime | null;
	minutes: number;
	speaker: string;
	speakerUnitId: string | null;
	/** Whether parts that come later give way. */
	push: boolean;
};

type Refusal = 'notAllowed' | 'notFound' | 'over' | 'unknownItem' | 'unknownUnit' | 'overlapping' | 'outsideDay';
type Result = { ok: true } | { ok: false; reason: Refusal };
type Part = {
	id: string;
	kind: ProgrammeItemKind;
	title: string;
	startTime: LocalTime;
	minutes: number;
	speaker: string;
	speakerUnitId: string | null;
	topicId: string | null;
};

/**
 * A new part of the day. Refuses `notAllowed`, `notFound`, `over` (held or cancelled), `unknownUnit`,
 * `overlapping` (something else is on then, and `push` is not asked for or does not help), `outsideDay` (before 06:00 or after 23:00).
 */
export async function addItem(db: Db, actor: Actor, gatheringId: string, fields: ItemFields, now: Instant): Promise<Result> {
	return change(
		db,
		actor,
		gatheringId,
		now,
		async (parts, gathering) => {
			const startTime = fields.startTime ?? span(parts)?.endTime ?? gathering.startTime ?? '09:00';
			const { push, ...rest } = fields;
			const added = { ...rest, id: newId(), topicId: null, startTime };
			return push ? makeRoom([...parts, added], added) : [...parts, added];
		},
		fields.speakerUnitId
	);
}

/** New words, time or length for a part. Refuses as `addItem`, and `unknownItem`. */
export async function editItem(
	db: Db,
	actor: Actor,
	gatheringId: string,
	itemId: string,
	fields: ItemFields,
	now: Instant
): Promise<Result> {
	return change(
		db,
		actor,
		gatheringId,
		now,
		async (parts) => {
			const old = parts.find((part) => part.id === itemId);
			if (!old) return 'unknownItem';
			const { push, startTime, ...rest } = fields;
			const edited = { ...old, ...rest, startTime: startTime ?? old.startTime };
			const others = parts.filter((part) => part !== old);
			return push ? makeRoom([...others, edited], edited) : [...others, edited];
		},
		fields.speakerUnitId
	);
}

/** Takes a part out; its time stays free and its topic goes back to the inbox. Refuses `notAllowed`, `notFound`, `over`, `unknownItem`. */
export async function removeItem(db: Db, actor: Actor, gatheringId: string, itemId: string, now: Instant): Promise<Result> {
	return change(db, actor, gatheringId, now, async (parts) =>
		parts.some((part) => part.id === itemId) ? parts.filter((part) => part.id !== itemId) : 'unknownItem'
	);
}

/** Lets a part change places with the one before (−1) or after (1). Refuses `notAllowed`, `notFound`, `over`, `unknownItem`. */
export async function moveItem(db: Db, actor: Actor, gatheringId: string, itemId: string, by: -1 | 1, now: Instant): Promise<Result> {
	return change(db, actor, gatheringId, now, async (parts) => {
		const index = parts.findIndex((part) => part.id === itemId);
		return index === -1 ? 'unknownItem' : swap(parts, index, by);
	});
}

/** Puts all parts right after one another from `startTime`, in their order. Refuses `notAllowed`, `notFound`, `over`, `outsideDay`. */
export async function closeUp(db: Db, actor: Actor, gatheringId: string, startTime: LocalTime, now: Instant): Promise<Result> {
	return change(db, actor, gatheringId, now, async (parts) => schedule(parts, startTime));
}

/** Reads the day, lets `work` change it, checks it and writes it back with the gathering's own start and end. */
async function change(
	db: Db,
	actor: Actor,
	gatheringId: string,
	now: Instant,
	work: (parts: Part[], gathering: Gathering) => Promise<Part[] | 'unknownItem'>,
	unitId: string | null = null
): Promise<Result> {
	if (!mayPlan(actor)) return { ok: false, reason: 'notAllowed' };
	return inTransaction(db, async (trx) => {
		const gathering = await ownGathering(trx, actor, gatheringId);
		if (!gathering) return { ok: false, reason: 'notFound' };
		if (!mayChange(actor, gathering)) return { ok: false, reason: 'over' };
		if (
			unitId !== null &&
			!(await trx
				.selectFrom('unit')
				.select('id')
				.where('municipalityId', '=', actor.municipalityId)
				.where('id', '=', unitId)
				.executeTakeFirst())
		) {
			return { ok: false, reason: 'unknownUnit' };
		}
		const before = (await programme(trx, actor.municipalityId, gatheringId)).map(
			({ unitNn: _nn, unitNb: _nb, position: _position, ...part }) => part
		);
		const after = await work(before, gathering);
		if (after === 'unknownItem') return { ok: false, reason: 'unknownItem' };
		const wrong = trouble(after);
		if (wrong) return { ok: false, reason: wrong };
		await write(trx, gathering, inOrder(after));
		for (const { topicId } of before) {
			if (topicId !== null && !after.some((part) => part.topicId === topicId))
				await topics.markReleased(trx, actor, gatheringId, topicId, now);
		}
		await record(trx, actor, 'changeProgramme', { kind: 'gathering', id: gatheringId }, now);
		return { ok: true };
	});
}

/** The programme is small: it is written anew, with the ids it had. The gathering begins and ends with it. */
async function write(trx: Trx, gathering: Gathering, parts: readonly Part[]): Promise<void> {
	await trx.deleteFrom('programmeItem').where('gatheringId', '=', gathering.id).execute();
	if (parts.length > 0) {
		await trx
			.insertInto('programmeItem')
			.values(
				parts.map(({ id, kind, title, startTime, minutes, speaker, speakerUnitId, topicId }, index) => ({
					id,
					municipalityId: gathering.municipalityId,
					gatheringId: gathering.id,
					position: index + 1,
					kind,
					title,
					startTime,
					minutes,
					speaker,
					speakerUnitId,
					topicId
				}))
			)
			.execute();
	}
	const day = span(parts);
	if (day && (day.startTime !== gathering.startTime || day.endTime !== gathering.endTime)) {
		await trx
			.updateTable('gathering')
			.set({ ...day, calendarSequence: gathering.calendarSequence + (gathering.sentSequence === null ? 0 : 1) })
			.where('id', '=', gathering.id)
			.execute();
	}
}
