import { redirect } from '@sveltejs/kit';
import { addInput, assignInput, takeHarvest, withdrawInput } from '#lib/plan/inputs/commands.server.ts';
import { unlinkInput } from '#lib/plan/inputs/decisions.server.ts';
import { takeFindings } from '#lib/plan/inputs/findings.server.ts';
import { assignment, newInput, oneGathering, oneInput } from '#lib/plan/inputs/input.ts';
import { inputText as text } from '#lib/plan/inputs/text.ts';
import { mayRevise } from '#lib/plan/model.ts';
import { action } from '../../action.server.ts';

export const take = action({
	id: 'take',
	may: mayRevise,
	input: oneGathering,
	run: ({ actor, data, locals }) => takeHarvest(locals.db, actor, data.gatheringId, locals.now),
	text,
	done: ({ added, firstId }) => (firstId ? redirect(303, `/plan/inputs?input=${firstId}&taken=${added}`) : { id: 'take', added })
});

export const add = action({
	id: 'add',
	may: mayRevise,
	input: newInput,
	run: ({ actor, data, locals }) => addInput(locals.db, actor, data, locals.now),
	text,
	done: ({ inputId }) => redirect(303, `/plan/inputs?input=${inputId}`)
});

export const findings = action({
	id: 'take',
	may: mayRevise,
	run: ({ actor, locals }) => takeFindings(locals.db, actor, locals.now),
	text,
	done: ({ added }) => ({ id: 'take', added })
});

export const unlink = action({
	id: 'unlink',
	may: mayRevise,
	input: oneInput,
	run: ({ actor, data, locals }) => unlinkInput(locals.db, actor, data.inputId, locals.now),
	text
});

export const assign = action({
	id: 'assign',
	may: mayRevise,
	input: assignment,
	run: ({ actor, data, locals }) => assignInput(locals.db, actor, data.inputId, data.elementId, locals.now),
	text
});

export const withdraw = action({
	id: 'withdraw',
	may: mayRevise,
	input: oneInput,
	run: ({ actor, data, locals }) => withdrawInput(locals.db, actor, data.inputId, locals.now),
	text,
	done: () => redirect(303, '/plan/inputs')
});
