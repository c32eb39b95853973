import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { askHosts } from '#lib/cafe/hosts/commands.server.ts';
import { planForum } from '#lib/cafe/setup/planForum.server.ts';
import { addSeries } from '#lib/cycle/series/commands.server.ts';
import { endSeries } from '#lib/cycle/series/ending.server.ts';
import { handOver } from '#lib/cycle/series/stewardship.server.ts';
import type { Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { openHearing } from '#lib/plan/hearing/commands.server.ts';
import { saveIndicator } from '#lib/plan/indicators/commands.server.ts';
import { hashOf, newToken } from '#lib/tokens.server.ts';
import { answersFor, aTopic, post } from '../../support/gatherings.ts';
import { aDraft } from '../../support/plan.ts';
import { aMunicipality, type World } from '../../support/world.ts';

/** The secret in the link of somebody who is asked to be host. */
export const hostToken = 'a-host-of-22-symbols..';

/**
 * A forum ahead in a municipality of its own: a talk that was offered and nobody is asked for, people who come, of whom one is asked to be
 * host and one has said yes, a plan that a body is asked about, an indicator that may lie beside a question, a series that somebody else
 * has from June on, one that ends this year, and a topic that no forum has taken up.
 */
export async function askedForum(
	db: Kysely<Database>,
	now: Instant
): Promise<{ world: World; gatheringId: string; hearingId: string; topicId: string }> {
	const world = await aMunicipality(db);
	const { municipalityId, leader, staff, units, seriesId } = world;
	const topicId = await aTopic(db, world, 'Gjeldsrådgjeving');
	await db.insertInto('topicOffer').values({ topicId, personId: staff.id, municipalityId, note: '', at: now }).execute();
	const made = await planForum(db, leader, answersFor(world, { topicIds: [topicId] }), now);
	if (!made.ok) throw new Error(made.reason);
	const { gatheringId } = made;
	const people = [await world.person('Anne Aga', units.nav), await world.person('Bo Borge', units.heime), staff, world.facilitator];
	const asked = { answeredAt: now, createdAt: now, waitingAt: null, offeredAt: null, offerUntil: null, needs: null, inPlaceOfId: null };
	for (const { id: personId } of people)
		await db
			.insertInto('invitation')
			.values({ id: newId(), municipalityId, gatheringId, personId, tokenHash: hashOf(newToken()), answer: 'accepted', ...asked })
			.execute();
	const tables = await db.selectFrom('cafeTable').select('id').where('cafeId', '=', made.cafeId!).orderBy('number').execute();
	const wanted = people.slice(0, 2).map(({ id }, at) => ({ personId: id, tableId: tables[at]!.id }));
	const written = await askHosts(db, leader, gatheringId, wanted, post, now);
	if (!written.ok) throw new Error(written.reason);
	await db
		.updateTable('mail')
		.set({ state: 'sent', releasedAt: now, sentAt: now, nextAttemptAt: null })
		.where('documentId', '=', gatheringId)
		.execute();
	const [waits, saidYes] = people.map(({ id }) => id);
	await db
		.updateTable('hostRequest')
		.set({ tokenHash: hashOf(hostToken) })
		.where('personId', '=', waits!)
		.execute();
	await db.updateTable('hostRequest').set({ answer: 'yes', answeredAt: now }).where('personId', '=', saidYes!).execute();
	const names = { nameNn: 'Bustadlause', nameNb: 'Bostedsløse', level: 'individual' as const, unit: 'persons' };
	const saved = await saveIndicator(db, leader, { id: null, ...names, source: 'Nav', qualityNote: null }, now);
	if (!saved.ok) throw new Error(saved.reason);
	for (const from of ['2018-01-01', '2018-06-01']) {
		const role = { roleNn: 'leiar', roleNb: 'leder', note: null };
		const handed = await handOver(db, leader, { seriesId, unitId: units.nav, ...role, from }, now);
		if (!handed.ok) throw new Error(handed.reason);
	}
	await anEndedSeries(db, world, now);
	await aDraft(db, world);
	const bodies = [{ kind: 'council' as const, name: 'Eldrerådet', email: 'rad@stord.example' }];
	const heard = await openHearing(db, leader, { deadline: '2018-02-20', bodies }, 'https://stord.example', now);
	if (!heard.ok) throw new Error(heard.reason);
	return { world, gatheringId, hearingId: heard.hearingId, topicId: await aTopic(db, world, 'Bustøtte') };
}

async function anEndedSeries(db: Kysely<Database>, { leader }: World, now: Instant): Promise<void> {
	const rhythm = { minPerYear: 1, maxPerYear: 1, preferredWeeks: [20], preferredWeekday: 3, inviteWeeks: 4, legalBasis: null };
	const words = { nameNn: 'Fagdag', nameNb: 'Fagdag', aboutNn: null, aboutNb: null, startTime: '09:00', endTime: '12:00' };
	const steward = { unitId: null, roleNn: 'leiar', roleNb: 'leder', from: '2018-01-01', note: null };
	const made = await addSeries(db, leader, { ...words, ...rhythm, steward, measure: null }, now);
	if (!made.ok) throw new Error(made.reason);
	const ended = await endSeries(db, leader, { seriesId: made.seriesId, lastDay: '2018-12-31', endsObligation: false }, now);
	if (!ended.ok) throw new Error(ended.reason);
}
