import { status } from '#lib/plan/document/input.ts';
import { reportStatus } from '#lib/plan/document/status.server.ts';
import { statusText } from '#lib/plan/document/text.ts';
import { mayRevise } from '#lib/plan/model.ts';
import { action } from '../action.server.ts';

/** Writes down the status of one measure; pages have a form `status-ID` for each. */
export const saveStatus = action({
	id: ({ elementId }) => `status-${String(elementId)}`,
	may: mayRevise,
	input: status,
	run: ({ actor, data, locals }) => reportStatus(locals.db, actor, data, locals.now),
	text: statusText,
	done: (_, { data }) => ({ id: `status-${data.elementId}`, reported: data.elementId })
});
