import { createPersonalCodes } from '#lib/cafe/joining/personalCode.server.ts';
import { personalCodeText } from '#lib/cafe/joining/text.ts';
import { cafeIdOf } from '#lib/cafe/queries.server.ts';
import { expected } from '#lib/gatherings/attendance/expected.server.ts';
import { shownCode } from '#lib/joincode.ts';
import { mayFacilitate } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { action } from '../../../../action.server.ts';

/** Makes a personal code for everybody who gets a name tag, and gives them to the page once, by the ids of its people. */
export const codesAction = action({
	id: 'codes',
	may: mayFacilitate,
	run: async ({ actor, params, locals: { db, now } }) => {
		const cafeId = await cafeIdOf(db, actor.municipalityId, params.id);
		if (cafeId === undefined) return refuse('notFound');
		const people = await expected(db, actor.municipalityId, params.id);
		const keyed = people.map(({ id, personId, attendanceId }) => ({
			key: id,
			personId,
			attendanceId: personId === null ? attendanceId : null
		}));
		return createPersonalCodes(db, actor, cafeId, keyed, now);
	},
	text: personalCodeText,
	done: ({ codes }, { locals }) => ({
		id: 'codes',
		codes: Object.fromEntries(
			Object.entries(codes).map(([id, code]) => [id, { code: shownCode(code), url: `${locals.settings.origin}/seat/${code}` }])
		)
	})
});
