import { addDays, civilDate, type Instant } from '#lib/dates.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { heldPerYear } from '#lib/gatherings/attendance/heldPerYear.server.ts';
import { isFor } from '#lib/gatherings/checklist/model.ts';
import { newId } from '#lib/ids.ts';
import { enqueue } from '#lib/mail/outbox.server.ts';
import { record } from '#lib/people/audit.server.ts';
import { mayLead, successorOn, type Actor } from '#lib/people/model.ts';
import { command } from '#lib/db/command.server.ts';
import { refuse } from '#lib/result.ts';
import { positions } from '#lib/people/units/positions.server.ts';
import { persons, units } from '#lib/people/queries.server.ts';
import { newPersonalLink } from '#lib/personalLink.server.ts';
import { remindDays, roundOn, yearOf, type Round } from './model.ts';
import { followUpLetter } from './mail.ts';
import { mayRevise } from '../model.ts';
import type { Element } from '../document/model.ts';
import { planOf } from '../queries.server.ts';
import { statuses } from '../document/status.server.ts';
import { elementsOf } from '../document/versions.server.ts';

/**
 * Opens the follow-up of the latest half-year and queues one mail a person with a personal link. Measures that a series keeps are
 * answered from the count of held gatherings at once; done and stopped measures are left out. Refuses `notAllowed`, `missingPlan`
 * (nothing adopted), `duplicate`, `empty` (nothing to ask about).
 */
export async function askUnits(db: Db, actor: Actor, origin: string, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const asked = await ask(trx, actor.municipalityId, roundOn(civilDate(now)), origin, actor.id, now);
		if (asked.ok)
			await record(trx, actor, 'followUp.ask', { kind: 'followUp', id: asked.followUpId, detail: { queued: asked.queued } }, now);
		return asked;
	});
}

/**
 * Reminds whoever has measures nobody answered for. Refuses `notAllowed`, `notFound`, `closed` (a later half-year is asked about),
 * `empty`.
 */
export async function remindUnits(db: Db, actor: Actor, followUpId: string, origin: string, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const { municipalityId } = actor;
		const followUp = await trx
			.selectFrom('followUp')
			.select(['id', 'half'])
			.where('municipalityId', '=', municipalityId)
			.where('id', '=', followUpId)
			.executeTakeFirst();
		if (!followUp) return refuse('notFound');
		if (followUp.half !== roundOn(civilDate(now)).half) return refuse('closed');
		const queued = await remind(trx, municipalityId, followUpId, origin, now);
		if (queued === 0) return refuse('empty');
		await record(trx, actor, 'followUp.remind', { kind: 'followUp', id: followUpId, detail: { queued } }, now);
		return { ok: true as const, queued };
	});
}

/**
 * The hourly job for follow-ups, in every municipality: opens a round on its first day and sends one reminder in its last week.
 * Mails wait in the outbox. A plan adopted after the round opened is first asked about in the next one.
 */
export async function keepFollowUp(db: Db, { origin }: { origin: string }, now: Instant): Promise<void> {
	const today = civilDate(now);
	const round = roundOn(today);
	if (today < round.opens || today > round.due) return;
	for (const { id } of await db.selectFrom('municipality').select('id').orderBy('id').execute()) {
		await inTransaction(db, async (trx) => {
			const asked = await trx
				.selectFrom('followUp')
				.select(['id', 'reminders'])
				.where('municipalityId', '=', id)
				.where('half', '=', round.half)
				.executeTakeFirst();
			const inForce = (await planOf(trx, id))?.inForce;
			if (!asked && inForce && civilDate(inForce.adoptedAt!) < round.opens) await ask(trx, id, round, origin, null, now);
			else if (asked?.reminders === 0 && today >= addDays(round.due, -remindDays)) await remind(trx, id, asked.id, origin, now);
		});
	}
}

async function ask(trx: Db, municipalityId: string, round: Round, origin: string, askedBy: string | null, now: Instant) {
	const inForce = (await planOf(trx, municipalityId))?.inForce;
	if (!inForce) return refuse('missingPlan');
	const before = await trx
		.selectFrom('followUp')
		.select('id')
		.where('municipalityId', '=', municipalityId)
		.where('half', '=', round.half)
		.executeTakeFirst();
	if (before) return refuse('duplicate');
	const statusOf = await statuses(trx, municipalityId);
	const open = (await elementsOf(trx, inForce.id)).filter(
		(element) => element.kind === 'measure' && !['done', 'stopped'].includes(statusOf.get(element.elementId)?.status ?? '')
	);
	if (open.length === 0) return refuse('empty');
	const followUpId = newId();
	await trx
		.insertInto('followUp')
		.values({ id: followUpId, municipalityId, half: round.half, due: round.due, reminders: 0, askedAt: now, askedBy })
		.execute();
	const own = open.filter((element) => element.seriesId !== null);
	for (const element of own) await answerFromLedger(trx, municipalityId, followUpId, element, round, now);
	const rows = await answerable(
		trx,
		municipalityId,
		open.filter((element) => element.seriesId === null),
		now
	);
	if (rows.length > 0)
		await trx
			.insertInto('followUpMeasure')
			.values(rows.map((row) => ({ ...row, followUpId, municipalityId })))
			.execute();
	const queued = await write(trx, municipalityId, { id: followUpId, half: round.half, due: round.due, version: 0 }, rows, origin, now);
	return { ok: true as const, followUpId, queued };
}

/**
 * Recipients by measure, today: the holder of its role in the unit (or in the unit's successor), else the unit's leader, else
 * those who lead the plan.
 */
async function answerable(
	trx: Db,
	municipalityId: string,
	measures: readonly Element[],
	now: Instant
): Promise<{ elementId: string; personId: string }[]> {
	const today = civilDate(now);
	const all = await units(trx, municipalityId);
	const held = await positions(trx, municipalityId);
	const people = (await persons(trx, municipalityId)).filter((person) => person.email !== null && person.disabledAt === null);
	return measures.flatMap(({ elementId, unitId, roleNn, roleNb }) => {
		const ownerUnitId = unitId === null ? null : (successorOn(all, unitId, today)?.id ?? unitId);
		const duty = { ownerUnitId, ownerRoleNn: roleNn ?? roleNb ?? '' };
		const answers = people.filter((person) => isFor(duty, person, held, today));
		return (answers.length > 0 ? answers : people.filter(mayLead)).map((person) => ({ elementId, personId: person.id }));
	});
}

/** Reports a measure that a series keeps as ongoing once any gathering was held, with the year's count. */
async function answerFromLedger(
	trx: Db,
	municipalityId: string,
	followUpId: string,
	{ elementId, seriesId }: Element,
	round: Round,
	now: Instant
): Promise<void> {
	const counts = (await heldPerYear(trx, municipalityId)).filter((count) => count.seriesId === seriesId);
	const held = counts.find((count) => count.year === yearOf(round.half))?.held ?? 0;
	await trx
		.insertInto('statusReport')
		.values({
			id: newId(),
			municipalityId,
			elementId,
			status: counts.some((count) => count.held > 0) ? 'ongoing' : 'notStarted',
			date: civilDate(now),
			reportedBy: null,
			createdAt: now,
			note: null,
			source: 'ledger',
			followUpId,
			held
		})
		.execute();
}

async function remind(trx: Db, municipalityId: string, followUpId: string, origin: string, now: Instant): Promise<number> {
	const waiting = await trx
		.selectFrom('followUpMeasure')
		.select(['elementId', 'personId'])
		.where('followUpId', '=', followUpId)
		.where('elementId', 'not in', (of) => of.selectFrom('statusReport').select('elementId').where('followUpId', '=', followUpId))
		.execute();
	if (waiting.length === 0) return 0;
	const { half, due, reminders } = await trx
		.updateTable('followUp')
		.set((row) => ({ reminders: row('reminders', '+', 1) }))
		.where('id', '=', followUpId)
		.returning(['half', 'due', 'reminders'])
		.executeTakeFirstOrThrow();
	return write(trx, municipalityId, { id: followUpId, half, due, version: reminders }, waiting, origin, now);
}

/** One mail a person with a link of its own, in their language; `version` 0 is the question, then the reminders. */
async function write(
	trx: Db,
	municipalityId: string,
	followUp: { id: string; half: string; due: string; version: number },
	rows: readonly { elementId: string; personId: string }[],
	origin: string,
	now: Instant
): Promise<number> {
	const home = await trx.selectFrom('municipality').select(['name', 'locale']).where('id', '=', municipalityId).executeTakeFirstOrThrow();
	const { plan } = (await planOf(trx, municipalityId))!;
	const counts = Map.groupBy(rows, (row) => row.personId);
	const people = (await persons(trx, municipalityId)).filter((person) => counts.has(person.id) && person.email !== null);
	if (people.length === 0) return 0;
	const links = people.map((person) => ({ person, ...newPersonalLink('status', origin) }));
	await trx
		.insertInto('followUpLink')
		.values(links.map(({ person, tokenHash }) => ({ tokenHash, municipalityId, followUpId: followUp.id, personId: person.id })))
		.execute();
	const mails = links.map(({ person, href }) => {
		const locale = person.locale ?? home.locale;
		return {
			recipient: { personId: person.id, name: person.name, email: person.email! },
			locale,
			...followUpLetter({
				locale,
				municipality: home.name,
				plan: { nn: plan.nameNn, nb: plan.nameNb },
				half: followUp.half,
				due: followUp.due,
				count: counts.get(person.id)!.length,
				isReminder: followUp.version > 0,
				href
			})
		};
	});
	const kind = followUp.version > 0 ? ('statusReminder' as const) : ('statusRequest' as const);
	const title = home.locale === 'nn' ? plan.nameNn : plan.nameNb;
	return (await enqueue(trx, municipalityId, { kind, id: followUp.id, version: Math.max(1, followUp.version), title }, mails, now))
		.enqueued;
}
