import { photoLimits } from '#lib/summaries/pictures/limits.ts';

/** On its longest side, in pixels: sharp on a screen and on paper. */
const maxSide = 1600;

/**
 * The picture as a JPEG that the server takes, drawn anew, so that nothing of what the camera wrote into the file comes along.
 * Transparent parts become white. Rejects when the browser can't read it. In the browser only.
 */
export async function shrunk(file: File): Promise<File> {
	const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
	const scale = Math.min(1, maxSide / Math.max(picture.width, picture.height));
	const canvas = document.createElement('canvas');
	canvas.width = Math.max(1, Math.round(picture.width * scale));
	canvas.height = Math.max(1, Math.round(picture.height * scale));
	const pen = canvas.getContext('2d')!;
	pen.fillStyle = '#fff';
	pen.fillRect(0, 0, canvas.width, canvas.height);
	pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
	picture.close();
	for (const quality of [0.85, 0.7, 0.5, 0.3]) {
		const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
		if (blob && blob.size <= photoLimits.bytes) return new File([blob], 'picture.jpg', { type: 'image/jpeg' });
	}
	throw new Error('The picture stays too big.');
}
