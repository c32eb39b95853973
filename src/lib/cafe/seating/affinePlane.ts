/** Adding and multiplying the numbers 0 … n − 1. */
type Arithmetic = { add(a: number, b: number): number; multiply(a: number, b: number): number };

/**
 * Routes through a room of `tables` tables on which nobody returns to a table and, where possible, no two meet twice: the route
 * that begins at table j with step s is at table j + s·r in round r. Two routes with different steps meet at most once when
 * division is possible, which is when the number of tables is a prime power (the affine plane of that order); other rooms come
 * close when they are large for their rounds. Gives the table of route (`column`, first `table`) in a `round`.
 * `resting`: the first column may stay where it is.
 */
export function routes(tables: number, resting: boolean): (column: number, table: number, round: number) => number {
	const { add, multiply } = fieldOf(tables) ?? ring(tables);
	const steps = tables - (resting ? 0 : 1);
	return (column, table, round) => {
		const step = steps > 0 ? (column % steps) + (resting ? 0 : 1) : 0;
		return add(table, multiply(step, round % tables));
	};
}

function ring(n: number): Arithmetic {
	return { add: (a, b) => (a + b) % n, multiply: (a, b) => (a * b) % n };
}

/** The field with n elements: numbers are polynomials over the prime p, written in base p. Undefined when n is no prime power. */
function fieldOf(n: number): Arithmetic | undefined {
	const p = Array.from({ length: Math.max(0, n - 1) }, (_, at) => at + 2).find((divisor) => n % divisor === 0);
	if (p === undefined) return undefined;
	const degree = Math.round(Math.log(n) / Math.log(p));
	if (p ** degree !== n) return undefined;
	if (degree === 1) return ring(n);
	const digits = (a: number) => Array.from({ length: degree }, (_, at) => Math.floor(a / p ** at) % p);
	const number = (digits: readonly number[]) => digits.reduce((sum, digit, at) => sum + digit * p ** at, 0);
	const add = (a: number, b: number) => {
		const other = digits(b);
		return number(digits(a).map((digit, at) => (digit + other[at]!) % p));
	};
	// Tries the polynomials for reduction until one is irreducible: then no product of two non-zero numbers is zero.
	for (let tail = 1; tail < n; tail++) {
		const table = Array.from({ length: n }, (_, a) => Array.from({ length: n }, (_, b) => reduced(digits(a), digits(b), digits(tail), p)));
		if (table.every((row, a) => row.every((product, b) => a === 0 || b === 0 || product.some((digit) => digit > 0)))) {
			const products = table.map((row) => row.map(number));
			return { add, multiply: (a, b) => products[a]![b]! };
		}
	}
	return undefined;
}

/** The product of two polynomials, where x^degree is replaced by −tail. */
function reduced(a: readonly number[], b: readonly number[], tail: readonly number[], p: number): number[] {
	const product = Array.from({ length: 2 * a.length - 1 }, () => 0);
	for (const [i, left] of a.entries()) for (const [j, right] of b.entries()) product[i + j] = (product[i + j]! + left * right) % p;
	for (let at = product.length - 1; at >= a.length; at--) {
		for (const [i, digit] of tail.entries()) {
			const low = at - a.length + i;
			product[low] = (product[low]! + (p - digit) * product[at]!) % p;
		}
	}
	return product.slice(0, a.length);
}
