import type { Kysely } from 'kysely';
import { applyUpdate } from 'yjs';
import type { Database } from '#db/schema.ts';
import { finishAction } from '#lib/summaries/points/actions.server.ts';
import { publish, startDraft } from '#lib/summaries/publication/commands.server.ts';
import { newDraftDoc, rewordDraft } from '#lib/summaries/draft/document.ts';
import { addPicture } from '#lib/summaries/pictures/commands.server.ts';
import { describePoint, gatherPoints, markFirst } from '#lib/summaries/points/commands.server.ts';
import { forumPoints } from '#lib/summaries/points/queries.server.ts';
import { versions } from '#lib/summaries/queries.server.ts';
import { accepted } from './accepted.ts';
import type { DemoWorld } from './people.ts';
import { drawnTable } from './picture.ts';

/** The summary of the forum in March 2016: that there was one, and that it was mailed, is a fact; its words are the demo's. */
export async function demoSummaries(db: Kysely<Database>, world: DemoWorld): Promise<void> {
	const { leader, municipalityId } = world;
	const gatheringId = world.gatheringId.f2016!;
	const now = world.at('2016-03-31');
	accepted(await gatherPoints(db, leader, gatheringId, now));
	const points = await forumPoints(db, municipalityId, gatheringId);
	const [most, next] = points.toSorted((a, b) => b.votes - a.votes);
	if (most) await putFirst(db, world, most, { starterUnitId: world.unitId.tildeling, starterRole: 'leiar', startBy: '2016-09-01' });
	if (next) await putFirst(db, world, next, { starterUnitId: world.unitId.nav, starterRole: 'einingsleiar', startBy: '2016-06-01' });

	accepted(await startDraft(db, leader, gatheringId, now));
	accepted(
		await addPicture(
			db,
			leader,
			gatheringId,
			{
				file: drawnTable(),
				alt: 'Teikning av eit rundt bord sett ovanfrå. Seks stolar står rundt, og på bordet ligg lappar i fire fargar.',
				caption: 'Slik sat vi: seks rundt kvart bord, og alle fekk skrive.'
			},
			now
		)
	);
	const draft = (await versions(db, municipalityId, gatheringId))[0]!;
	accepted(
		await publish(
			db,
			{ freeze: (boardId) => asWritten(db, boardId, draft.intro), setStatus() {}, stats: () => new Map() },
			leader,
			gatheringId,
			now
		)
	);
	if (next)
		accepted(
			await finishAction(
				db,
				leader,
				{ actionId: next.id, word: 'Teke opp i leiarmøtet, og lagt inn i rutinane hausten 2016.' },
				world.at('2016-10-12')
			)
		);
}

type Starter = { starterUnitId: string; starterRole: string; startBy: string };

async function putFirst(db: Kysely<Database>, world: DemoWorld, point: { id: string; text: string }, starter: Starter): Promise<void> {
	const gatheringId = world.gatheringId.f2016!;
	accepted(await markFirst(db, world.leader, gatheringId, { pointId: point.id, first: true }, world.at('2016-03-31')));
	accepted(await describePoint(db, world.leader, gatheringId, { pointId: point.id, text: point.text, ...starter }));
}

/** The draft as its room left it, with the words of 2016: nobody is connected to that room, so it is read from its log. */
async function asWritten(db: Kysely<Database>, boardId: string, intro: string) {
	const doc = newDraftDoc();
	for (const { bytes } of await db.selectFrom('boardUpdate').select('bytes').where('boardId', '=', boardId).orderBy('seq').execute())
		applyUpdate(doc, bytes);
	rewordDraft(doc, 'title', 'Det vi vart samde om i kafédialogen');
	rewordDraft(
		doc,
		'intro',
		`${intro}\n\nFør lunsj høyrde vi fem innlegg om bustadsosialt arbeid, og Husbanken la fram strategien Bolig for velferd.`
	);
	rewordDraft(doc, 'closing', 'Punkta går rett inn i arbeidet med den bustadsosiale handlingsplanen.');
	return { doc, owners: new Map(), unfreeze() {}, keep() {}, renewed: () => Promise.resolve() };
}
