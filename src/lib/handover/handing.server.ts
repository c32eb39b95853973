import { type Handover, handOver, withdrawHandover } from '#lib/cycle/series/stewardship.server.ts';
import { seriesById, stewardOf } from '#lib/cycle/series/queries.server.ts';
import { civilDate, type Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { answering, followingWork, type ReachablePerson } from '#lib/gatherings/checklist/queries.server.ts';
import type { MailSettings } from '#lib/gatherings/model.ts';
import { type NewMail, enqueue, withdraw } from '#lib/mail/outbox.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { handedLetter, withdrawnLetter } from './mail.ts';

const to = ({ person, email }: ReachablePerson): NewMail['recipient'] => ({ personId: person.id, name: person.name, email });
const once = (people: readonly ReachablePerson[]) => [...new Map(people.map((one) => [one.email, one])).values()];

/**
 * Hands a series over as `handOver` does, and writes to those who have it and those who get it: from when, what follows with it, and where
 * the handover stands. Letters in the outbox. Refuses as `handOver`.
 */
export async function handOverWork(db: Db, actor: Actor, handover: Handover, mail: MailSettings, now: Instant) {
	const { municipalityId } = actor;
	const today = civilDate(now);
	return command(db, async (trx) => {
		const before = await stewardOf(trx, municipalityId, handover.seriesId, today);
		const work = await followingWork(trx, municipalityId, handover.seriesId, today);
		const handed = await handOver(trx, actor, handover, now);
		if (!handed.ok) return handed;
		const series = (await seriesById(trx, municipalityId, handover.seriesId))!;
		const readers = once([
			...(before ? await answering(trx, municipalityId, before, today) : []),
			...(await answering(trx, municipalityId, handover, handover.from))
		]);
		const href = `${mail.origin}/cycle/handover/${handed.stewardshipId}`;
		const mails = readers.map((reader): NewMail => ({
			recipient: to(reader),
			locale: reader.locale,
			...handedLetter(reader.locale, {
				series,
				role: handover,
				from: handover.from,
				by: actor.name,
				name: reader.person.name,
				href,
				...work
			})
		}));
		const document = { kind: 'handover', id: handed.stewardshipId, version: 1, title: series.nameNn } as const;
		await enqueue(trx, municipalityId, document, mails, now);
		return { ...handed, ...work };
	});
}

/** Takes a handover back before it begins; whoever has been written to hears it, letters that have not left do not. Refuses as there. */
export async function withdrawWork(db: Db, actor: Actor, stewardshipId: string, now: Instant) {
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const taken = await withdrawHandover(trx, actor, stewardshipId, now);
		if (!taken.ok) return taken;
		const series = await seriesById(trx, municipalityId, taken.handed.seriesId);
		if (!series) return refuse('notFound');
		await withdraw(trx, municipalityId, { kind: 'handover', id: stewardshipId });
		const told = await trx
			.selectFrom('mail')
			.select(['recipientPersonId as personId', 'recipientName as name', 'recipientEmail as email', 'locale'])
			.where('municipalityId', '=', municipalityId)
			.where('kind', '=', 'handover')
			.where('documentId', '=', stewardshipId)
			.where('state', '!=', 'cancelled')
			.execute();
		const mails = told.map(({ locale, ...recipient }): NewMail => ({
			recipient,
			locale,
			...withdrawnLetter(locale, { series, from: taken.handed.validFrom, by: actor.name, name: recipient.name })
		}));
		const document = { kind: 'handover', id: stewardshipId, version: 2, title: series.nameNn } as const;
		if (mails.length > 0) await enqueue(trx, municipalityId, document, mails, now);
		return { ok: true as const };
	});
}
