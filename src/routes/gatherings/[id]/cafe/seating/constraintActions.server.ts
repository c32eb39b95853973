import * as constraints from '#lib/cafe/seating/constraints.server.ts';
import * as input from '#lib/cafe/seating/input.ts';
import { constraintText as text } from '#lib/cafe/seating/text.ts';
import { cafeAction } from '../cafe.server.ts';

export const pin = cafeAction({
	id: 'pin',
	input: input.pin,
	run: ({ actor: cafe, data }) => cafe.run(constraints.pin, data),
	text
});

export const apart = cafeAction({
	id: 'apart',
	input: input.pair,
	run: ({ actor: cafe, data }) => cafe.run(constraints.keepApart, data),
	text
});

export const together = cafeAction({
	id: 'apart',
	input: input.pair,
	run: ({ actor: cafe, data }) => cafe.run(constraints.allowTogether, data),
	text
});
