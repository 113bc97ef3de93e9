import imageCompression from 'browser-image-compression';

/** The picture brought to `maxBytes`: how long that takes, and its bytes in base64. */
export async function shrink(url, maxBytes) {
  const blob = await (await fetch(url)).blob();
  const file = new File([blob], 'photo.jpg', { type: 'image/jpeg' });
  const startedAt = performance.now();
  const made = await imageCompression(file, { maxSizeMB: maxBytes / 1024 / 1024, useWebWorker: false });
  const ms = performance.now() - startedAt;
  const bytes = new Uint8Array(await made.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return { ms, base64: btoa(text) };
}
