interface Upload {
  readonly path: string;
  readonly at: string;
  readonly parts: Map<number, { readonly size: number; readonly sha256: string }>;
}

/** Uploads in parts, as S3's documentation words them; sizes alone are kept. */
export function createParts() {
  const uploads = new Map<string, Upload>();

  return {
    /** `POST ?uploads` */
    create(path: string): string {
      const id = crypto.randomUUID();
      uploads.set(id, { path, at: new Date().toISOString(), parts: new Map() });
      return `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`;
    },

    /** `PUT ?partNumber=…&uploadId=…`; false for an upload that is not there. */
    take(id: string, number: number, size: number, sha256: string): boolean {
      return uploads.get(id)?.parts.set(number, { size, sha256 }) !== undefined;
    },

    /** `GET ?uploads&prefix=…` on the bucket */
    open(bucket: string, prefix: string): string {
      const listed = [...uploads]
        .map(([id, { path, at }]) => ({ id, at, key: path.slice(bucket.length + 2) }))
        .filter(({ key }) => key.startsWith(prefix))
        .map(
          ({ id, at, key }) =>
            `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${at}</Initiated></Upload>`,
        );
      return `<ListMultipartUploadsResult>${listed.join('')}</ListMultipartUploadsResult>`;
    },

    /** `GET ?uploadId=…`; nothing for an upload that is not there. */
    list(id: string): string | undefined {
      const upload = uploads.get(id);
      if (!upload) return undefined;
      const listed = [...upload.parts].map(
        ([number, { size, sha256 }]) =>
          `<Part><PartNumber>${number}</PartNumber><Size>${size}</Size><ETag>"${size}"</ETag><ChecksumSHA256>${sha256}</ChecksumSHA256></Part>`,
      );
      return `<ListPartsResult>${listed.join('')}</ListPartsResult>`;
    },

    /** `POST ?uploadId=…`: bytes of the whole, or nothing for an upload that is not there. */
    complete(id: string): number | undefined {
      const upload = uploads.get(id);
      uploads.delete(id);
      return upload && [...upload.parts.values()].reduce((sum, { size }) => sum + size, 0);
    },

    abort: (id: string) => uploads.delete(id),
    empty: () => uploads.clear(),
  };
}
