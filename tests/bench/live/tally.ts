/** Times in milliseconds, kept as counts a tenth of a millisecond wide. */
export class Times {
	#bins = new Uint32Array(300_000);
	count = 0;

	add(ms: number): void {
		const bin = Math.min(this.#bins.length - 1, Math.max(0, Math.floor(ms * 10)));
		this.#bins[bin] = (this.#bins[bin] as number) + 1;
		this.count++;
	}

	/** The time that `share` of all stay under. */
	at(share: number): number {
		let left = Math.ceil(this.count * share);
		if (left === 0) return Number.NaN;
		for (let bin = 0; bin < this.#bins.length; bin++) {
			left -= this.#bins[bin] as number;
			if (left <= 0) return (bin + 1) / 10;
		}
		return Infinity;
	}

	clear(): void {
		this.#bins.fill(0);
		this.count = 0;
	}
}

export function median(values: readonly number[]): number {
	const sorted = values.filter((value) => !Number.isNaN(value)).toSorted((a, b) => a - b);
	if (sorted.length === 0) return Number.NaN;
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
