/** Keeps the screen of the machine awake where it may, also after sleep, until the returned function is called. */
export function keepAwake(): () => void {
	let lock: WakeLockSentinel | undefined;
	const wake = () => {
		if (document.visibilityState !== 'visible') return;
		navigator.wakeLock?.request('screen').then(
			(held) => (lock = held),
			() => undefined
		);
	};
	wake();
	document.addEventListener('visibilitychange', wake);
	return () => {
		document.removeEventListener('visibilitychange', wake);
		void lock?.release().catch(() => undefined);
	};
}
