import { askedAbout, evaluate } from '#lib/gatherings/evaluation/commands.server.ts';
import { evaluation } from '#lib/gatherings/evaluation/input.ts';
import { openAction } from '../../action.server.ts';
import type { PageServerLoad } from './$types';

/** Reading uses nothing up: mail scanners follow every link. A used link and an unknown one look the same. */
export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
	setHeaders({ 'x-robots-tag': 'noindex' });
	const asked = await askedAbout(locals.db, params.token);
	if (!asked) return { chrome: 'bare' as const, asked: null };
	const { gathering, municipality } = asked;
	const { seriesNn, seriesNb, theme, date, month, year, startTime, endTime, locale } = gathering;
	return {
		chrome: 'bare' as const,
		asked: { municipality, seriesNn, seriesNb, theme, date, month, year, startTime, endTime, written: locale }
	};
};

export const actions = {
	default: openAction({
		input: evaluation,
		run: ({ data, params, locals }) => evaluate(locals.db, params.token, data),
		text: {},
		done: () => ({ thanks: true })
	})
};
