import { canonicalJson, contentHash } from '#lib/canonical.server.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { civilDate, isCivilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { newId } from '#lib/ids.ts';
import { enqueue } from '#lib/mail/outbox.server.ts';
import { mailAddress } from '#lib/text/mailAddress.ts';
import { record } from '#lib/people/audit.server.ts';
import { refuse } from '#lib/result.ts';
import type { Actor } from '#lib/people/model.ts';
import { leaveAddress } from '#lib/people/persons/leaveAddress.server.ts';
import { languageOf } from '#lib/people/queries.server.ts';
import { newPersonalLink } from '#lib/personalLink.server.ts';
import { hearingLetter } from './mail.ts';
import { mayRevise } from '../model.ts';
import { planOf } from '../queries.server.ts';
import { elementsOf, holdOpenRevision } from '../document/versions.server.ts';

export type BodyKind = 'unit' | 'council' | 'external';
export type NewBody = { kind: BodyKind; name: string; email: string };

/**
 * Opens a hearing round on the current draft: stores the draft's content with its hash and queues a mail with a personal link to
 * each body. Refuses `notAllowed`, `closedRevision`, `invalidDate`, `past`, `empty`, `invalidAddress` (with the `email`),
 * `duplicate` and `emptyPlan`.
 */
export async function openHearing(
	db: Db,
	actor: Actor,
	opened: { deadline: CivilDate; bodies: readonly NewBody[] },
	origin: string,
	now: Instant
) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	if (!isCivilDate(opened.deadline)) return refuse('invalidDate');
	if (opened.deadline < civilDate(now)) return refuse('past');
	const wrong = opened.bodies.find((body) => !mailAddress(body.email));
	if (wrong) return refuse('invalidAddress', { email: wrong.email });
	const bodies = [...new Map(opened.bodies.map((body) => [mailAddress(body.email)!, body])).entries()];
	if (bodies.length === 0) return refuse('empty');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const draft = await holdOpenRevision(trx, municipalityId);
		if (!draft) return refuse('closedRevision');
		const rounds = await trx.selectFrom('hearing').select(['round', 'closedAt']).where('versionId', '=', draft.id).execute();
		if (rounds.some((round) => round.closedAt === null)) return refuse('duplicate');
		const elements = await elementsOf(trx, draft.id);
		if (elements.length === 0) return refuse('emptyPlan');
		const content = canonicalJson(elements);
		const hearingId = newId();
		await trx
			.insertInto('hearing')
			.values({
				id: hearingId,
				municipalityId,
				versionId: draft.id,
				round: rounds.length + 1,
				deadline: opened.deadline,
				content,
				contentHash: contentHash(content),
				reminders: 0,
				openedAt: now,
				openedBy: actor.id,
				closedAt: null
			})
			.execute();
		const made = bodies.map(([email, { kind, name }]) => ({ id: newId(), kind, name, email }));
		await trx
			.insertInto('hearingBody')
			.values(made.map((body) => ({ ...body, municipalityId, hearingId, answeredAt: null, noRemarksAt: null })))
			.execute();
		const queued = await write(trx, municipalityId, { id: hearingId, deadline: opened.deadline, version: 0 }, made, origin, now);
		await record(
			trx,
			actor,
			'hearing.open',
			{ kind: 'hearing', id: hearingId, detail: { round: rounds.length + 1, bodies: made.length } },
			now
		);
		return { ok: true as const, hearingId, queued };
	});
}

/**
 * Puts a reminder in the outbox to each body that has not answered. Refuses `notAllowed`, `notFound`, `closed`, and `emptyReminder`
 * when all have.
 */
export async function remindBodies(db: Db, actor: Actor, hearingId: string, origin: string, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const hearing = await trx
			.updateTable('hearing')
			.set((hearing) => ({ reminders: hearing('reminders', '+', 1) }))
			.where('municipalityId', '=', municipalityId)
			.where('id', '=', hearingId)
			.returning(['id', 'deadline', 'closedAt', 'reminders as version'])
			.executeTakeFirst();
		if (!hearing) return refuse('notFound');
		if (hearing.closedAt !== null || hearing.deadline < civilDate(now)) return refuse('closed');
		const waiting = await trx
			.selectFrom('hearingBody')
			.select(['id', 'name', 'email'])
			.where('hearingId', '=', hearingId)
			.where('answeredAt', 'is', null)
			.execute();
		if (waiting.length === 0) return refuse('emptyReminder');
		const queued = await write(trx, municipalityId, hearing, waiting, origin, now);
		await record(trx, actor, 'hearing.remind', { kind: 'hearing', id: hearingId, detail: { queued } }, now);
		return { ok: true as const, queued };
	});
}

/** Ends a round before or after its deadline; its links then show what was answered. Refuses `notAllowed`, `notFound`, `closed`. */
export async function closeHearing(db: Db, actor: Actor, hearingId: string, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const hearing = await trx
			.selectFrom('hearing')
			.select('closedAt')
			.where('municipalityId', '=', actor.municipalityId)
			.where('id', '=', hearingId)
			.executeTakeFirst();
		if (!hearing) return refuse('notFound');
		if (hearing.closedAt !== null) return refuse('closed');
		await trx.updateTable('hearing').set({ closedAt: now }).where('id', '=', hearingId).execute();
		await record(trx, actor, 'hearing.close', { kind: 'hearing', id: hearingId }, now);
		return { ok: true as const };
	});
}

/**
 * The name and address of a body that is heard, mended. By another address the old one is told and its links are dead; a body that had
 * been written to gets a new letter, in the outbox. Refuses `notAllowed`, `notFound`, `closed`, `invalidAddress`, `duplicateBody`.
 */
export async function editBody(
	db: Db,
	actor: Actor,
	edited: { bodyId: string; name: string; email: string },
	origin: string,
	now: Instant
) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	const email = mailAddress(edited.email);
	if (!email) return refuse('invalidAddress', { email: edited.email });
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const body = await trx
			.selectFrom('hearingBody')
			.innerJoin('hearing', 'hearing.id', 'hearingBody.hearingId')
			.selectAll('hearingBody')
			.select(['hearing.deadline', 'hearing.closedAt', 'hearing.reminders'])
			.where('hearingBody.municipalityId', '=', municipalityId)
			.where('hearingBody.id', '=', edited.bodyId)
			.executeTakeFirst();
		if (!body) return refuse('notFound');
		if (body.closedAt !== null) return refuse('closed');
		const others = trx.selectFrom('hearingBody').select('id').where('hearingId', '=', body.hearingId).where('id', '!=', body.id);
		if (await others.where('email', '=', email).executeTakeFirst()) return refuse('duplicateBody');
		await trx.updateTable('hearingBody').set({ name: edited.name, email }).where('id', '=', body.id).execute();
		if (email !== body.email) {
			const { hearingId, deadline, reminders } = body;
			const whose = { id: body.id, name: body.name, locale: await languageOf(trx, municipalityId) };
			const hadGone = await leaveAddress(trx, actor, { documentId: hearingId }, whose, { from: body.email, to: email }, now);
			const again = { id: body.id, name: edited.name, email };
			if (hadGone) await write(trx, municipalityId, { id: hearingId, deadline, version: reminders }, [again], origin, now);
		}
		await record(trx, actor, 'hearing.editBody', { kind: 'hearing', id: body.hearingId }, now);
		return { ok: true as const };
	});
}

/** A mail with a link of its own to each of these bodies; `version` 0 is the invitation, then the reminders. */
async function write(
	trx: Db,
	municipalityId: string,
	hearing: { id: string; deadline: CivilDate; version: number },
	bodies: readonly { id: string; name: string; email: string }[],
	origin: string,
	now: Instant
): Promise<number> {
	const home = await trx.selectFrom('municipality').select(['name', 'locale']).where('id', '=', municipalityId).executeTakeFirstOrThrow();
	const { plan } = (await planOf(trx, municipalityId))!;
	const links = bodies.map((body) => ({ ...body, ...newPersonalLink('hearing', origin) }));
	await trx
		.insertInto('hearingLink')
		.values(links.map(({ id, tokenHash }) => ({ tokenHash, municipalityId, bodyId: id })))
		.execute();
	const locale: Locale = home.locale;
	const mails = links.map(({ name, email, href }) => ({
		recipient: { personId: null, name, email },
		locale,
		...hearingLetter({
			locale,
			body: name,
			municipality: home.name,
			plan: { nn: plan.nameNn, nb: plan.nameNb },
			deadline: hearing.deadline,
			isReminder: hearing.version > 0,
			href
		})
	}));
	const kind = hearing.version > 0 ? ('hearingReminder' as const) : ('hearing' as const);
	const title = locale === 'nn' ? plan.nameNn : plan.nameNb;
	const { enqueued } = await enqueue(
		trx,
		municipalityId,
		{ kind, id: hearing.id, version: Math.max(1, hearing.version), title },
		mails,
		now
	);
	return enqueued;
}
