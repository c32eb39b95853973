import { error, fail, redirect } from '@sveltejs/kit';
import { parseForm, type FormValues } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { units } from '#lib/people/queries.server.ts';
import { assignment, decision, newInput, oneGathering, oneInput, type Decided } from '#lib/plan/input.ts';
import { decide, unlinkInput, type PlanChange } from '#lib/plan/inputs/decisions.server.ts';
import { addInput, assignInput, takeHarvest, withdrawInput } from '#lib/plan/inputs/commands.server.ts';
import { fieldsIn, mayReadPlan, mayRevise, nothingMore, waits } from '#lib/plan/model.ts';
import { takeFindings } from '#lib/plan/inputs/findings.server.ts';
import { documentOf, findings, harvests, inputsOf, planOf, remarksOf } from '#lib/plan/queries.server.ts';
import { remarksIn } from '#lib/plan/inputs/remarks.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireActor(locals, url, mayReadPlan);
	const { db } = locals;
	const { municipalityId } = actor;
	const found = await planOf(db, municipalityId);
	if (!found?.open) redirect(303, '/plan');
	const inputs = await inputsOf(db, municipalityId, found.open.id);
	const wanted = url.searchParams.get('input');
	const selected = inputs.find((input) => input.id === wanted) ?? (wanted ? error(404) : inputs.find(waits));
	const remarks = mayRevise(actor) ? await remarksOf(db, municipalityId, found.open.id) : new Map<string, string>();
	const elements = await documentOf(db, municipalityId, found.open.id);
	const notes = await remarksIn(db, municipalityId, found.open.id);
	const taken = new Set(inputs.flatMap((input) => (input.origin === 'preAnalysis' ? (input.originId ?? []) : [])));
	const unanswered = (await findings(db, municipalityId)).filter((finding) => finding.elementIds.length === 0 && !taken.has(finding.id));
	const lead = selected ? (selected.sameAsId ?? selected.id) : null;
	return {
		draft: found.open,
		inputs,
		selected: selected ?? null,
		remark: selected ? (remarks.get(selected.id) ?? null) : null,
		assigned: elements.find((element) => element.elementId === selected?.elementId) ?? null,
		elements,
		about: (selected && notes.get(selected.id)) ?? null,
		/** Other wordings suggested for the same element, with the input each belongs to. */
		others: inputs.flatMap((input) => {
			const note = notes.get(input.id);
			return input.id !== selected?.id && input.withdrawnAt === null && note?.suggested && note.elementId === selected?.elementId
				? [{ id: input.id, from: input.originLabel, outcome: input.outcome, suggested: note.suggested }]
				: [];
		}),
		together: inputs
			.filter((input) => input.id !== selected?.id && input.withdrawnAt === null && (input.id === lead || input.sameAsId === lead))
			.map(({ id, text, originLabel }) => ({ id, text, originLabel })),
		unanswered: unanswered.length,
		harvests: await harvests(db, municipalityId, found.plan.id),
		units: (await units(db, municipalityId)).map(({ id, nameNn, nameNb }) => ({ id, nn: nameNn, nb: nameNb }))
	};
};

/** The reason beside the field where it belongs, or on top of the form. */
function refused(id: string, reason: string, values: FormValues) {
	if (reason === 'noReason') return fail(400, { id, values, errors: { reason: m.plan_decide_reason_missing() } });
	if (reason === 'noChangeForIn') return fail(400, { id, values, errors: { how: m.plan_refused_no_change() } });
	return fail(409, { id, values, reason });
}

export const actions: Actions = {
	take: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const form = parseForm(oneGathering, await request.formData());
		if (!form.ok) error(400);
		const taken = await takeHarvest(locals.db, actor, form.data.gatheringId, locals.now);
		if (!taken.ok && taken.reason === 'notFound') error(404);
		if (!taken.ok) return fail(409, { id: 'take', reason: taken.reason });
		if (taken.firstId) redirect(303, `/plan/inputs?input=${taken.firstId}&taken=${taken.added}`);
		return { id: 'take', added: taken.added };
	},
	add: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const form = parseForm(newInput, await request.formData());
		if (!form.ok) return fail(400, { id: 'add', values: form.values, errors: form.errors });
		const { suggestedNn: nn, suggestedNb: nb, ...input } = form.data;
		const suggestion = input.elementId !== null && (nn !== '' || nb !== '') ? { nn, nb } : null;
		const added = await addInput(locals.db, actor, { ...input, suggestion }, locals.now);
		if (!added.ok) return refused('add', added.reason, { ...form.data, elementId: form.data.elementId ?? '' });
		redirect(303, `/plan/inputs?input=${added.inputId}`);
	},
	findings: async ({ locals, url }) => {
		const taken = await takeFindings(locals.db, requireActor(locals, url, mayRevise), locals.now);
		return taken.ok ? { id: 'take', added: taken.added } : fail(409, { id: 'take', reason: taken.reason });
	},
	unlink: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const form = parseForm(oneInput, await request.formData());
		if (!form.ok) error(400);
		const unlinked = await unlinkInput(locals.db, actor, form.data.inputId, locals.now);
		if (!unlinked.ok && unlinked.reason === 'notFound') error(404);
		return unlinked.ok ? { id: 'unlink' } : refused('unlink', unlinked.reason, {});
	},
	assign: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const form = parseForm(assignment, await request.formData());
		if (!form.ok) error(400);
		const assigned = await assignInput(locals.db, actor, form.data.inputId, form.data.elementId, locals.now);
		if (!assigned.ok && assigned.reason === 'notFound') error(404);
		return assigned.ok ? { id: 'assign' } : refused('assign', assigned.reason, {});
	},
	decide: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const raw = await request.formData();
		const typed = Object.fromEntries([...raw].flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : []))) as FormValues;
		const form = parseForm(decision, raw);
		if (!form.ok) return fail(400, { id: 'decide', values: typed, errors: form.errors });
		const decided = await decide(locals.db, actor, form.data.inputId, { ...form.data, change: changeIn(form.data) }, locals.now);
		if (decided.ok) redirect(303, `/plan/inputs?decided=${form.data.inputId}`);
		if (decided.reason === 'notFound') error(404);
		if (decided.reason === 'changedMeanwhile')
			return fail(409, {
				id: 'decide',
				values: { ...typed, edition: String(decided.edition) },
				reason: decided.reason,
				theirs: decided.theirs
			});
		return refused('decide', decided.reason, typed);
	},
	withdraw: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayRevise);
		const form = parseForm(oneInput, await request.formData());
		if (!form.ok) error(400);
		const withdrawn = await withdrawInput(locals.db, actor, form.data.inputId, locals.now);
		if (!withdrawn.ok && withdrawn.reason === 'notFound') error(404);
		if (!withdrawn.ok) return refused('withdraw', withdrawn.reason, {});
		redirect(303, '/plan/inputs');
	}
};

function changeIn(decided: Decided): PlanChange {
	const { how, elementId, edition } = decided;
	if (how === 'existing' && elementId) return { kind: 'existing', elementId };
	if (how === 'edit' && elementId) return { kind: 'edit', elementId, edition, ...fieldsIn(decided) };
	if (how === 'new') {
		const { newNn, newNb, newParentId, newUnitId, newRole, newDeadline } = decided;
		const who = { unitId: newUnitId, roleNn: newRole, roleNb: newRole };
		return { kind: 'new', nn: newNn, nb: newNb, parentId: newParentId, ...nothingMore, ...who, deadline: newDeadline };
	}
	return { kind: 'none' };
}
