import { redirect } from '@sveltejs/kit';
import { doorCode } from '#lib/gatherings/attendance/input.ts';
import { doorOf } from '#lib/gatherings/attendance/selfCheckIn.server.ts';
import { comeInText } from '#lib/gatherings/attendance/text.ts';
import { typedCode } from '#lib/joincode.ts';
import { refuse } from '#lib/result.ts';
import { openAction } from '../action.server.ts';
import { limitWrongCodes } from './wrongCodes.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = () => ({ chrome: 'bare' as const });

export const actions = {
	default: openAction({
		input: doorCode,
		run: async ({ data, event, locals }) =>
			limitWrongCodes(event, (await doorOf(locals.db, data.code)) ? { ok: true as const } : refuse('invalidCode')),
		text: comeInText,
		done: (_, { data }) => redirect(303, `/door/${typedCode(data.code)}`)
	})
};
