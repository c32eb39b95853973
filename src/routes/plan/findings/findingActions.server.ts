import { answeredFinding, editedFinding, editedPreAnalysis, newPreAnalysis, oneFinding } from '#lib/plan/inputs/input.ts';
import { addPreAnalysis, answerFinding, editFinding, editPreAnalysis, removeFinding } from '#lib/plan/inputs/preAnalysis.server.ts';
import { findingText as text } from '#lib/plan/inputs/text.ts';
import { mayRevise as may } from '#lib/plan/model.ts';
import { action } from '../../action.server.ts';

export const add = action({
	id: 'add',
	may,
	input: newPreAnalysis,
	run: ({ actor, data, locals }) => addPreAnalysis(locals.db, actor, data, locals.now),
	text
});

export const edit = action({
	id: ({ id }) => `edit-${String(id)}`,
	may,
	input: editedPreAnalysis,
	run: ({ actor, data, locals }) => editPreAnalysis(locals.db, actor, data, locals.now),
	text
});

export const finding = action({
	id: ({ findingId }) => `finding-${String(findingId)}`,
	may,
	input: editedFinding,
	run: ({ actor, data, locals }) => editFinding(locals.db, actor, data, locals.now),
	text
});

export const answer = action({
	id: ({ findingId }) => `answer-${String(findingId)}`,
	may,
	input: answeredFinding,
	run: ({ actor, data, locals }) => answerFinding(locals.db, actor, data, locals.now),
	text
});

export const remove = action({
	id: ({ findingId }) => `finding-${String(findingId)}`,
	may,
	input: oneFinding,
	run: ({ actor, data, locals }) => removeFinding(locals.db, actor, data.findingId, locals.now),
	text
});
