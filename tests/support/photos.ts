/**
 * A JPEG as cameras write it, as far as its build goes: with place, device, a comment, a picture in the picture and something behind its
 * end.
 */
export function cameraJpeg({ width = 8, height = 4, way = 6 } = {}): Uint8Array {
	const segment = (marker: number, body: Uint8Array) => Buffer.concat([Buffer.from([0xff, marker, 0, body.length + 2]), body]);
	const words = (text: string) => Buffer.from(text, 'latin1');
	const tiff = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, way, 0, 0, 0, 0, 0, 0, 0];
	return Buffer.concat([
		Buffer.from([0xff, 0xd8]),
		segment(0xe0, Buffer.concat([words('JFIF\0'), Buffer.from([1, 1, 0, 0, 72, 0, 72, 1, 1]), words('TMB')])),
		segment(0xe1, Buffer.concat([words('Exif\0\0'), Buffer.from(tiff), words('GPS 59.78 5.50')])),
		segment(0xe2, words('ICC_PROFILE\0colours')),
		segment(0xed, words('Photoshop 3.0 author')),
		segment(0xfe, words('comment')),
		segment(0xc0, Buffer.from([8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0])),
		segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
		Buffer.from([1, 2, 0xff, 0, 3, 0xff, 0xd0, 4, 0xff, 0xd9]),
		words('trailer with a film')
	]);
}
