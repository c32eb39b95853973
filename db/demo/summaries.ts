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
import type { DemoWorld } from './people.ts';
import { drawnTable } from './picture.ts';

/** The summary of the forum in March 2016: that there was one, and that it was mailed, is a fact; its words are the demo's. */
export async function demoSummaries(db: Kysely<Database>, world: DemoWorld): Promise<void> {
	const { leader, municipalityId } = world;
	const gatheringId = world.gatheringId.f2016!;
	const now = world.at('2016-03-31');
	const must = <T extends { ok: boolean }>(done: T) => {
		if (!done.ok) throw new Error(JSON.stringify(done));
	};

	must(await gatherPoints(db, leader, gatheringId, now));
	const points = await forumPoints(db, municipalityId, gatheringId);
	const [most, next] = points.toSorted((a, b) => b.votes - a.votes);
	if (most) {
		must(await markFirst(db, leader, gatheringId, { pointId: most.id, first: true }, now));
		must(
			await describePoint(db, leader, gatheringId, {
				pointId: most.id,
				text: most.text,
				starterUnitId: world.unitId.tildeling,
				starterRole: 'leiar',
				startBy: '2016-09-01'
			})
		);
	}
	if (next) {
		must(await markFirst(db, leader, gatheringId, { pointId: next.id, first: true }, now));
		must(
			await describePoint(db, leader, gatheringId, {
				pointId: next.id,
				text: next.text,
				starterUnitId: world.unitId.nav,
				starterRole: 'einingsleiar',
				startBy: '2016-06-01'
			})
		);
	}

	must(await startDraft(db, leader, gatheringId, now));
	must(
		await addPicture(
			db,
			leader,
			gatheringId,
			{
				file: drawnTable(),
				alt: 'Teikning av eit rundt bord sett ovanfrå. Seks stolar står rundt, og på duken ligg lappar i fire fargar.',
				caption: 'Slik sat vi: seks rundt kvart bord, og alle fekk skrive.'
			},
			now
		)
	);
	const draft = (await versions(db, municipalityId, gatheringId))[0]!;
	// Nobody is in the room of 2016 any more: it is read as it lies, and what they wrote there is written.
	const freeze = async (boardId: string) => {
		const doc = newDraftDoc();
		for (const { bytes } of await db.selectFrom('boardUpdate').select('bytes').where('boardId', '=', boardId).orderBy('seq').execute())
			applyUpdate(doc, bytes);
		rewordDraft(doc, 'title', 'Det vi vart samde om i kafédialogen');
		rewordDraft(
			doc,
			'intro',
			`${draft.intro}\n\nFøre lunsj høyrde vi om bustadsosialt arbeid frå fem kantar, og Husbanken la fram strategien Bolig for velferd.`
		);
		rewordDraft(doc, 'closing', 'Punkta går rett inn i arbeidet med den bustadsosiale handlingsplanen.');
		return { doc, unfreeze() {}, keep() {} };
	};
	must(await publish(db, { freeze, setStatus() {} }, leader, gatheringId, now));
	if (next)
		must(
			await finishAction(
				db,
				leader,
				{ actionId: next.id, word: 'Teke opp i leiarmøtet, og lagt inn i rutinane hausten 2016.' },
				world.at('2016-10-12')
			)
		);
}
