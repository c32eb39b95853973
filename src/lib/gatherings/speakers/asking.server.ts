import { refuse } from '#lib/result.ts';
import { command } from '#lib/db/command.server.ts';
import { civilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { newId } from '#lib/ids.ts';
import { enqueue } from '#lib/mail/outbox.server.ts';
import { mailAddress } from '#lib/text/mailAddress.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { newPersonalLink } from '#lib/personalLink.server.ts';
import { settleTask } from '../checklist/commands.server.ts';
import { recordPlanningTime } from '../planningTime.server.ts';
import { titleOf } from '../text.ts';
import { isOver, mayPlan, type MailSettings } from '../model.ts';
import { byId, type GatheringDetail, languageOf } from '../queries.server.ts';
import { programme, type ProgrammeRow } from '../programme/queries.server.ts';
import { speakerLetter } from './mail.ts';
import { type From, answerBy, toldOf } from './news.server.ts';
import { type Request, type Whom, offeredParts, offersFor, requestsIn, speakerRequests, stands } from './queries.server.ts';

/**
 * Asks somebody to take a part: one of our own (`personId`), or anybody by name and address, without an account. A letter with a link to
 * answer by, in the outbox; their name comes into the programme when they have said yes. Refuses `notAllowed`, `notFound`, `closed`,
 * `notFoundItem`, `invalidAddress`, `duplicate`.
 */
export async function askSpeaker(
	db: Db,
	actor: Actor,
	gatheringId: string,
	asked: { itemId: string; personId?: string | null; name: string; email: string },
	mail: MailSettings,
	now: Instant
) {
	if (!mayPlan(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const gathering = await byId(trx, municipalityId, gatheringId);
		if (!gathering) return refuse('notFound');
		if (isOver(gathering)) return refuse('closed');
		const item = (await programme(trx, municipalityId, gatheringId)).find((one) => one.id === asked.itemId);
		if (!item) return refuse('notFoundItem');
		const who = await whomToAsk(trx, municipalityId, asked);
		if (!who) return refuse('invalidAddress');
		const before = await requestsIn(trx, municipalityId, gatheringId);
		if (before.some((one) => one.itemId === item.id && one.email === who.email && stands(one))) return refuse('duplicate');
		const from = { name: actor.name, municipalityName: actor.municipalityName };
		if (!(await ask(trx, { gathering, item, by: from }, who, mail, now))) return refuse('invalidAddress');
		await settleSpeakers(trx, municipalityId, gatheringId, now);
		await recordPlanningTime(trx, municipalityId, gatheringId, now);
		await record(trx, actor, 'speaker.ask', { kind: 'gathering', id: gatheringId, detail: { itemId: item.id } }, now);
		return { ok: true as const };
	});
}

/** One of our own, or somebody by address; undefined when there is no address to write to. */
async function whomToAsk(
	trx: Db,
	municipalityId: string,
	asked: { personId?: string | null; name: string; email: string }
): Promise<Whom | undefined> {
	const email = mailAddress(asked.email);
	const people = trx.selectFrom('person').select(['id', 'name', 'email', 'locale']).where('municipalityId', '=', municipalityId);
	const person = await (
		asked.personId ? people.where('id', '=', asked.personId).where('disabledAt', 'is', null) : people.where('email', '=', email ?? '')
	).executeTakeFirst();
	if (asked.personId ? !person?.email : email === undefined) return undefined;
	const locale: Locale = person?.locale ?? (await languageOf(trx, municipalityId));
	const name = asked.personId ? person!.name : asked.name;
	return { personId: person?.id ?? null, name, email: asked.personId ? person!.email! : email!, locale, offeredAt: null };
}

/** Writes a request and its letter; false when no letter can go to that address. */
async function ask(
	trx: Db,
	{ gathering, item, by }: { gathering: GatheringDetail; item: ProgrammeRow; by: From },
	who: Whom,
	mail: MailSettings,
	now: Instant
): Promise<boolean> {
	const { municipalityId } = gathering;
	const { href, tokenHash } = newPersonalLink('speaker', mail.origin);
	const id = newId();
	const { name, email, locale, offeredAt } = who;
	const until = answerBy(gathering.date, now);
	const about = { gathering, item, name, by, link: href, again: false, offered: offeredAt !== null, answerBy: until };
	const sent = await enqueue(
		trx,
		municipalityId,
		{ kind: 'speakerRequest', id, version: 1, title: titleOf(gathering, 'nn') },
		[{ recipient: { personId: who.personId, name, email }, locale, ...speakerLetter(locale, about) }],
		now
	);
	if (sent.refused.length > 0) return false;
	const fresh = {
		reminderHash: null,
		reminders: 0,
		answer: null,
		note: '',
		remindedAt: null,
		answeredAt: null,
		sequence: 1,
		lapsedAt: null
	};
	const request = { id, municipalityId, gatheringId: gathering.id, itemId: item.id, name, email, locale, tokenHash };
	await trx
		.insertInto('speakerRequest')
		.values({ ...request, ...fresh, ...toldOf(gathering, item), answerBy: until, offeredAt, askedAt: now })
		.execute();
	return true;
}

/**
 * Asks everybody who has offered a talk that stands in the programme and nobody has, the first of each, in one press; their letter says
 * that it is their own offer. Refuses `notAllowed`, `notFound`, `closed`, `emptyOffers`.
 */
export async function askOffered(db: Db, actor: Actor, gatheringId: string, mail: MailSettings, now: Instant) {
	if (!mayPlan(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const gathering = await byId(trx, municipalityId, gatheringId);
		if (!gathering) return refuse('notFound');
		if (isOver(gathering)) return refuse('closed');
		const by = { name: actor.name, municipalityName: actor.municipalityName };
		let count = 0;
		for (const { item, who } of await offeredParts(trx, municipalityId, gatheringId))
			if (await ask(trx, { gathering, item, by }, who, mail, now)) count++;
		if (count === 0) return refuse('emptyOffers');
		await recordPlanningTime(trx, municipalityId, gatheringId, now);
		await record(trx, actor, 'speaker.ask', { kind: 'gathering', id: gatheringId, detail: { count } }, now);
		return { ok: true as const, count };
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
		const waiting = (await requestsIn(trx, municipalityId, gatheringId)).flatMap((row) => {
			const item = items.find((one) => one.id === row.itemId);
			const isDue = row.answer === null && row.lapsedAt === null && civilDate(row.remindedAt ?? row.askedAt) < civilDate(now);
			return item && isDue ? [{ ...row, item }] : [];
		});
		for (const request of waiting) await askAgain(trx, actor, gathering, request, mail, now);
		if (waiting.length === 0) return refuse('empty');
		await recordPlanningTime(trx, municipalityId, gatheringId, now);
		return { ok: true as const, count: waiting.length };
	});
}

type Again = Pick<Request, 'id' | 'name' | 'email' | 'locale' | 'reminders' | 'offeredAt' | 'answerBy'> & { item: ProgrammeRow };

/** A further letter to a speaker, with a link of its own beside that of the first. Part of the commands that need one. */
export async function askAgain(
	trx: Db,
	actor: Actor,
	gathering: GatheringDetail,
	again: Again,
	mail: MailSettings,
	now: Instant
): Promise<void> {
	const { id, item, name, email, locale, reminders, offeredAt } = again;
	const { href, tokenHash } = newPersonalLink('speaker', mail.origin);
	const about = { gathering, item, name, by: actor, link: href, again: true, offered: offeredAt !== null, answerBy: again.answerBy };
	const document = { kind: 'speakerReminder', id, version: reminders + 1, title: titleOf(gathering, 'nn') } as const;
	const letter = speakerLetter(locale, about);
	await enqueue(trx, actor.municipalityId, document, [{ recipient: { personId: null, name, email }, locale, ...letter }], now);
	await trx
		.updateTable('speakerRequest')
		.set({ reminderHash: tokenHash, reminders: reminders + 1, remindedAt: now })
		.where('id', '=', id)
		.execute();
}

/** Asks whoever has offered the talk and has not been asked; gives their name, null when there is nobody. */
export async function askNext(
	trx: Db,
	about: { gathering: GatheringDetail; item: ProgrammeRow; by: From },
	mail: MailSettings,
	now: Instant
): Promise<string | null> {
	const { gathering, item } = about;
	const [next] = (await offersFor(trx, gathering.municipalityId, gathering.id)).filter(({ itemId }) => itemId === item.id);
	return next && (await ask(trx, about, next, mail, now)) ? next.name : null;
}

/**
 * The task of finding speakers is done of itself when every talk and course has somebody and all who were asked have said yes (for
 * each part the last one asked). Somebody who changes their mind opens it again; a tick that a person gave stands.
 */
export async function settleSpeakers(trx: Db, municipalityId: string, gatheringId: string, now: Instant): Promise<void> {
	const parts = await programme(trx, municipalityId, gatheringId);
	const asked = (await speakerRequests(trx, municipalityId, gatheringId)).filter(({ itemId }) => parts.some(({ id }) => id === itemId));
	const last = [...Map.groupBy(asked, ({ itemId }) => itemId).values()].map((of) => of.at(-1)!);
	const spoken = parts.filter(({ kind }) => kind === 'talk' || kind === 'course');
	const settled =
		last.length > 0 &&
		asked.every(({ answer, lapsedAt }) => answer !== null || lapsedAt !== null) &&
		last.every(({ answer }) => answer === 'yes') &&
		spoken.every(({ speaker, speakerUnitId }) => speaker !== '' || speakerUnitId !== null);
	await settleTask(trx, gatheringId, 'speakers', settled, now);
}
