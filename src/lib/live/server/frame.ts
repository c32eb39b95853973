/**
 * One unmasked binary WebSocket frame (RFC 6455, 5.2) around `payload`. Built once and written to every socket as it is:
 * building it again for each of a hundred readers would be most of the cost of sending.
 */
export function frame(payload: Uint8Array): Buffer {
	const { length } = payload;
	const header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
	const bytes = Buffer.allocUnsafe(header + length);
	bytes[0] = 0x82;
	if (header === 2) bytes[1] = length;
	else if (header === 4) {
		bytes[1] = 126;
		bytes.writeUInt16BE(length, 2);
	} else {
		bytes[1] = 127;
		bytes.writeBigUInt64BE(BigInt(length), 2);
	}
	bytes.set(payload, header);
	return bytes;
}
