import type { MailKind } from '#db/schema/mail.ts';
import { civilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { stewardsOf } from '#lib/gatherings/checklist/queries.server.ts';

/** Which rows of a letter's document belong to a series; null: it is about all of the municipality's, the first of which answers. */
type SeriesOf = (db: Db, documentId: string) => Promise<{ seriesId: string | null } | undefined>;

const ofGathering: SeriesOf = (db, id) => db.selectFrom('gathering').select('seriesId').where('id', '=', id).executeTakeFirst();
const ofRequest: SeriesOf = (db, id) =>
	db
		.selectFrom('speakerRequest')
		.innerJoin('gathering', 'gathering.id', 'speakerRequest.gatheringId')
		.select('gathering.seriesId')
		.where('speakerRequest.id', '=', id)
		.executeTakeFirst();

/** Every kind of letter says here which forum it is from. */
const seriesOf: Record<MailKind, SeriesOf | null> = {
	invitation: ofGathering,
	invitationReminder: ofGathering,
	change: ofGathering,
	cancellation: ofGathering,
	beforeDay: ofGathering,
	thanks: ofGathering,
	programmeChange: ofGathering,
	partnerInvitation: ofGathering,
	waitingList: ofGathering,
	placeOffer: ofGathering,
	evaluation: ofGathering,
	hostRequest: ofGathering,
	hostReminder: ofGathering,
	speakerRequest: ofRequest,
	speakerReminder: ofRequest,
	speakerConfirmation: ofRequest,
	speakerChange: ofRequest,
	speakerCancellation: ofRequest,
	speakerAnswer: ofRequest,
	summary: (db, id) =>
		db
			.selectFrom('summary')
			.innerJoin('gathering', 'gathering.id', 'summary.gatheringId')
			.select('gathering.seriesId')
			.where('summary.id', '=', id)
			.executeTakeFirst(),
	topicAnswer: (db, id) => db.selectFrom('topic').select('seriesId').where('id', '=', id).executeTakeFirst(),
	dateDecided: (db, id) => db.selectFrom('datePoll').select('seriesId').where('id', '=', id).executeTakeFirst(),
	datePoll: (db, id) => db.selectFrom('datePoll').select('seriesId').where('id', '=', id).executeTakeFirst(),
	obligationWarning: (db, id) => db.selectFrom('obligation').select('seriesId').where('id', '=', id).executeTakeFirst(),
	handover: (db, id) => db.selectFrom('stewardship').select('seriesId').where('id', '=', id).executeTakeFirst(),
	becameOf: null,
	measureNews: null,
	hearing: null,
	hearingReminder: null,
	hearingOutcome: null,
	remarkReceipt: null,
	statusRequest: null,
	statusReminder: null,
	taskDigest: null,
	passwordInvitation: null,
	passwordReset: null,
	signInLink: null,
	addressChange: null,
	trial: null
};

/**
 * Where the answer to a letter goes: the address of whoever fills the role that has the forum now, else of the leader of its unit, else
 * of one who may lead. Null where nobody of the municipality has an address.
 */
export async function replyAddress(
	db: Db,
	{ municipalityId, kind, documentId }: { municipalityId: string; kind: MailKind; documentId: string },
	now: Instant
): Promise<string | null> {
	const today = civilDate(now);
	const own = await seriesOf[kind]?.(db, documentId);
	const seriesId = own?.seriesId ?? (await firstSeries(db, municipalityId));
	return (await stewardsOf(db, municipalityId, seriesId, today))[0]?.email ?? null;
}

async function firstSeries(db: Db, municipalityId: string): Promise<string | undefined> {
	const row = await db
		.selectFrom('series')
		.select('id')
		.where('municipalityId', '=', municipalityId)
		.orderBy('createdAt')
		.executeTakeFirst();
	return row?.id;
}
