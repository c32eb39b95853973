import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { trace } from '#lib/lineage.server.ts';
import { decide } from '#lib/plan/inputs/decisions.server.ts';
import type { PlanChange } from '#lib/plan/inputs/model.ts';
import { editElement } from '#lib/plan/document/elements.server.ts';
import { askUnits } from '#lib/plan/followUp/commands.server.ts';
import { answerFollowUp, followUpBy } from '#lib/plan/followUp/responses.server.ts';
import { takeHarvest } from '#lib/plan/inputs/commands.server.ts';
import { fieldsIn, type ElementFields } from '#lib/plan/document/model.ts';
import type { DecisionOutcome } from '#lib/plan/model.ts';
import { inputsOf } from '#lib/plan/inputs/queries.server.ts';
import { openPlanPage } from '#lib/plan/published/commands.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { reportStatus } from '#lib/plan/document/status.server.ts';
import { elementsOf } from '#lib/plan/document/versions.server.ts';
import { openRevision } from '#lib/plan/document/revision.server.ts';
import { registerAdopted } from '#lib/plan/document/adoption.server.ts';
import { accepted } from './accepted.ts';
import { blank } from './draft.ts';
import { demoHearing, sent } from './hearing.ts';
import { demoIndicators } from './indicators.ts';
import type { DemoWorld } from './people.ts';

/**
 * The plan of 2016–2019 and the revision that is under way in January 2018.
 * Facts: the goals, the sub-goal, the two measures under goal 3 as adopted, that the plan was revised in 2016 with the result of the
 * forum, and that the housing office opened on 2 October 2017. Not known, and left so: day, body and case number of the adoption, and
 * every deadline. The sub-goal's goal is our reading, and so is which findings measure 3.2 answers. Invented: that work on the office was
 * under way in February 2017, the hearing, the revision of 2018 and every decision, and that the waiting list shows what measure 3.2
 * leads to.
 */
export async function demoPlan(db: Kysely<Database>, world: DemoWorld): Promise<void> {
	const { leader, municipalityId, at } = world;
	await takeHarvest(db, leader, world.gatheringId.f2016!, at('2016-04-11'));
	const [forum, office] = [world.elementId['m3.1']!, world.elementId['m3.2']!];
	await decideFirst(db, world, { forum, office });
	await demoHearing(db, world, { forum, office });
	const indicators = await demoIndicators(db, world);
	const { open } = (await planOf(db, municipalityId))!;
	const wanted = (await elementsOf(db, open!.id)).find((element) => element.elementId === office)!;
	const seen = { ...fieldsIn(wanted), indicatorId: indicators.get('Venteliste for oppfølging i bustaden')! };
	accepted(await editElement(db, leader, { elementId: office, edition: wanted.edition, ...seen }, at('2016-11-10')));
	accepted(await registerAdopted(db, leader, { date: '2016', body: null, caseNumber: null }, at('2016-12-30')));
	accepted(await openPlanPage(db, leader, true, at('2016-12-30')));
	accepted(await reportStatus(db, leader, { elementId: forum, status: 'ongoing', date: '2016-12-30' }, at('2016-12-30')));
	accepted(await reportStatus(db, leader, { elementId: office, status: 'ongoing', date: '2017-02-01' }, at('2017-02-01')));

	accepted(await askUnits(db, leader, 'http://localhost:3000', at('2018-01-02')));
	await answered(db, world, office);
	const opened = accepted(await openRevision(db, leader, at('2018-01-08')));
	const standing = (await elementsOf(db, opened.versionId)).find((element) => element.elementId === forum)!;
	const { elementId, edition } = standing;
	const office2018 = {
		unitId: world.unitId.bustadkontor,
		roleNn: 'leiar for bustadkontoret',
		roleNb: 'leder for boligkontoret',
		aimNn: 'Den som manglar bustad, møter tilsette som kjenner oppgåvene til kvarandre og veit kven dei skal ringje.',
		aimNb: 'Den som mangler bolig, møter ansatte som kjenner hverandres oppgaver og vet hvem de skal ringe.',
		costKr: 0,
		notMeasurableNn: 'det vi vil oppnå, er tillit og kjennskap; vi spør deltakarane i staden.',
		notMeasurableNb: 'det vi vil oppnå, er tillit og kjennskap; vi spør deltakerne i stedet.'
	};
	accepted(await editElement(db, leader, { elementId, edition, ...fieldsIn(standing), ...office2018 }, at('2018-01-09')));
	await decideSecond(db, world);
}

/** Who answers for the housing office has told how it went, by the link they were sent. */
async function answered(db: Kysely<Database>, { at }: DemoWorld, office: string): Promise<void> {
	for (const { token } of await sent(db, /\/status\/(\S+)/, at('2018-01-02'))) {
		const asked = await followUpBy(db, token, at('2018-01-09'));
		if (!asked?.measures.some((measure) => measure.elementId === office)) continue;
		const note = 'Bustadkontoret opna 2. oktober 2017, med tilsette frå tre einingar.';
		accepted(await answerFollowUp(db, token, [{ elementId: office, status: 'done', date: '2017-10-02', note }], at('2018-01-09')));
	}
}

type Wish = 'm3.1' | 'm3.2' | 'startlan' | 'skjema' | 'utleigarar' | 'utkasting';
/** Which of the demo's notes asked for what (all invented). */
const wishes: Record<string, Wish> = {
	'Vi ser familiar med fast inntekt som ikkje veit at startlån finst': 'startlan',
	'Ta økonomigjennomgangen før søknad om kommunal bustad': 'startlan',
	'Éin stad å ringje hadde spart oss tre telefonar': 'm3.2',
	'Veit ikkje kven som sit i bustadrådet': 'm3.2',
	'Same kartleggingsskjema i alle einingar': 'skjema',
	'Fast kontaktperson for private utleigarar': 'utleigarar',
	'Vi veit kven som er i ferd med å miste leigeavtalen': 'utkasting',
	'Gjer dette kvart år': 'm3.1'
};

/** What the notes behind an input asked for. */
async function wishBehind(db: Kysely<Database>, municipalityId: string, inputId: string): Promise<Wish | undefined> {
	const links = await trace(db, municipalityId, { kind: 'input', id: inputId }, 'back');
	const ids = links.flatMap(({ from }) => (from.kind === 'note' ? from.id : []));
	if (ids.length === 0) return undefined;
	const notes = await db.selectFrom('note').select('text').where('id', 'in', ids).execute();
	return notes.map((note) => wishes[note.text]).find((wish) => wish !== undefined);
}

async function decideFirst(db: Kysely<Database>, world: DemoWorld, { forum, office }: { forum: string; office: string }): Promise<void> {
	const { leader, municipalityId, at } = world;
	const { open } = (await planOf(db, municipalityId))!;
	for (const input of await inputsOf(db, municipalityId, open!.id)) {
		const wish = await wishBehind(db, municipalityId, input.id);
		const say = async (outcome: DecisionOutcome, reason: string, change: PlanChange = { kind: 'none' }) =>
			accepted(await decide(db, leader, input.id, { outcome, reason, internalRemark: null, change }, at('2016-05-20')));
		if (wish === 'm3.1')
			await say('in', 'Forumet skal haldast kvart år. Det står no som eige tiltak.', { kind: 'existing', elementId: forum });
		else if (wish === 'm3.2')
			await say('partly', 'Planen seier at vi skal vurdere eit eige bustadkontor. Om det blir noko av, er ikkje avgjort her.', {
				kind: 'existing',
				elementId: office
			});
		else if (wish)
			await say('later', 'Vi treng å sjå korleis dette kan gjerast saman før det blir eit tiltak. Vi tek det opp att ved neste rullering.');
		else await say('no', 'Dette kan eininga gjere utan at det står i planen. Vi har gitt det vidare.');
	}
}

async function decideSecond(db: Kysely<Database>, world: DemoWorld): Promise<void> {
	const { leader, municipalityId, at } = world;
	const { open } = (await planOf(db, municipalityId))!;
	for (const input of await inputsOf(db, municipalityId, open!.id)) {
		if ((await wishBehind(db, municipalityId, input.id)) !== 'skjema') continue;
		const measure: ElementFields = {
			...blank,
			parentId: world.elementId.g3!,
			nn: 'Ta i bruk same kartleggingsskjema i alle einingar',
			nb: 'Ta i bruk samme kartleggingsskjema i alle enheter',
			unitId: world.unitId.bustadkontor,
			deadline: '2018-12-31',
			aimNn: 'Ingen skal måtte fortelje om bustadbehovet sitt to gonger.',
			aimNb: 'Ingen skal måtte fortelle om boligbehovet sitt to ganger.',
			costKr: 60_000
		};
		const reason = 'Bustadkontoret kan no ha ansvaret for eit felles skjema.';
		accepted(
			await decide(
				db,
				leader,
				input.id,
				{ outcome: 'in', reason, internalRemark: 'Spør Nav om dei kan bruke sitt som utgangspunkt.', change: { kind: 'new', ...measure } },
				at('2018-01-12')
			)
		);
		break;
	}
}
