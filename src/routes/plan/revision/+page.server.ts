import { redirect } from '@sveltejs/kit';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { differences } from '#lib/plan/document/diffText.ts';
import { addElement, moveElement, removeElement, restoreElement } from '#lib/plan/document/elements.server.ts';
import { editedElement, movedElement, newElement, newPlan, oneElement } from '#lib/plan/document/input.ts';
import { mayReadPlan, mayRevise } from '#lib/plan/model.ts';
import { metadataChanges } from '#lib/plan/document/text.ts';
import { changesBetween, comparedNames, documentOf, takenOut } from '#lib/plan/document/queries.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { updateMetadata } from '#lib/plan/document/revision.server.ts';
import { elementText, revisionText } from '#lib/plan/document/text.ts';
import { action } from '../../action.server.ts';
import { editOrCompare } from './edit.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { municipalityId } = requireActor(locals, url, mayReadPlan);
	const { db, locale } = locals;
	const found = await planOf(db, municipalityId);
	if (!found?.open) redirect(303, '/plan');
	const names = await comparedNames(db, municipalityId);
	const told = await changesBetween(db, municipalityId, found.inForce, found.open);
	return {
		draft: found.open,
		inForce: found.inForce ?? null,
		elements: await documentOf(db, municipalityId, found.open.id),
		takenOut: await takenOut(db, municipalityId, found.open.id),
		metadataDiff: metadataChanges(found.inForce, found.open, locale),
		differences: found.inForce ? differences(told, locale, names) : [],
		...names,
		editing: url.searchParams.get('edit'),
		adding: url.searchParams.get('add'),
		under: url.searchParams.get('under')
	};
};

const toElement = (elementId: string) => redirect(303, `/plan/revision#e-${elementId}`);

export const actions = {
	metadata: action({
		id: 'metadata',
		may: mayRevise,
		input: newPlan,
		run: ({ actor, data, locals }) => updateMetadata(locals.db, actor, data, locals.now),
		text: revisionText
	}),
	add: action({
		id: 'add',
		may: mayRevise,
		input: newElement,
		run: ({ actor, data, locals }) => addElement(locals.db, actor, data, locals.now),
		text: elementText,
		done: ({ elementId }) => toElement(elementId)
	}),
	edit: action({
		id: 'edit',
		may: mayRevise,
		input: editedElement,
		run: ({ actor, data, locals }) => editOrCompare(locals.db, actor, data, locals.locale, locals.now),
		text: elementText,
		done: (_, { data }) => toElement(data.elementId)
	}),
	move: action({
		id: 'line',
		may: mayRevise,
		input: movedElement,
		run: ({ actor, data, locals }) => moveElement(locals.db, actor, data, locals.now),
		text: elementText
	}),
	remove: action({
		id: 'line',
		may: mayRevise,
		input: oneElement,
		run: ({ actor, data, locals }) => removeElement(locals.db, actor, data.elementId, locals.now),
		text: elementText
	}),
	restore: action({
		id: 'line',
		may: mayRevise,
		input: oneElement,
		run: ({ actor, data, locals }) => restoreElement(locals.db, actor, data.elementId, locals.now),
		text: elementText
	})
};
