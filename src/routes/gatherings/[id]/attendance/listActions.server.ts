import { arriving } from '#lib/cafe/hosts/arrival.server.ts';
import * as attendance from '#lib/gatherings/attendance/commands.server.ts';
import * as input from '#lib/gatherings/attendance/input.ts';
import { createCheckInCode } from '#lib/gatherings/attendance/selfCheckIn.server.ts';
import { checkInText as text } from '#lib/gatherings/attendance/text.ts';
import { mayFacilitate as may } from '#lib/people/model.ts';
import { action } from '../../../action.server.ts';

export const checkIn = action({
	id: 'list',
	may,
	input: input.checkIn,
	run: ({ actor, data, params, locals: { db, now } }) =>
		arriving(db, (trx) => attendance.checkIn(trx, actor, params.id, data.personId, now), now),
	text
});

export const undo = action({
	id: 'list',
	may,
	input: input.undo,
	run: ({ actor, data, params, locals }) => attendance.undoCheckIn(locals.db, actor, params.id, data, locals.now),
	text
});

export const walkIn = action({
	id: 'walkIn',
	may,
	input: input.walkIn,
	run: ({ actor, data: { key, ...guest }, params, locals }) =>
		attendance.walkIn(locals.db, actor, params.id, { ...guest, ...(key !== undefined && { key }) }, locals.now),
	text,
	done: (_, { data }) => ({ id: 'walkIn', arrived: data.name })
});

export const mend = action({
	id: ({ attendanceId }) => `mend-${String(attendanceId)}`,
	may,
	input: input.walkInDetails,
	run: ({ actor, data, params, locals }) => attendance.editWalkIn(locals.db, actor, params.id, data, locals.now),
	text
});

export const door = action({
	id: 'list',
	may,
	run: ({ actor, params, locals }) => createCheckInCode(locals.db, actor, params.id, locals.now),
	text
});
