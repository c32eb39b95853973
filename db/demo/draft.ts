import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { newId } from '#lib/ids.ts';
import { link } from '#lib/lineage.server.ts';
import { addElement } from '#lib/plan/document/elements.server.ts';
import { nothingMore, type ElementFields } from '#lib/plan/document/model.ts';
import type { ElementKind } from '#lib/plan/model.ts';
import { createPlan } from '#lib/plan/document/revision.server.ts';
import { accepted } from './accepted.ts';
import type { DemoWorld } from './people.ts';

/** The findings of the pre-analysis of 2014, word for word. */
const findings = {
	fa1: 'tydeliggjøre rollen og ansvarsfordelingen i organisasjonen',
	fa2: 'utvikle og systematisere rutiner for kartlegging av behov og tildeling av bolig',
	fa3: 'utvikle rutiner for oppfølging av leiekontrakter og beboere',
	fa4: 'øke sirkulasjonen i de kommunale boligene',
	fa5: 'opprette et forum der de ansatte som har en rolle i det boligsosiale arbeidet kan møtes',
	fa6: 'bedre utnyttelse av kommunen sin boligmasse',
	fa7: 'gjøre mandat, rolle og ansvarsfordeling i boligråd og overordna boliggruppe kjent i organisasjonen',
	fa8: 'inngå og profesjonalisere samarbeid med private utleiere',
	fa9: 'vurdere om det er behov for å utvide saksbehandlingskapasiteten på startlån'
};

/** Before the cafés, whose tables ask about them. */
export async function demoFindings(db: Kysely<Database>, world: DemoWorld): Promise<void> {
	const preAnalysisId = newId();
	await db
		.insertInto('preAnalysis')
		.values({ id: preAnalysisId, municipalityId: world.municipalityId, title: 'Rambøll: foranalyse for Stord kommune', year: 2014 })
		.execute();
	for (const [position, [key, text]] of Object.entries(findings).entries()) {
		const id = newId();
		world.elementId[key] = id;
		await db.insertInto('finding').values({ id, municipalityId: world.municipalityId, preAnalysisId, position, text }).execute();
	}
}

export const blank: ElementFields = { nn: '', nb: '', parentId: null, ...nothingMore };

/**
 * The draft that lay on a table in March 2016 and was heard in the autumn. Goals and sub-goal are facts; how the two measures read before
 * they were decided is invented.
 */
export async function demoDraft(db: Kysely<Database>, world: DemoWorld): Promise<void> {
	const { leader, municipalityId, at } = world;
	const spring = at('2016-02-15');
	accepted(
		await createPlan(
			db,
			leader,
			{
				nameNn: 'Bustadsosial handlingsplan 2016–2019',
				nameNb: 'Boligsosial handlingsplan 2016–2019',
				periodFrom: 2016,
				periodTo: 2019,
				legalStatus: null
			},
			spring
		)
	);
	const add = async (key: string, kind: ElementKind, fields: Partial<ElementFields>) => {
		const { elementId } = accepted(await addElement(db, leader, { kind, ...blank, ...fields }, spring));
		world.elementId[key] = elementId;
		return elementId;
	};
	await add('g1', 'goal', { nn: 'Alle skal ha ein god stad å bu', nb: 'Alle skal ha et godt sted å bo' });
	await add('g2', 'goal', {
		nn: 'Alle med behov for tenester skal få hjelp til å meistre buforholdet',
		nb: 'Alle med behov for tjenester skal få hjelp til å mestre boforholdet'
	});
	const g3 = await add('g3', 'goal', {
		nn: 'Den offentlege innsatsen skal vere heilskapleg og effektiv',
		nb: 'Den offentlige innsatsen skal være helhetlig og effektiv'
	});
	await add('g3.1', 'subGoal', {
		parentId: g3,
		nn: 'Det bustadsosiale arbeidet i kommunen skal organiserast slik at dei ulike aktørane samarbeider godt, og slik at dei ulike ordningane vert nytta til beste for brukarane',
		nb: 'Det boligsosiale arbeidet i kommunen skal organiseres slik at de ulike aktørene samarbeider godt, og slik at de ulike ordningene blir nyttet til beste for brukerne'
	});
	const forum = await add('m3.1', 'measure', {
		parentId: g3,
		nn: 'Arrangere bustadsosialt forum kvart år',
		nb: 'Arrangere boligsosialt forum hvert år',
		roleNn: 'programleiar i velferdsprogrammet',
		roleNb: 'programleder i velferdsprogrammet',
		seriesId: world.seriesId
	});
	const office = await add('m3.2', 'measure', {
		parentId: g3,
		nn: 'Opprette eige bustadkontor',
		nb: 'Opprette eget boligkontor'
	});
	const answers: [string, string][] = [
		['fa5', forum],
		['fa1', office],
		['fa2', office]
	];
	for (const [finding, id] of answers)
		await link(db, municipalityId, { from: { kind: 'finding', id: world.elementId[finding]! }, to: { kind: 'element', id } }, spring);
}
