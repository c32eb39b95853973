import { refuse } from '#lib/result.ts';
import { command } from '#lib/db/command.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { type NewMail, enqueue } from '#lib/mail/outbox.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { newPersonalLink } from '#lib/personalLink.server.ts';
import { readersOf } from '../invitations/queries.server.ts';
import { titleOf } from '../text.ts';
import { type MailSettings, mayPlan } from '../model.ts';
import { byId } from '../queries.server.ts';
import { hashOf } from '#lib/tokens.server.ts';
import { newId } from '#lib/ids.ts';
import { minGroupSize } from '#lib/groupSize.ts';
import { evaluationLetter } from './mail.ts';

/** What is asked, in the words of the forum's own purpose: know each other's tasks, easier to make contact, know where to turn. */
export const questions = ['tasks', 'contact', 'turn'] as const;

export type Question = (typeof questions)[number];

export type EvaluationAnswer = Record<Question, number>;

/**
 * Asks those who were there, once each: a mail in the outbox with a link that works until it has been used.
 * Refuses `notAllowed`, `notFound`, `closed`, `duplicate`, `empty` (nobody who was there can be written to).
 */
export async function askForEvaluation(db: Db, actor: Actor, gatheringId: string, mail: MailSettings, now: Instant) {
	if (!mayPlan(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const gathering = await byId(trx, municipalityId, gatheringId);
		if (!gathering) return refuse('notFound');
		if (gathering.state !== 'held') return refuse('closed');
		if (await isAsked(trx, municipalityId, gatheringId)) return refuse('duplicate');
		const there = await trx
			.selectFrom('attendance')
			.select('personId')
			.where('municipalityId', '=', municipalityId)
			.where('gatheringId', '=', gatheringId)
			.where('personId', 'is not', null)
			.execute();
		const was = new Set(there.map(({ personId }) => personId));
		const readers = (await readersOf(trx, municipalityId)).filter(({ id, email }) => was.has(id) && email !== null);
		if (readers.length === 0) return refuse('empty');
		const { name: municipality } = await trx
			.selectFrom('municipality')
			.select('name')
			.where('id', '=', municipalityId)
			.executeTakeFirstOrThrow();
		const letters = readers.map((reader) => {
			const { href, tokenHash } = newPersonalLink('evaluation', mail.origin);
			const letter: NewMail = {
				recipient: { personId: reader.id, name: reader.name, email: reader.email! },
				locale: reader.locale,
				...evaluationLetter({ ...gathering, municipality }, reader, href)
			};
			return { letter, ticket: { tokenHash, municipalityId, gatheringId } };
		});
		const document = { kind: 'evaluation', id: gatheringId, version: 0, title: titleOf(gathering, gathering.locale) } as const;
		await trx
			.insertInto('evaluationTicket')
			.values(letters.map(({ ticket }) => ticket))
			.execute();
		const { enqueued } = await enqueue(
			trx,
			municipalityId,
			document,
			letters.map(({ letter }) => letter),
			now
		);
		await record(trx, actor, 'evaluation.ask', { kind: 'gathering', id: gatheringId, detail: { asked: enqueued } }, now);
		return { ok: true as const, asked: enqueued };
	});
}

/** Whether those who were at a gathering have been asked. */
export async function isAsked(db: Db, municipalityId: string, gatheringId: string): Promise<boolean> {
	const mail = db.selectFrom('mail').select('id').where('municipalityId', '=', municipalityId).where('kind', '=', 'evaluation');
	return (await mail.where('documentId', '=', gatheringId).limit(1).executeTakeFirst()) !== undefined;
}

/** The gathering that a link asks about; undefined when it is unknown or has been used. Reading it changes nothing. */
export async function askedAbout(db: Db, token: string) {
	const ticket = await db
		.selectFrom('evaluationTicket')
		.innerJoin('municipality', 'municipality.id', 'evaluationTicket.municipalityId')
		.select(['evaluationTicket.gatheringId', 'evaluationTicket.municipalityId', 'municipality.name as municipality'])
		.where('evaluationTicket.tokenHash', '=', hashOf(token))
		.executeTakeFirst();
	const gathering = ticket && (await byId(db, ticket.municipalityId, ticket.gatheringId));
	return gathering && { gathering, municipality: ticket.municipality };
}

/** Takes an answer, and with it the ticket: nothing is left that ties the two together. Refuses `notFound` (or unknown). */
export async function evaluate(db: Db, token: string, answer: EvaluationAnswer) {
	return command(db, async (trx) => {
		const ticket = await trx
			.deleteFrom('evaluationTicket')
			.where('tokenHash', '=', hashOf(token))
			.returning(['municipalityId', 'gatheringId'])
			.executeTakeFirst();
		if (!ticket) return refuse('notFound');
		const { tasks, contact, turn } = answer;
		await trx
			.insertInto('evaluationAnswer')
			.values({ id: newId(), ...ticket, tasks, contact, turn })
			.execute();
		return { ok: true as const };
	});
}

export type Evaluation = {
	gatheringId: string;
	answers: number;
	/** Of each question, how many of the answers agree (4 or 5 of 5), in per cent; null while there are fewer than five answers. */
	agree: Record<Question, number> | null;
};

/** What people have answered after each gathering: one query however many years there are. */
export async function evaluations(db: Db, municipalityId: string): Promise<Evaluation[]> {
	const rows = await db
		.selectFrom('evaluationAnswer')
		.select(['gatheringId', ...questions])
		.where('municipalityId', '=', municipalityId)
		.execute();
	return [...Map.groupBy(rows, ({ gatheringId }) => gatheringId)].map(([gatheringId, own]) => {
		const share = (question: Question) => Math.round((own.filter((row) => row[question] >= 4).length / own.length) * 100);
		const agree = own.length < minGroupSize.statistic ? null : { tasks: share('tasks'), contact: share('contact'), turn: share('turn') };
		return { gatheringId, answers: own.length, agree };
	});
}
