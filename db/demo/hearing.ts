import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { decide } from '#lib/plan/inputs/decisions.server.ts';
import type { PlanChange } from '#lib/plan/inputs/model.ts';
import { openHearing } from '#lib/plan/hearing/commands.server.ts';
import { addRemark, finishAnswer } from '#lib/plan/hearing/responses.server.ts';
import { openPublicHearing, reviewRemark } from '#lib/plan/publicHearing/commands.server.ts';
import { sendRemark } from '#lib/plan/publicHearing/remarks.server.ts';
import { fieldsIn } from '#lib/plan/document/model.ts';
import type { DecisionOutcome } from '#lib/plan/model.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { elementsOf } from '#lib/plan/document/versions.server.ts';
import { accepted } from './accepted.ts';
import type { DemoWorld } from './people.ts';

/** Letters of the demo's past, with the secret of the link in each: they are taken for sent, so that none of them waits for somebody. */
export async function sent(db: Kysely<Database>, link: RegExp, at: string): Promise<{ name: string; token: string }[]> {
	const held = await db.selectFrom('mail').select(['id', 'recipientName', 'text']).where('state', '=', 'held').execute();
	const found = held.flatMap(({ id, recipientName, text }) => {
		const token = link.exec(text)?.[1];
		return token ? [{ id, name: recipientName, token }] : [];
	});
	for (const { id } of found)
		await db.updateTable('mail').set({ state: 'sent', attempts: 1, releasedAt: at, sentAt: at }).where('id', '=', id).execute();
	return found;
}

/**
 * The hearing of the autumn of 2016, with one amendment accepted, one partly and one declined, and a remark of a residents' association.
 * All of it is invented but the words the measures got.
 */
export async function demoHearing(
	db: Kysely<Database>,
	{ leader, municipalityId, at }: DemoWorld,
	{ forum, office }: { forum: string; office: string }
): Promise<void> {
	const bodies = [
		{ kind: 'unit' as const, name: 'Heimetenestene', email: 'hoyring-heime@stord.example' },
		{ kind: 'unit' as const, name: 'Kundetorget', email: 'hoyring-kunde@stord.example' },
		{ kind: 'council' as const, name: 'Eldrerådet', email: 'hoyring-eldre@stord.example' },
		{ kind: 'external' as const, name: 'Husbanken', email: 'hoyring@husbanken.example' }
	];
	const origin = 'http://localhost:3000';
	const { hearingId } = accepted(await openHearing(db, leader, { deadline: '2016-10-15', bodies }, origin, at('2016-09-01')));
	const tokens = new Map((await sent(db, /\/hearing\/(\S+)/, at('2016-09-01'))).map(({ name, token }) => [name, token]));
	const remark = async (body: string, elementId: string, text: string, suggested: { nn: string; nb: string }) => {
		const { inputId } = accepted(await addRemark(db, tokens.get(body)!, { elementId, text, suggested }, at('2016-09-20')));
		accepted(await finishAnswer(db, tokens.get(body)!, { noRemarks: false }, at('2016-09-20')));
		return inputId;
	};
	const often = { nn: 'Arrangere bustadsosialt forum 1–2 gonger i året', nb: 'Arrangere boligsosialt forum 1–2 ganger i året' };
	const taken = await remark('Heimetenestene', forum, 'Éin gong er for lite det fyrste året, og to for mykje alle år.', often);
	const partly = await remark('Kundetorget', office, 'Folk treng éin stad å ringje. Vi kan ikkje vente på ei vurdering.', {
		nn: 'Opprette eige bustadkontor i 2017',
		nb: 'Opprette eget boligkontor i 2017'
	});
	const declined = await remark('Eldrerådet', forum, 'Forumet må vere oftare, og rådet vil vere med.', {
		nn: 'Arrangere bustadsosialt forum fire gonger i året, med eldrerådet',
		nb: 'Arrangere boligsosialt forum fire ganger i året, med eldrerådet'
	});
	accepted(await openPublicHearing(db, leader, hearingId, '2016-10-15', at('2016-09-01')));
	const said = { elementId: office, text: 'Folk utan nett må òg nå fram til kontoret.', name: '', speaksFor: 'Leirvik velforeining' };
	accepted(await sendRemark(db, hearingId, { ...said, email: null, anyway: false }, origin, at('2016-09-25')));
	accepted(await finishAnswer(db, tokens.get('Husbanken')!, { noRemarks: true }, at('2016-10-03')));

	const { open } = (await planOf(db, municipalityId))!;
	const reworded = async (elementId: string, words: { nn: string; nb: string }): Promise<PlanChange> => {
		const standing = (await elementsOf(db, open!.id)).find((element) => element.elementId === elementId)!;
		return { kind: 'edit', elementId, edition: standing.edition, ...fieldsIn(standing), ...words };
	};
	const say = async (inputId: string, outcome: DecisionOutcome, reason: string, change: PlanChange = { kind: 'none' }) =>
		accepted(await decide(db, leader, inputId, { outcome, reason, internalRemark: null, change }, at('2016-11-10')));
	await say(taken, 'in', 'Då kan einingane velje etter kva året krev.', await reworded(forum, often));
	const consider = { nn: 'Vurdere å opprette eige bustadkontor', nb: 'Vurdere å opprette eget boligkontor' };
	await say(
		partly,
		'partly',
		'Pengane er ikkje på plass, så planen kan ikkje love meir enn ei vurdering.',
		await reworded(office, consider)
	);
	const { inputId: residents } = await db
		.selectFrom('publicRemark')
		.select('inputId')
		.where('hearingId', '=', hearingId)
		.executeTakeFirstOrThrow();
	accepted(await reviewRemark(db, leader, { inputId: residents, isShown: true, reason: '' }, at('2016-09-26')));
	await say(residents, 'no', 'Kontoret får opningstider for alle uansett. Det treng ikkje stå i planen.');
	await say(declined, 'no', 'Fire dagar i året er meir enn einingane kan setje av. Eldrerådet blir invitert.');
}
