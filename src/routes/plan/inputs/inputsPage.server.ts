import { error } from '@sveltejs/kit';
import type { Db } from '#lib/db/open.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { units } from '#lib/people/queries.server.ts';
import { documentOf } from '#lib/plan/document/queries.server.ts';
import { alikeInputs } from '#lib/plan/inputs/alike.ts';
import { amended, type Amendment, type Suggestion } from '#lib/plan/inputs/amendment.ts';
import { mayTakeOff, waits } from '#lib/plan/inputs/model.ts';
import { harvests, inputsOf, remarksOf, unansweredFindings, type InputRow } from '#lib/plan/inputs/queries.server.ts';
import { remarksIn, type Remark } from '#lib/plan/inputs/remarks.server.ts';
import { mayRevise } from '#lib/plan/model.ts';
import { planOf } from '#lib/plan/queries.server.ts';

/**
 * The queue of the open revision with one input chosen: `wanted`, else the first that waits. Undefined while no revision is open;
 * an unknown input is a 404.
 */
export async function inputsPage(db: Db, actor: Actor, wanted: string | null) {
	const { municipalityId } = actor;
	const found = await planOf(db, municipalityId);
	if (!found?.open) return undefined;
	const versionId = found.open.id;
	const inputs = await inputsOf(db, municipalityId, versionId);
	const selected = inputs.find((input) => input.id === wanted) ?? (wanted ? error(404) : inputs.find(waits));
	const remarks = mayRevise(actor) ? await remarksOf(db, municipalityId, versionId) : new Map<string, string>();
	const elements = await documentOf(db, municipalityId, versionId);
	const notes = await remarksIn(db, municipalityId, versionId);
	return {
		draft: found.open,
		inputs,
		selected: selected ?? null,
		remark: selected ? (remarks.get(selected.id) ?? null) : null,
		assigned: elements.find((element) => element.elementId === selected?.elementId) ?? null,
		elements,
		about: (selected && notes.get(selected.id)) ?? null,
		aboutNow: elements.find((element) => element.elementId === (selected && notes.get(selected.id)?.elementId)) ?? null,
		amendment: amendmentOf(selected && notes.get(selected.id), elements),
		mayTakeOff: selected !== undefined && mayTakeOff(selected),
		others: otherWordings(inputs, notes, selected),
		together: sameAs(inputs, selected),
		alike: mayRevise(actor) ? alikeWaiting(inputs, notes).map((group) => group.map(({ id, text }) => ({ id, text }))) : [],
		unanswered: await unansweredFindings(db, municipalityId, inputs),
		harvests: await harvests(db, municipalityId, found.plan.id),
		units: (await units(db, municipalityId)).map(({ id, nameNn, nameNb }) => ({ id, nn: nameNn, nb: nameNb }))
	};
}

/** What is asked for, put together with what has been changed since; null when nothing is, or the element is gone. */
function amendmentOf(note: Remark | undefined, elements: readonly (Suggestion & { elementId: string })[]): Amendment | null {
	const now = elements.find((element) => element.elementId === note?.elementId);
	return note?.about && note.suggested && now ? amended(note.about, note.suggested, now) : null;
}

/** Other wordings suggested for the element that `selected` is about, with the input each belongs to. */
function otherWordings(inputs: readonly InputRow[], notes: ReadonlyMap<string, Remark>, selected: InputRow | undefined) {
	return inputs.flatMap((input) => {
		const note = notes.get(input.id);
		return input.id !== selected?.id && input.withdrawnAt === null && note?.suggested && note.elementId === selected?.elementId
			? [{ id: input.id, from: input.originLabel, outcome: input.outcome, suggested: note.suggested }]
			: [];
	});
}

/** The inputs that wait and ask for the same, in groups; of those that are decided together, the one that leads. */
export function alikeWaiting(inputs: readonly InputRow[], notes: ReadonlyMap<string, Remark>) {
	const waiting = inputs.filter(waits);
	const ids = new Set(waiting.map(({ id }) => id));
	const leading = waiting.filter(({ sameAsId }) => sameAsId === null || !ids.has(sameAsId));
	return alikeInputs(leading.map((input) => ({ ...input, suggested: notes.get(input.id)?.suggested ?? null })));
}

/** The inputs that are decided together with `selected`. */
export function sameAs(inputs: readonly InputRow[], selected: InputRow | undefined) {
	const lead = selected ? (selected.sameAsId ?? selected.id) : null;
	return inputs
		.filter((input) => input.id !== selected?.id && input.withdrawnAt === null && (input.id === lead || input.sameAsId === lead))
		.map(({ id, text, originLabel }) => ({ id, text, originLabel }));
}
