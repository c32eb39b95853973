/** The head of a log as it is printed in a plan: how many leaves, and the root in hex; undefined when it can't be one. */
export function printedHead(typed: URLSearchParams): { size: number; root: string } | undefined {
	const size = Number((typed.get('size') ?? '').replaceAll(/\s/g, ''));
	const root = (typed.get('root') ?? '').replaceAll(/\s/g, '');
	return Number.isSafeInteger(size) && size > 0 && /^[0-9a-f]{64}$/.test(root) ? { size, root } : undefined;
}
