/**
 * A stored mail address as people write it: anna@xn--bmlo-gra.example → anna@bømlo.example. A domain with letters that are not Latin
 * stays as it is stored, since they look like others.
 */
export function shownAddress(address: string): string {
	const at = address.lastIndexOf('@') + 1;
	const labels = address
		.slice(at)
		.split('.')
		.map((label) => (label.startsWith('xn--') ? (decoded(label.slice(4)) ?? label) : label));
	const domain = labels.join('.');
	return /^[\p{Script=Latin}\p{M}\d.-]*$/u.test(domain) ? address.slice(0, at) + domain : address;
}

const [base, tMin, tMax, skew, damp, initialBias, initialN] = [36, 1, 26, 38, 700, 72, 128];

/** Punycode (RFC 3492 § 6.2): the letters that a label of a domain stands for; undefined when it is none. */
function decoded(label: string): string | undefined {
	const basic = label.lastIndexOf('-');
	const output = basic > 0 ? [...label.slice(0, basic)] : [];
	let [n, i, bias] = [initialN, 0, initialBias];
	for (let at = basic + 1; at < label.length;) {
		const before = i;
		for (let weight = 1, k = base; ; k += base) {
			const digit = '0123456789abcdefghijklmnopqrstuvwxyz'.indexOf(label[at++] ?? ' ');
			if (digit < 0) return undefined;
			const value = digit < 10 ? digit + 26 : digit - 10;
			i += value * weight;
			const threshold = Math.min(tMax, Math.max(tMin, k - bias));
			if (value < threshold) break;
			weight *= base - threshold;
		}
		const length = output.length + 1;
		let delta = before === 0 ? Math.floor(i / damp) : Math.floor((i - before) / 2);
		delta += Math.floor(delta / length);
		let k = 0;
		for (; delta > ((base - tMin) * tMax) / 2; k += base) delta = Math.floor(delta / (base - tMin));
		bias = k + Math.floor(((base - tMin + 1) * delta) / (delta + skew));
		n += Math.floor(i / length);
		if (n > 0x10_ffff) return undefined;
		output.splice(i % length, 0, String.fromCodePoint(n));
		i = (i % length) + 1;
	}
	return output.join('');
}
