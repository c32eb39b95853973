import type { Transaction } from 'kysely';
import type { Database } from '#db/schema.ts';
import type { CivilDate, Instant } from '#lib/dates.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { newId } from '#lib/ids.ts';
import { enqueue, type NewMail } from '#lib/mail/outbox.server.ts';
import { countsOf } from '#lib/mail/queries.server.ts';
import { record } from '#lib/people/audit.server.ts';
import { isCurrent, type Actor } from '#lib/people/model.ts';
import { newPersonalLink } from '#lib/personalLink.server.ts';
import { tickOff } from '../commands.server.ts';
import { spend } from '../planning/effort.server.ts';
import { calendarOf, invitationLetter, titleOf, type Post, type Reader, type Told } from './mail.ts';
import { hasNews, mayPlan, type Answer } from '../model.ts';
import { standing, type Standing } from './capacity.ts';
import { byId } from '../queries.server.ts';
import { publishFirst, shownProgramme } from '../programme/revisions.server.ts';
import { termsOf } from './terms.server.ts';

type Trx = Transaction<Database>;

/** The gathering in the words of letters and calendar files; undefined when it is not there or its day is not settled. */
export async function toldOf(db: Db, municipalityId: string, gatheringId: string): Promise<Told | undefined> {
	const gathering = await byId(db, municipalityId, gatheringId);
	if (!gathering || gathering.date === null || gathering.startTime === null) return undefined;
	const municipality = await db.selectFrom('municipality').select('name').where('id', '=', municipalityId).executeTakeFirstOrThrow();
	return {
		...gathering,
		date: gathering.date,
		startTime: gathering.startTime,
		sequence: gathering.calendarSequence,
		municipality: municipality.name,
		answerBy: (await termsOf(db, municipalityId, gatheringId)).answerBy,
		items: await shownProgramme(db, municipalityId, gatheringId)
	};
}

export type Invited = {
	ok: true;
	/** New mails in the outbox. */
	invited: number;
	/** Had an invitation already; nothing is sent to them again. */
	already: number;
	/** Could not be written to: no address, or one that is none. They are not invited, and somebody has to ask them in person. */
	unreachable: { id: string; name: string }[];
};

/**
 * Invites people: a personal link and a calendar file each, in their language, as mails in the outbox that a human releases.
 * Refuses `notAllowed`, `notFound`, `cancelled`, `hasBegun`, `untoldNews` (those invited must first be told of the change), `noDate`, `noProgramme`, `nobody` (no one chosen), `unknownPerson`.
 */
export async function invite(
	db: Db,
	actor: Actor,
	gatheringId: string,
	personIds: readonly string[],
	post: Post,
	now: Instant
): Promise<
	| Invited
	| {
			ok: false;
			reason: 'notAllowed' | 'notFound' | 'cancelled' | 'hasBegun' | 'untoldNews' | 'noDate' | 'noProgramme' | 'nobody' | 'unknownPerson';
	  }
> {
	if (!mayPlan(actor)) return { ok: false, reason: 'notAllowed' };
	const { municipalityId } = actor;
	const wanted = [...new Set(personIds)];
	return inTransaction(db, async (trx) => {
		const gathering = await byId(trx, municipalityId, gatheringId);
		if (!gathering) return { ok: false, reason: 'notFound' };
		if (gathering.state === 'cancelled') return { ok: false, reason: 'cancelled' };
		if (gathering.state === 'open' || gathering.state === 'held') return { ok: false, reason: 'hasBegun' };
		if (hasNews(gathering)) return { ok: false, reason: 'untoldNews' };
		const told = await toldOf(trx, municipalityId, gatheringId);
		if (!told) return { ok: false, reason: 'noDate' };
		if (told.items.length === 0) return { ok: false, reason: 'noProgramme' };
		if (wanted.length === 0) return { ok: false, reason: 'nobody' };
		const readers = (await readersOf(trx, municipalityId)).filter((reader) => wanted.includes(reader.id));
		if (readers.length < wanted.length) return { ok: false, reason: 'unknownPerson' };
		const before = await trx.selectFrom('invitation').select('personId').where('gatheringId', '=', gatheringId).execute();
		const fresh = readers.filter((reader) => !before.some((invitation) => invitation.personId === reader.id));
		const unreachable = await send(trx, municipalityId, told, fresh, post, now);
		const invited = fresh.length - unreachable.length;
		if (invited > 0) {
			await trx
				.updateTable('gathering')
				.set({ state: 'invited', sentSequence: gathering.sentSequence ?? gathering.calendarSequence })
				.where('id', '=', gatheringId)
				.execute();
			await publishFirst(trx, actor, gathering, now);
			await spend(trx, municipalityId, gatheringId, now);
			await tickOff(trx, actor, gatheringId, 'invite', now);
			await record(trx, actor, 'invite', { kind: 'gathering', id: gatheringId, detail: { invited } }, now);
		}
		return { ok: true, invited, already: readers.length - fresh.length, unreachable: unreachable.map(({ id, name }) => ({ id, name })) };
	});
}

export type PersonReader = Reader & { id: string };

/** Everybody who can be written to in this municipality, disabled people left out. */
export async function readersOf(db: Db, municipalityId: string): Promise<PersonReader[]> {
	return db
		.selectFrom('person')
		.innerJoin('municipality', 'municipality.id', 'person.municipalityId')
		.select((of) => [
			'person.id',
			'person.name',
			'person.email',
			of.fn.coalesce('person.locale', 'municipality.locale').$castTo<Locale>().as('locale')
		])
		.where('person.municipalityId', '=', municipalityId)
		.where('person.disabledAt', 'is', null)
		.orderBy('person.name')
		.execute();
}

/** Puts an invitation and its mail there for each reader; those whose address no mail can go to are given back, without invitation. */
export async function send(
	trx: Trx,
	municipalityId: string,
	told: Told,
	readers: readonly PersonReader[],
	post: Post,
	now: Instant,
	/** A colleague whom they come instead of, until when the place is kept, and whose release it goes by. */
	more: { inPlaceOf?: { invitationId: string; name: string }; offerUntil?: Instant | null; releasedBy?: string } = {}
): Promise<PersonReader[]> {
	const letters = readers.flatMap((reader) => {
		const { email } = reader;
		if (email === null) return [];
		const { href: link, tokenHash } = newPersonalLink('invitation', post.origin);
		const mail: NewMail = {
			recipient: { personId: reader.id, name: reader.name, email },
			locale: reader.locale,
			...invitationLetter(told, reader, link, { insteadOf: more.inPlaceOf?.name, until: more.offerUntil ?? null }),
			...(more.releasedBy !== undefined && { releasedBy: more.releasedBy }),
			calendar: { method: 'REQUEST', text: calendarOf(told, reader, 'REQUEST', post, link, now) }
		};
		return [{ reader, tokenHash, mail }];
	});
	const document = { kind: 'invitation', id: told.id, version: told.sequence, title: titleOf(told, 'nn') } as const;
	const { refused } = await enqueue(
		trx,
		municipalityId,
		document,
		letters.map(({ mail }) => mail),
		now
	);
	const reached = letters.filter(({ reader }) => !refused.some(({ email }) => email === reader.email));
	if (reached.length > 0) {
		await trx
			.insertInto('invitation')
			.values(
				reached.map(({ reader, tokenHash }) => ({
					id: newId(),
					municipalityId,
					gatheringId: told.id,
					personId: reader.id,
					tokenHash,
					answer: null,
					answeredAt: null,
					createdAt: now,
					waitingAt: null,
					offeredAt: null,
					offerUntil: more.offerUntil ?? null,
					needs: null,
					inPlaceOfId: more.inPlaceOf?.invitationId ?? null
				}))
			)
			.onConflict((conflict) =>
				conflict.columns(['gatheringId', 'personId']).doUpdateSet((row) => ({ tokenHash: row.ref('excluded.tokenHash') }))
			)
			.execute();
	}
	return readers.filter((reader) => !reached.some((one) => one.reader === reader));
}

/** Somebody who is invited to a gathering or could be. */
export type Invitee = {
	personId: string;
	name: string;
	email: string | null;
	unitId: string | null;
	levelId: string | null;
	external: boolean;
	/** Whether a planner who just presses the button invites them: our own staff, and the partners it is shared with. */
	byDefault: boolean;
	invitedAt: Instant | null;
	invitationId: string | null;
	answer: Answer | null;
	/** null: not invited. */
	standing: Standing | null;
	/** Food and access, for those who arrange it. */
	needs: string | null;
	/** Whom they come instead of. */
	insteadOf: string | null;
};

/** The units that were asked or there at the gathering that this one brings them along from; null when it brings none. */
async function unitsAgain(db: Db, municipalityId: string, gatheringId: string): Promise<string[] | null> {
	const gathering = await byId(db, municipalityId, gatheringId);
	const from = gathering?.unitsFromId;
	if (!from) return null;
	const found = await db
		.selectFrom('invitation')
		.innerJoin('person', 'person.id', 'invitation.personId')
		.select('person.unitId')
		.where('invitation.gatheringId', '=', from)
		.union(db.selectFrom('attendance').select('unitId').where('gatheringId', '=', from))
		.union(db.selectFrom('gatheringUnit').select('unitId').where('gatheringId', '=', from))
		.execute();
	const ids = found.flatMap(({ unitId }) => unitId ?? []);
	return ids.length > 0 ? ids : null;
}

/** Everybody in a unit that exists on `onDate` (or in none), and whoever is invited already, by name. */
export async function invitees(db: Db, municipalityId: string, gatheringId: string, onDate: CivilDate, now: Instant): Promise<Invitee[]> {
	const rows = await db
		.selectFrom('person')
		.leftJoin('unit', 'unit.id', 'person.unitId')
		.leftJoin('invitation', (join) => join.onRef('invitation.personId', '=', 'person.id').on('invitation.gatheringId', '=', gatheringId))
		.leftJoin('gatheringPartner', (join) =>
			join.onRef('gatheringPartner.personId', '=', 'person.id').on('gatheringPartner.gatheringId', '=', gatheringId)
		)
		.select([
			'person.id as personId',
			'person.name',
			'person.email',
			'person.unitId',
			'person.levelId',
			'person.disabledAt',
			'unit.kind',
			'unit.validFrom',
			'unit.validTo',
			'invitation.createdAt as invitedAt',
			'invitation.id as invitationId',
			'invitation.answer',
			'invitation.waitingAt',
			'invitation.offerUntil',
			'invitation.needs',
			'invitation.inPlaceOfId',
			'gatheringPartner.personId as partnerId'
		])
		.where('person.municipalityId', '=', municipalityId)
		.orderBy('person.name')
		.execute();
	const again = await unitsAgain(db, municipalityId, gatheringId);
	return rows
		.filter((row) => row.invitedAt !== null || (row.disabledAt === null && (row.unitId === null || isCurrent(row, onDate))))
		.map((row) => ({
			personId: row.personId,
			name: row.name,
			email: row.email,
			unitId: row.unitId,
			levelId: row.levelId,
			external: row.kind === 'external',
			byDefault:
				row.partnerId !== null || (row.kind !== 'external' && (again === null || (row.unitId !== null && again.includes(row.unitId)))),
			invitedAt: row.invitedAt,
			invitationId: row.invitationId,
			answer: row.answer,
			standing: row.invitedAt === null ? null : standing(row, now),
			needs: row.needs,
			insteadOf: row.inPlaceOfId === null ? null : (rows.find((other) => other.invitationId === row.inPlaceOfId)?.name ?? null)
		}));
}

/** How many mails about the gathering wait in the outbox for somebody to release them. */
export async function mailWaiting(db: Db, municipalityId: string, gatheringId: string): Promise<number> {
	let waiting = 0;
	for (const kind of ['invitation', 'change', 'cancellation', 'invitationReminder', 'placeOffer', 'evaluation'] as const) {
		waiting += (await countsOf(db, municipalityId, { kind, id: gatheringId })).held ?? 0;
	}
	return waiting;
}
