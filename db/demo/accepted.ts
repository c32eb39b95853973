import type { Answer } from '#lib/result.ts';

/** What a command did. Throws when it refused: a demo that the product's own rules refuse is a bug. */
export function accepted<A extends Answer>(answer: A): Extract<A, { ok: true }> {
	if (!answer.ok) throw new Error(`The demo was refused: ${JSON.stringify(answer)}`);
	return answer as Extract<A, { ok: true }>;
}
