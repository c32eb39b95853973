import { redirect } from '@sveltejs/kit';
import { addElement, moveElement, removeElement, restoreElement } from '#lib/plan/document/elements.server.ts';
import { editedElement, movedElement, newElement, oneElement, renumbered } from '#lib/plan/document/input.ts';
import { renumberDraft } from '#lib/plan/document/renumber.server.ts';
import { mayRevise } from '#lib/plan/model.ts';
import { elementText } from '#lib/plan/document/text.ts';
import { action } from '../../action.server.ts';
import { editOrCompare } from './edit.server.ts';

const toElement = (elementId: string) => redirect(303, `/plan/revision#e-${elementId}`);

export const add = action({
	id: 'add',
	may: mayRevise,
	input: newElement,
	run: ({ actor, data, locals }) => addElement(locals.db, actor, data, locals.now),
	text: elementText,
	done: ({ elementId }) => toElement(elementId)
});

export const edit = action({
	id: 'edit',
	may: mayRevise,
	input: editedElement,
	run: ({ actor, data, locals }) => editOrCompare(locals.db, actor, data, locals.locale, locals.now),
	text: elementText,
	done: (_, { data }) => toElement(data.elementId)
});

export const move = action({
	id: 'line',
	may: mayRevise,
	input: movedElement,
	run: ({ actor, data, locals }) => moveElement(locals.db, actor, data, locals.now),
	text: elementText
});

export const remove = action({
	id: 'line',
	may: mayRevise,
	input: oneElement,
	run: ({ actor, data, locals }) => removeElement(locals.db, actor, data.elementId, locals.now),
	text: elementText
});

export const restore = action({
	id: 'line',
	may: mayRevise,
	input: oneElement,
	run: ({ actor, data, locals }) => restoreElement(locals.db, actor, data.elementId, locals.now),
	text: elementText
});

export const renumber = action({
	id: 'renumber',
	may: mayRevise,
	input: renumbered,
	run: ({ actor, data, locals }) => renumberDraft(locals.db, actor, data.style, locals.now),
	text: elementText,
	done: (result) => ({ renumbered: result.renumbered.length })
});
