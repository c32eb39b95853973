import { refuse } from '#lib/result.ts';
import { command } from '#lib/db/command.server.ts';
import { civilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { newId } from '#lib/ids.ts';
import { enqueue, withdraw } from '#lib/mail/outbox.server.ts';
import { mailAddress } from '#lib/text/mailAddress.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { newPersonalLink } from '#lib/personalLink.server.ts';
import { hashOf } from '#lib/tokens.server.ts';
import { settleTask } from '../checklist/commands.server.ts';
import { recordPlanningTime } from '../planningTime.server.ts';
import { titleOf } from '../text.ts';
import type { MailSettings } from '../model.ts';
import { isOver, mayPlan } from '../model.ts';
import { languageOf } from '../queries.server.ts';
import { byId } from '../queries.server.ts';
import { programme } from './queries.server.ts';
import { speakerLetter } from './speakerMail.ts';

/** Who has been asked to speak, by gathering: the newest of each part last. */
export async function speakerRequests(db: Db, municipalityId: string, gatheringId: string) {
	return db
		.selectFrom('speakerRequest')
		.select(['id', 'itemId', 'name', 'email', 'answer', 'note', 'askedAt', 'remindedAt', 'reminders', 'answeredAt'])
		.where('municipalityId', '=', municipalityId)
		.where('gatheringId', '=', gatheringId)
		.orderBy('askedAt')
		.orderBy('id')
		.execute();
}

/** The gatherings, not over, that somebody (by their address) is asked to speak at and has not answered about. */
export async function requestsTo(db: Db, municipalityId: string, personId: string) {
	return db
		.selectFrom('speakerRequest')
		.innerJoin('gathering', 'gathering.id', 'speakerRequest.gatheringId')
		.innerJoin('person', (join) =>
			join.onRef('person.email', '=', 'speakerRequest.email').onRef('person.municipalityId', '=', 'speakerRequest.municipalityId')
		)
		.select(['speakerRequest.id', 'gathering.theme'])
		.where('speakerRequest.municipalityId', '=', municipalityId)
		.where('person.id', '=', personId)
		.where('speakerRequest.answer', 'is', null)
		.where('gathering.state', 'not in', ['held', 'cancelled'])
		.orderBy('speakerRequest.askedAt')
		.execute();
}

/**
 * Asks somebody (own staff or not, no account needed) to take a part: a letter with a link to answer by, in the outbox. The part
 * has them as its speaker when nobody is named yet. Refuses `notAllowed`, `notFound`, `closed`, `notFoundItem`, `invalidAddress`,
 * `duplicate`.
 */
export async function askSpeaker(
	db: Db,
	actor: Actor,
	gatheringId: string,
	asked: { itemId: string; name: string; email: string },
	mail: MailSettings,
	now: Instant
) {
	if (!mayPlan(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	const email = mailAddress(asked.email);
	if (email === undefined) return refuse('invalidAddress');
	return command(db, async (trx) => {
		const gathering = await byId(trx, municipalityId, gatheringId);
		if (!gathering) return refuse('notFound');
		if (isOver(gathering)) return refuse('closed');
		const item = (await programme(trx, municipalityId, gatheringId)).find((one) => one.id === asked.itemId);
		if (!item) return refuse('notFoundItem');
		const before = await speakerRequests(trx, municipalityId, gatheringId);
		if (before.some((one) => one.itemId === item.id && one.email === email && one.answer !== 'no')) return refuse('duplicate');
		const person = await trx
			.selectFrom('person')
			.select(['id', 'locale'])
			.where('municipalityId', '=', municipalityId)
			.where('email', '=', email)
			.executeTakeFirst();
		const locale: Locale = person?.locale ?? (await languageOf(trx, municipalityId));
		const { href, tokenHash } = newPersonalLink('speaker', mail.origin);
		const id = newId();
		const letter = speakerLetter(locale, { gathering, item, name: asked.name, by: actor, link: href, again: false });
		const sent = await enqueue(
			trx,
			municipalityId,
			{ kind: 'speakerRequest', id, version: 1, title: titleOf(gathering, 'nn') },
			[{ recipient: { personId: person?.id ?? null, name: asked.name, email }, locale, ...letter }],
			now
		);
		if (sent.refused.length > 0) return refuse('invalidAddress');
		const fresh = { reminderHash: null, reminders: 0, answer: null, note: '', remindedAt: null, answeredAt: null };
		const request = { id, municipalityId, gatheringId, itemId: item.id, name: asked.name, email, locale, tokenHash };
		await trx
			.insertInto('speakerRequest')
			.values({ ...request, ...fresh, askedAt: now })
			.execute();
		await settleSpeakers(trx, municipalityId, gatheringId, now);
		await recordPlanningTime(trx, municipalityId, gatheringId, now);
		await record(trx, actor, 'speaker.ask', { kind: 'gathering', id: gatheringId, detail: { itemId: item.id } }, now);
		return { ok: true as const };
	});
}

/**
 * Asks those who have not answered once more, at most once a day each; both letters' links work.
 * Refuses `notAllowed`, `notFound`, `closed`, `empty`.
 */
export async function chaseSpeakers(db: Db, actor: Actor, gatheringId: string, mail: MailSettings, now: Instant) {
	if (!mayPlan(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const gathering = await byId(trx, municipalityId, gatheringId);
		if (!gathering) return refuse('notFound');
		if (isOver(gathering)) return refuse('closed');
		const items = await programme(trx, municipalityId, gatheringId);
		const rows = await trx
			.selectFrom('speakerRequest')
			.selectAll()
			.where('municipalityId', '=', municipalityId)
			.where('gatheringId', '=', gatheringId)
			.where('answer', 'is', null)
			.execute();
		const waiting = rows.flatMap((row) => {
			const item = items.find((one) => one.id === row.itemId);
			return item && civilDate(row.remindedAt ?? row.askedAt) < civilDate(now) ? [{ ...row, item }] : [];
		});
		for (const request of waiting) await askAgain(trx, actor, gathering, request, mail, now);
		if (waiting.length === 0) return refuse('empty');
		await recordPlanningTime(trx, municipalityId, gatheringId, now);
		return { ok: true as const, count: waiting.length };
	});
}

type Asked = Parameters<typeof speakerLetter>[1];
type Again = { id: string; name: string; email: string; locale: Locale; reminders: number; item: Asked['item'] };

/** A further letter to a speaker, with a link of its own beside that of the first. Part of the commands that need one. */
export async function askAgain(
	trx: Db,
	actor: Actor,
	gathering: Asked['gathering'],
	again: Again,
	mail: MailSettings,
	now: Instant
): Promise<void> {
	const { id, item, name, email, locale, reminders } = again;
	const { href, tokenHash } = newPersonalLink('speaker', mail.origin);
	const letter = speakerLetter(locale, { gathering, item, name, by: actor, link: href, again: true });
	const document = { kind: 'speakerReminder', id, version: reminders + 1, title: titleOf(gathering, 'nn') } as const;
	await enqueue(trx, actor.municipalityId, document, [{ recipient: { personId: null, name, email }, locale, ...letter }], now);
	await trx
		.updateTable('speakerRequest')
		.set({ reminderHash: tokenHash, reminders: reminders + 1, remindedAt: now })
		.where('id', '=', id)
		.execute();
}

/** What a speaker is asked, by the secret of their link; undefined when there is none, or the part is gone. Reading changes nothing. */
export async function speakerBy(db: Db, token: string) {
	const hash = hashOf(token);
	const request = await db
		.selectFrom('speakerRequest')
		.innerJoin('municipality', 'municipality.id', 'speakerRequest.municipalityId')
		.selectAll('speakerRequest')
		.select('municipality.name as municipality')
		.where((where) => where.or([where('speakerRequest.tokenHash', '=', hash), where('speakerRequest.reminderHash', '=', hash)]))
		.executeTakeFirst();
	if (!request) return undefined;
	const gathering = await byId(db, request.municipalityId, request.gatheringId);
	const item = (await programme(db, request.municipalityId, request.gatheringId)).find((one) => one.id === request.itemId);
	return gathering && item ? { request, gathering, item } : undefined;
}

/** Yes or no, with a word; minds may change until the day is over. Refuses `notFound`, `closed`. */
export async function answerSpeaker(db: Db, token: string, given: { answer: 'yes' | 'no'; note: string }, now: Instant) {
	return command(db, async (trx) => {
		const found = await speakerBy(trx, token);
		if (!found) return refuse('notFound');
		if (isOver(found.gathering)) return refuse('closed');
		const { id, municipalityId } = found.request;
		await trx
			.updateTable('speakerRequest')
			.set({ ...given, answeredAt: now })
			.where('id', '=', id)
			.execute();
		await withdraw(trx, municipalityId, { kind: 'speakerReminder', id });
		await settleSpeakers(trx, municipalityId, found.gathering.id, now);
		return { ok: true as const };
	});
}

/**
 * The task of finding speakers is done of itself when every talk and course has somebody and all who were asked have said yes (for
 * each part the last one asked). Somebody who changes their mind opens it again; a tick that a person gave stands.
 */
async function settleSpeakers(trx: Db, municipalityId: string, gatheringId: string, now: Instant): Promise<void> {
	const parts = await programme(trx, municipalityId, gatheringId);
	const asked = (await speakerRequests(trx, municipalityId, gatheringId)).filter(({ itemId }) => parts.some(({ id }) => id === itemId));
	const last = [...Map.groupBy(asked, ({ itemId }) => itemId).values()].map((of) => of.at(-1)!);
	const spoken = parts.filter(({ kind }) => kind === 'talk' || kind === 'course');
	const settled =
		last.length > 0 &&
		asked.every(({ answer }) => answer !== null) &&
		last.every(({ answer }) => answer === 'yes') &&
		spoken.every(({ speaker, speakerUnitId }) => speaker !== '' || speakerUnitId !== null);
	await settleTask(trx, gatheringId, 'speakers', settled, now);
}
