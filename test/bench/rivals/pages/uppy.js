import Uppy from '@uppy/core';
import GoldenRetriever from '@uppy/golden-retriever';
import AwsS3 from '@uppy/aws-s3';

/* Uppy as its pages show it: Golden Retriever keeps the files, the S3 plugin sends them to signed addresses. */
let uppy;

function documents(count, size) {
  const noise = new Uint8Array(size);
  for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(noise.subarray(at, at + 65_536));
  return Array.from({ length: count }, (_, n) => ({
    name: `${crypto.randomUUID()}.pdf`,
    type: 'application/pdf',
    data: new File([`%PDF-1.7\n%${n}\n`, noise.slice(0, size - 64), '\n%%EOF\n'], `${n}.pdf`, {
      type: 'application/pdf',
    }),
  }));
}

function start() {
  uppy = new Uppy({ autoProceed: false, allowMultipleUploadBatches: true })
    .use(GoldenRetriever, { serviceWorker: false })
    .use(AwsS3, {
      shouldUseMultipart: false,
      signRequest: ({ key }) => ({ url: `${location.origin}/captures/uppy/${encodeURIComponent(key)}` }),
    });
}

const opened = () =>
  new Promise((resolve, reject) => {
    const opening = indexedDB.open('uppy-blobs');
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });

async function kept(db) {
  return new Promise((resolve) => {
    const counting = db.transaction('files').objectStore('files').count();
    counting.onsuccess = () => resolve(counting.result);
  });
}

async function untilKept(count) {
  const db = await opened();
  while ((await kept(db)) !== count) await new Promise((resolve) => setTimeout(resolve, 5));
  db.close();
}

export async function takeIn(count, size) {
  if (!uppy) {
    start();
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  const files = documents(count, size);
  const startedAt = performance.now();
  uppy.addFiles(files);
  await untilKept(count);
  return performance.now() - startedAt;
}

export async function drain() {
  const startedAt = performance.now();
  const { failed } = await uppy.upload();
  const took = performance.now() - startedAt;
  if (failed.length > 0) throw new Error(failed[0].error);
  return took;
}

export async function clear() {
  uppy.clear();
  uppy.cancelAll();
  await untilKept(0);
}
