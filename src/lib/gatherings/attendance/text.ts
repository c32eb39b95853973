import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { checkIn, editWalkIn, undoCheckIn, walkIn } from './commands.server.ts';
import type { markHeld, openGathering } from './doors.server.ts';
import type { enterPast } from './past.server.ts';
import type { comeIn, comeInByInvitation, createCheckInCode } from './selfCheckIn.server.ts';

/** Why somebody was not checked in, or out again. */
export const checkInText = {
	notAllowed: () => m.gatherings_refused_not_allowed(),
	missingDate: () => m.gatherings_refused_no_date(),
	closedEarly: () => m.gatherings_refused_early(),
	closedCancelled: () => m.gatherings_refused_cancelled(),
	closedHeld: () => m.gatherings_refused_held(),
	closed: () => m.gatherings_refused_not_open(),
	notFoundPerson: () => m.gatherings_refused_not_found(),
	invalidPerson: () => m.gatherings_refused_person(),
	invalidUnit: () => m.gatherings_refused_unit(),
	missing: () => m.gatherings_name_missing(),
	conflictSeat: () => m.gatherings_refused_seated()
} satisfies SentencesOf<
	typeof openGathering | typeof checkIn | typeof walkIn | typeof editWalkIn | typeof undoCheckIn | typeof createCheckInCode
>;

/** Why a gathering of before was not written down. */
export const pastText = {
	notAllowed: () => m.gatherings_refused_not_allowed(),
	invalidSeries: () => m.attendance_past_no_series(),
	invalidUnit: () => m.gatherings_refused_unit(),
	invalidDate: () => m.attendance_past_not_over(),
	duplicate: () => m.attendance_past_there()
} satisfies SentencesOf<typeof enterPast>;

/** Why the gathering was not ended. */
export const holdText = {
	notAllowed: () => m.gatherings_refused_not_allowed(),
	closed: () => m.gatherings_refused_not_open()
} satisfies SentencesOf<typeof markHeld>;

/** Why somebody could not check themselves in; `limit`: too many wrong codes from one address. */
export const comeInText = {
	notAllowed: () => m.invitations_refused_not_yours(),
	invalidCode: () => m.attendance_refused_code(),
	invalidPerson: () => m.gatherings_refused_person(),
	invalidUnit: () => m.gatherings_refused_unit(),
	missing: () => m.gatherings_name_missing(),
	limit: () => m.attendance_refused_tries()
} satisfies SentencesOf<typeof comeIn | typeof comeInByInvitation> & { limit: () => string };
