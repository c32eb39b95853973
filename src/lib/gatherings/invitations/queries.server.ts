import { inNameOrder } from '#lib/text/names.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Reader, MailFacts } from './mail.ts';
import { byId } from '../queries.server.ts';
import { shownProgramme } from '../programme/revisions.server.ts';
import { termsOf } from './terms.server.ts';
import type { Locale } from '#lib/i18n/language.ts';
import type { CivilDate, Instant } from '#lib/dates.ts';
import type { Answer } from '../model.ts';
import { type InvitationStatus, invitationStatus } from './capacity.ts';
import { isCurrent, successorOn } from '#lib/people/model.ts';
import { units as unitsOf } from '#lib/people/queries.server.ts';
import { kindsAboutGathering } from '#lib/mail/audience/table.ts';
import { countsOf } from '#lib/mail/queries.server.ts';

/** The gathering in the words of letters and calendar files; undefined when it is not there or its day is not settled. */
export async function mailFactsOf(db: Db, municipalityId: string, gatheringId: string): Promise<MailFacts | undefined> {
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

export type PersonReader = Reader & { id: string };

/** Everybody who can be written to in this municipality, disabled people left out. */
export async function readersOf(db: Db, municipalityId: string): Promise<PersonReader[]> {
	const readers = await db
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
		.execute();
	return inNameOrder(readers, ({ name }) => name);
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
	standing: InvitationStatus | null;
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

/** Everybody in a unit that exists on `onDate` or has a successor then (or in none), and whoever is invited already, by name. */
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
		.orderBy('person.id')
		.execute();
	const again = await unitsAgain(db, municipalityId, gatheringId);
	const units = await unitsOf(db, municipalityId);
	// Where they will be on the day: a merger that is registered ahead takes everybody along.
	const people = rows
		.map((row) => ({ ...row, ends: row.unitId !== null && !isCurrent(row, onDate) }))
		.map((row) => {
			const next = row.ends ? successorOn(units, row.unitId!, onDate) : undefined;
			return { ...row, gone: row.ends && !next, ...(next && { unitId: next.id, kind: next.kind }) };
		});
	return inNameOrder(people, ({ name }) => name)
		.filter((row) => row.invitedAt !== null || (row.disabledAt === null && !row.gone))
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
			standing: row.invitedAt === null ? null : invitationStatus(row, now),
			needs: row.needs,
			insteadOf: row.inPlaceOfId === null ? null : (rows.find((other) => other.invitationId === row.inPlaceOfId)?.name ?? null)
		}));
}

/** How it stands with each of a person's own invitations, by gathering. */
export async function ownInvitations(
	db: Db,
	municipalityId: string,
	personId: string,
	now: Instant
): Promise<Map<string, InvitationStatus>> {
	const rows = await db
		.selectFrom('invitation')
		.select(['gatheringId', 'answer', 'waitingAt', 'offerUntil'])
		.where('municipalityId', '=', municipalityId)
		.where('personId', '=', personId)
		.execute();
	return new Map(rows.map((row) => [row.gatheringId, invitationStatus(row, now)]));
}

/** How many mails about the gathering wait in the outbox for somebody to release them. */
export async function mailWaiting(db: Db, municipalityId: string, gatheringId: string): Promise<number> {
	let waiting = 0;
	for (const kind of kindsAboutGathering) {
		waiting += (await countsOf(db, municipalityId, { kind, id: gatheringId })).held ?? 0;
	}
	return waiting;
}

export type Coverage = {
	units: {
		unitId: string;
		nameNn: string;
		nameNb: string;
		colour: number;
		kind: 'internal' | 'external';
		staff: number;
		invited: number;
		accepted: number;
		declined: number;
		attended: number;
	}[];
	/** Internal units that live on the day but have nobody invited; `staff` 0: nobody there is registered either. */
	missing: { unitId: string; nameNn: string; nameNb: string; staff: number }[];
	persons: number;
};

/** Invitations, answers and attendance by unit as of `onDate`, external units after our own; four queries whatever the size. */
export async function coverage(db: Db, municipalityId: string, gatheringId: string, onDate: CivilDate): Promise<Coverage> {
	const known = await db.selectFrom('unit').selectAll().where('municipalityId', '=', municipalityId).execute();
	const units = inNameOrder(known, ({ nameNn }) => nameNn).toSorted(
		(a, b) => Number(a.kind === 'external') - Number(b.kind === 'external')
	);
	const staff = await db
		.selectFrom('person')
		.select(['unitId', (of) => of.fn.countAll().as('n')])
		.where('municipalityId', '=', municipalityId)
		.where('disabledAt', 'is', null)
		.groupBy('unitId')
		.execute();
	const answers = await db
		.selectFrom('invitation')
		.innerJoin('person', 'person.id', 'invitation.personId')
		.select(['person.unitId', 'invitation.answer', (of) => of.fn.countAll().as('n')])
		.where('invitation.municipalityId', '=', municipalityId)
		.where('invitation.gatheringId', '=', gatheringId)
		.groupBy(['person.unitId', 'invitation.answer'])
		.execute();
	const there = await db
		.selectFrom('attendance')
		.select(['unitId', (of) => of.fn.countAll().as('n')])
		.where('municipalityId', '=', municipalityId)
		.where('gatheringId', '=', gatheringId)
		.groupBy('unitId')
		.execute();
	/** The unit that its people are in on the day. */
	const onTheDay = (unitId: string | null) => unitId && (successorOn(known, unitId, onDate)?.id ?? unitId);
	const count = (rows: readonly { unitId: string | null; n: unknown }[], unitId: string) =>
		rows.reduce((sum, row) => (onTheDay(row.unitId) === unitId ? sum + Number(row.n) : sum), 0);
	const rows = units.map((unit) => ({
		unitId: unit.id,
		nameNn: unit.nameNn,
		nameNb: unit.nameNb,
		colour: unit.colour,
		kind: unit.kind,
		current: isCurrent(unit, onDate),
		staff: count(staff, unit.id),
		invited: count(answers, unit.id),
		accepted: count(
			answers.filter((row) => row.answer === 'accepted'),
			unit.id
		),
		declined: count(
			answers.filter((row) => row.answer === 'declined'),
			unit.id
		),
		attended: count(there, unit.id)
	}));
	return {
		units: rows.filter((row) => row.invited > 0 || row.attended > 0).map(({ current: _, ...row }) => row),
		missing: rows
			.filter((row) => row.kind === 'internal' && row.current && row.invited === 0)
			.map(({ unitId, nameNn, nameNb, staff }) => ({ unitId, nameNn, nameNb, staff })),
		persons: answers.reduce((sum, row) => sum + Number(row.n), 0)
	};
}

/** How many are invited, and how many of them have said yes and no. */
export async function answerCounts(db: Db, municipalityId: string, gatheringId: string, onDate: CivilDate) {
	const { persons, units } = await coverage(db, municipalityId, gatheringId, onDate);
	return {
		invited: persons,
		accepted: units.reduce((sum, unit) => sum + unit.accepted, 0),
		declined: units.reduce((sum, unit) => sum + unit.declined, 0)
	};
}
