import { shown } from '#lib/cafe/joining/input.ts';
import { seatText } from '#lib/cafe/joining/text.ts';
import { actionFor } from '../../action.server.ts';
import { joined } from '../../join/[token]/joining.server.ts';
import { behindCode, joinByCode, seatPage } from './seat.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
	event.setHeaders({ 'x-robots-tag': 'noindex' });
	return seatPage(event);
};

export const actions = {
	default: actionFor(behindCode)({
		input: shown,
		run: ({ actor: code, data, event }) => joinByCode(event, code, data.shownAs),
		text: seatText,
		done: (joining, { actor: { cafe }, event }) => joined(event, joining, cafe)
	})
};
