import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { settleTask } from '#lib/gatherings/checklist/commands.server.ts';
import { reach } from '#lib/mail/unsubscribe.server.ts';
import { inNameOrder } from '#lib/text/names.ts';
import { cafeIdOf } from '../queries.server.ts';

/** Somebody who is asked to be a host and was not let off. `comes`: what they have answered to the invitation. */
export type HostRequest = Awaited<ReturnType<typeof hostRequests>>[number];

/** Who is asked to be a host at a gathering, and what they have answered; those who were let off are not among them. */
export async function hostRequests(db: Db, municipalityId: string, gatheringId: string) {
	const rows = await db
		.selectFrom('hostRequest')
		.innerJoin('person', 'person.id', 'hostRequest.personId')
		.leftJoin('invitation', (join) =>
			join.onRef('invitation.personId', '=', 'hostRequest.personId').onRef('invitation.gatheringId', '=', 'hostRequest.gatheringId')
		)
		.select([
			'hostRequest.id',
			'hostRequest.personId',
			'person.name',
			'hostRequest.cafeTableId',
			'hostRequest.answer',
			'hostRequest.askedAt',
			'hostRequest.remindedAt',
			'hostRequest.letters',
			'hostRequest.arrivedAt',
			'invitation.answer as comes'
		])
		.where('hostRequest.municipalityId', '=', municipalityId)
		.where('hostRequest.gatheringId', '=', gatheringId)
		.where('hostRequest.takenBackAt', 'is', null)
		.execute();
	return inNameOrder(rows, ({ name }) => name);
}

/** Whether somebody has said yes to being a host, and comes. */
export function isHost({ answer, comes }: Pick<HostRequest, 'answer' | 'comes'>): boolean {
	return answer === 'yes' && comes !== 'declined';
}

/** Whether the table they are asked for is theirs as long as nobody says otherwise: they have not said no. */
export function holdsTable({ answer, comes }: Pick<HostRequest, 'answer' | 'comes'>): boolean {
	return answer !== 'no' && comes !== 'declined';
}

export type HostTable = Awaited<ReturnType<typeof hostTables>>[number];

/** The tables of a gathering's café with their hosts, in the order of their numbers; none when it has no café. */
export async function hostTables(db: Db, municipalityId: string, gatheringId: string) {
	const cafeId = await cafeIdOf(db, municipalityId, gatheringId);
	if (cafeId === undefined) return [];
	return db
		.selectFrom('cafeTable')
		.leftJoin('attendance', 'attendance.id', 'cafeTable.hostId')
		.select(['cafeTable.id', 'cafeTable.number', 'cafeTable.question', 'cafeTable.hostId', 'attendance.name as hostName'])
		.where('cafeTable.cafeId', '=', cafeId)
		.orderBy('cafeTable.number')
		.execute();
}

/**
 * Who may be asked: those who are invited, have not declined and are not asked already; those who come first. With why no letter reaches
 * them (`reach`).
 */
export async function candidates(db: Db, municipalityId: string, gatheringId: string) {
	const asked = (await hostRequests(db, municipalityId, gatheringId)).filter(holdsTable);
	const rows = await db
		.selectFrom('invitation')
		.innerJoin('person', 'person.id', 'invitation.personId')
		.select(['person.id', 'person.name', 'person.email', 'invitation.answer'])
		.where('invitation.municipalityId', '=', municipalityId)
		.where('invitation.gatheringId', '=', gatheringId)
		.where('person.disabledAt', 'is', null)
		.where((where) => where.or([where('invitation.answer', 'is', null), where('invitation.answer', '=', 'accepted')]))
		.execute();
	const free = inNameOrder(rows, ({ name }) => name).filter(({ id }) => !asked.some(({ personId }) => personId === id));
	const reached = await reach(
		db,
		municipalityId,
		'hostRequest',
		free.map(({ id, email }) => ({ personId: id, email }))
	);
	return free
		.map(({ id, name, answer }, at) => ({ id, name, comes: answer === 'accepted', reach: reached[at]! }))
		.toSorted((a, b) => Number(b.comes) - Number(a.comes));
}

/** The task of finding hosts is done of itself when every table has somebody who said yes, or a host already. */
export async function settleHosts(db: Db, municipalityId: string, gatheringId: string, now: Instant): Promise<void> {
	const tables = await hostTables(db, municipalityId, gatheringId);
	const hosts = (await hostRequests(db, municipalityId, gatheringId)).filter((one) => isHost(one) && one.arrivedAt === null);
	const without = tables.filter(({ id, hostId }) => hostId === null && !hosts.some(({ cafeTableId }) => cafeTableId === id));
	const anywhere = hosts.filter(({ cafeTableId }) => cafeTableId === null).length;
	await settleTask(db, gatheringId, 'hosts', tables.length > 0 && without.length <= anywhere, now);
}
