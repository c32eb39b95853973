import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { withoutLinks } from '#lib/personalLink.server.ts';
import { personalParts } from '#lib/summaries/publication/personalParts.server.ts';

/**
 * Everything stored about one person: registration, invitations and answers, attendance, signed notes, mails, and their own log
 * entries. Not what cannot be tied to them (unsigned notes, answers to the evaluation), nor secrets (password, links). Null when
 * there is no such person.
 */
export async function personalData(db: Db, municipalityId: string, personId: string) {
	const person = await db
		.selectFrom('person')
		.leftJoin('unit', 'unit.id', 'person.unitId')
		.leftJoin('level', 'level.id', 'person.levelId')
		.select(['person.name', 'person.email', 'person.title', 'person.locale', 'person.createdAt', 'person.disabledAt'])
		.select(['unit.nameNn as unitNn', 'unit.nameNb as unitNb', 'level.nameNn as levelNn', 'level.nameNb as levelNb'])
		.where('person.municipalityId', '=', municipalityId)
		.where('person.id', '=', personId)
		.executeTakeFirst();
	if (!person) return null;
	return {
		person,
		...(await office(db, personId)),
		...(await topics(db, personId)),
		...(await days(db, municipalityId, personId)),
		...(await letters(db, personId)),
		log: await db
			.selectFrom('audit')
			.select(['at', 'verb', 'subjectKind'])
			.where('municipalityId', '=', municipalityId)
			.where('actorId', '=', personId)
			.orderBy('at')
			.execute()
	};
}

export type PersonalData = NonNullable<Awaited<ReturnType<typeof personalData>>>;

/** Roles, what they fill in their unit, what they answer for, and what they sign in with. */
async function office(db: Db, personId: string) {
	const account = await db.selectFrom('account').select('createdAt').where('personId', '=', personId).executeTakeFirst();
	return {
		account: account ?? null,
		identities: await db.selectFrom('identity').select(['issuer', 'subject', 'createdAt']).where('personId', '=', personId).execute(),
		sessions: await db.selectFrom('session').select('expiresAt').where('personId', '=', personId).orderBy('expiresAt').execute(),
		roles: await db
			.selectFrom('roleGrant')
			.select(['role', 'grantedAt', 'revokedAt'])
			.where('personId', '=', personId)
			.orderBy('grantedAt')
			.execute(),
		positions: await db
			.selectFrom('position')
			.innerJoin('unit', 'unit.id', 'position.unitId')
			.select(['position.kind', 'roleNn', 'roleNb', 'unit.nameNn as unitNn', 'unit.nameNb as unitNb'])
			.select(['position.validFrom', 'position.validTo'])
			.where('personId', '=', personId)
			.orderBy('position.validFrom')
			.execute(),
		calendars: await db
			.selectFrom('calendarFeed')
			.select(['kind', 'createdAt', 'revokedAt'])
			.where('ownerId', '=', personId)
			.orderBy('createdAt')
			.execute(),
		followUps: await db
			.selectFrom('followUpMeasure')
			.innerJoin('followUp', 'followUp.id', 'followUpMeasure.followUpId')
			.select(['followUp.half', 'followUp.askedAt', 'followUpMeasure.elementId'])
			.where('personId', '=', personId)
			.orderBy('followUp.askedAt')
			.execute(),
		follows: await db.selectFrom('measureFollower').select(['elementId', 'askedAt']).where('personId', '=', personId).execute(),
		toldOfMeasures: await db
			.selectFrom('measureTold')
			.select(['elementId', 'status', 'toldAt'])
			.where('personId', '=', personId)
			.orderBy('toldAt')
			.execute()
	};
}

async function topics(db: Db, personId: string) {
	return {
		proposed: await db
			.selectFrom('topic')
			.select(['title', 'description', 'forWhom', 'state', 'stateReason', 'proposedAt as at'])
			.where('proposedBy', '=', personId)
			.orderBy('proposedAt')
			.execute(),
		supported: await db
			.selectFrom('topicSupport')
			.innerJoin('topic', 'topic.id', 'topicSupport.topicId')
			.select(['topic.title', 'topicSupport.at'])
			.where('personId', '=', personId)
			.orderBy('topicSupport.at')
			.execute(),
		offered: await db
			.selectFrom('topicOffer')
			.innerJoin('topic', 'topic.id', 'topicOffer.topicId')
			.select(['topic.title', 'topicOffer.note', 'topicOffer.at'])
			.where('personId', '=', personId)
			.orderBy('topicOffer.at')
			.execute()
	};
}

/** Gatherings: what they were asked, where they were and sat, and what they wrote there under their name. */
async function days(db: Db, municipalityId: string, personId: string) {
	const attended = await db
		.selectFrom('attendance')
		.innerJoin('gathering', 'gathering.id', 'attendance.gatheringId')
		.select(['gathering.id', 'gathering.theme', 'gathering.date', 'attendance.name', 'attendance.checkedInAt', 'attendance.walkInAt'])
		.where('attendance.personId', '=', personId)
		.orderBy('gathering.year')
		.orderBy('gathering.date')
		.execute();
	return {
		invitations: await db
			.selectFrom('invitation')
			.innerJoin('gathering', 'gathering.id', 'invitation.gatheringId')
			.select([
				'gathering.theme',
				'gathering.date',
				'invitation.answer',
				'invitation.answeredAt',
				'invitation.needs',
				'invitation.createdAt'
			])
			.where('personId', '=', personId)
			.orderBy('invitation.createdAt')
			.execute(),
		asHost: await db
			.selectFrom('hostRequest')
			.innerJoin('gathering', 'gathering.id', 'hostRequest.gatheringId')
			.select(['gathering.theme', 'gathering.date', 'hostRequest.askedAt', 'hostRequest.answer', 'hostRequest.answeredAt'])
			.where('personId', '=', personId)
			.orderBy('hostRequest.askedAt')
			.execute(),
		attended: attended.map(({ theme, date, name, checkedInAt, walkInAt }) => ({ theme, date, name, checkedInAt, walkInAt })),
		cafes: await cafes(db, municipalityId, personId, attended),
		sharedWith: await db
			.selectFrom('gatheringPartner')
			.innerJoin('gathering', 'gathering.id', 'gatheringPartner.gatheringId')
			.select(['gathering.theme', 'gathering.date'])
			.where('personId', '=', personId)
			.orderBy('gathering.year')
			.execute(),
		...(await answers(db, personId))
	};
}

/** The tables they sat at and what they wrote there under their name, of the gatherings they attended. */
async function cafes(
	db: Db,
	municipalityId: string,
	personId: string,
	attended: readonly { id: string; theme: string; date: string | null }[]
) {
	const found = [];
	for (const { id, theme, date } of attended) {
		const own = (await personalParts(db, municipalityId, id)).get(personId);
		const tables = own?.tables.map(({ number, question }) => ({ number, question })) ?? [];
		if (tables.length > 0 || own?.notes.length) found.push({ theme, date, tables, notes: own?.notes ?? [] });
	}
	return found;
}

/** The phones they joined cafés with, and what they answered in polls about dates. */
async function answers(db: Db, personId: string) {
	return {
		phones: await db
			.selectFrom('participant')
			.innerJoin('cafe', 'cafe.id', 'participant.cafeId')
			.innerJoin('gathering', 'gathering.id', 'cafe.gatheringId')
			.select(['gathering.theme', 'gathering.date', 'participant.name', 'participant.joinedAt', 'participant.leftAt'])
			.where('participant.personId', '=', personId)
			.orderBy('participant.joinedAt')
			.execute(),
		polls: await db
			.selectFrom('datePollMember')
			.leftJoin('datePollAnswer', 'datePollAnswer.memberId', 'datePollMember.id')
			.select(['datePollMember.answeredAt', 'datePollAnswer.date', 'datePollAnswer.answer'])
			.where('personId', '=', personId)
			.orderBy('datePollMember.id')
			.orderBy('datePollAnswer.date')
			.execute()
	};
}

/** Letters without the secrets of their links: whoever asks for somebody's data is not to act as them. */
async function letters(db: Db, personId: string) {
	const rows = await db
		.selectFrom('mail')
		.select(['kind', 'title', 'subject', 'recipientEmail', 'state', 'text', 'locale', 'createdAt', 'sentAt'])
		.where('recipientPersonId', '=', personId)
		.orderBy('createdAt')
		.execute();
	return {
		letters: rows.map((letter) => ({ ...letter, text: withoutLinks(letter.text) })),
		declined: await db.selectFrom('mailStop').select(['kind', 'stoppedAt']).where('personId', '=', personId).orderBy('stoppedAt').execute(),
		leavingThemselves:
			(await db.selectFrom('mailYes').select('saidAt').where('personId', '=', personId).executeTakeFirst())?.saidAt ?? null,
		summaries: await db
			.selectFrom('summaryReader')
			.innerJoin('summary', 'summary.id', 'summaryReader.summaryId')
			.select(['summary.title', 'summary.version', 'summaryReader.audience', 'summaryReader.createdAt'])
			.where('personId', '=', personId)
			.orderBy('summaryReader.createdAt')
			.execute()
	};
}

/** The same for download by the person, who need not say why; the log tells it. What others take out goes through `takeOut`. */
export async function exportOwnData(db: Db, actor: Actor, now: Instant) {
	const data = await personalData(db, actor.municipalityId, actor.id);
	await record(db, actor, 'person.export', { kind: 'person', id: actor.id }, now);
	return data;
}
