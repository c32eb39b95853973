import { refuse } from '#lib/result.ts';
import { command } from '#lib/db/command.server.ts';
import { addMilliseconds, civilDate, type Instant } from '#lib/dates.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { withdraw } from '#lib/mail/outbox.server.ts';
import { nameKey } from '#lib/text/names.ts';
import { isOver, type MailSettings } from '../model.ts';
import { byId, type GatheringDetail } from '../queries.server.ts';
import { programme } from '../programme/queries.server.ts';
import { nameSpeaker } from '../programme/revisions.server.ts';
import { askNext, settleSpeakers } from './asking.server.ts';
import { callOffSpeaker, confirmSpeaker, stewardAsSender, tellStewards } from './news.server.ts';
import { type Request, speakerBy } from './queries.server.ts';

/**
 * Yes or no, with a word; minds may change until the day is over. A yes puts their name in the programme and an entry in their calendar; a
 * no takes both away again and asks who offered next. Those who have the forum hear of it. Refuses `notFound`, `closed`.
 */
export async function answerSpeaker(
	db: Db,
	token: string,
	given: { answer: 'yes' | 'no'; note: string },
	mail: MailSettings,
	now: Instant
) {
	return command(db, async (trx) => {
		const found = await speakerBy(trx, token);
		if (!found) return refuse('notFound');
		const { request, gathering, item } = found;
		if (isOver(gathering)) return refuse('closed');
		const { id, municipalityId, answer: was } = request;
		await trx
			.updateTable('speakerRequest')
			.set({ ...given, answeredAt: now, lapsedAt: null })
			.where('id', '=', id)
			.execute();
		if (was === given.answer && request.note === given.note) return { ok: true as const };
		await withdraw(trx, municipalityId, { kind: 'speakerReminder', id });
		const by = await stewardAsSender(trx, gathering, now);
		let next: string | null = null;
		if (given.answer === 'yes' && was !== 'yes') {
			await putOn(trx, gathering, request, now);
			await confirmSpeaker(trx, { request, gathering, item, by }, mail, now);
		} else if (given.answer === 'no' && was !== 'no') {
			await takeOff(trx, gathering, request, now);
			await callOffSpeaker(trx, { request, gathering, by, ended: 'declined' }, mail, now);
			next = await askNext(trx, { gathering, item, by }, mail, now);
		}
		const { sequence } = await trx
			.updateTable('speakerRequest')
			.set((of) => ({ sequence: of('sequence', '+', 1) }))
			.where('id', '=', id)
			.returning('sequence')
			.executeTakeFirstOrThrow();
		const said = given.answer === 'no' && was === 'yes' ? 'withdrew' : given.answer;
		await tellStewards(trx, { request, gathering, item }, { said, note: given.note, next, version: sequence }, mail, now);
		await settleSpeakers(trx, municipalityId, gathering.id, now);
		return { ok: true as const };
	});
}

/** Days that somebody has with a letter, however late it left. */
const leastDays = 3;

/**
 * Those who have not answered by their day are not waited for any longer: their name goes off, those who have the forum hear of it, and who
 * offered next is asked. Only when a letter has been with them for some days. Looked at every hour; gives how many.
 */
export async function lapseSpeakers(db: Db, municipalityId: string, mail: MailSettings, now: Instant): Promise<number> {
	return inTransaction(db, async (trx) => {
		const silent = await trx
			.selectFrom('speakerRequest')
			.innerJoin('gathering', 'gathering.id', 'speakerRequest.gatheringId')
			.selectAll('speakerRequest')
			.where('speakerRequest.municipalityId', '=', municipalityId)
			.where('speakerRequest.answer', 'is', null)
			.where('speakerRequest.lapsedAt', 'is', null)
			.where('speakerRequest.answerBy', '<', civilDate(now))
			.where('gathering.state', 'in', ['planned', 'invited'])
			.where((where) =>
				where.exists(
					where
						.selectFrom('mail')
						.select('mail.id')
						.whereRef('mail.documentId', '=', 'speakerRequest.id')
						.where('mail.municipalityId', '=', municipalityId)
						.where('mail.sentAt', '<', addMilliseconds(now, -leastDays * 86_400_000))
				)
			)
			.execute();
		for (const request of silent) {
			const gathering = (await byId(trx, municipalityId, request.gatheringId))!;
			const item = (await programme(trx, municipalityId, request.gatheringId)).find(({ id }) => id === request.itemId);
			const sequence = request.sequence + 1;
			await trx.updateTable('speakerRequest').set({ lapsedAt: now, sequence }).where('id', '=', request.id).execute();
			if (!item) continue;
			await takeOff(trx, gathering, request, now);
			const by = await stewardAsSender(trx, gathering, now);
			const next = await askNext(trx, { gathering, item, by }, mail, now);
			await tellStewards(trx, { request, gathering, item }, { said: 'silent', note: '', next, version: sequence }, mail, now);
			await settleSpeakers(trx, municipalityId, gathering.id, now);
		}
		return silent.length;
	});
}

const namesIn = (speaker: string) => speaker.split(/,\s*/).filter(Boolean);
const isName = (name: string) => (other: string) => nameKey(other) === nameKey(name);

/** Whoever has said yes stands in the programme, with their unit when the part has nobody yet. */
async function putOn(trx: Db, gathering: GatheringDetail, { itemId, name, email }: Request, now: Instant): Promise<void> {
	const unitId = await unitOf(trx, gathering.municipalityId, email);
	await nameSpeaker(
		trx,
		gathering,
		itemId,
		({ speaker, speakerUnitId }) => ({
			speaker: namesIn(speaker).some(isName(name)) ? speaker : [...namesIn(speaker), name].join(', '),
			speakerUnitId: speaker === '' ? (speakerUnitId ?? unitId) : speakerUnitId
		}),
		now
	);
}

/** Whoever does not come stands in no programme; a part that is a partner's stays theirs. */
async function takeOff(trx: Db, gathering: GatheringDetail, { itemId, name, email }: Request, now: Instant): Promise<void> {
	const unitId = await unitOf(trx, gathering.municipalityId, email);
	await nameSpeaker(
		trx,
		gathering,
		itemId,
		({ speaker, speakerUnitId }) => {
			const left = namesIn(speaker).filter((one) => !isName(name)(one));
			const wasTheirs = left.length === 0 && speaker !== '' && speakerUnitId === unitId;
			return { speaker: left.join(', '), speakerUnitId: wasTheirs ? null : speakerUnitId };
		},
		now
	);
}

/** The unit inside the municipality of whoever has an address. */
async function unitOf(trx: Db, municipalityId: string, email: string): Promise<string | null> {
	const row = await trx
		.selectFrom('person')
		.innerJoin('unit', 'unit.id', 'person.unitId')
		.select('unit.id')
		.where('person.municipalityId', '=', municipalityId)
		.where('person.email', '=', email)
		.where('unit.kind', '=', 'internal')
		.executeTakeFirst();
	return row?.id ?? null;
}
