/** One picture of the tour. */
export interface Shot {
  readonly file: string;
  readonly title: string;
}

/** A page with all pictures of a tour side by side, in their order. */
export function contactSheet(shots: readonly Shot[]): string {
  const figures = shots.map(
    ({ file, title }) =>
      `<figure><a href="${file}"><img src="${file}" alt=""></a><figcaption>${title}</figcaption></figure>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Satchel: the tour</title>
<style>
  body { font: 14px/1.4 system-ui, sans-serif; margin: 2rem; background: #f3f4f6; color: #1b1f24; }
  main { display: grid; grid-template-columns: repeat(auto-fill, minmax(280px, 1fr)); gap: 1.5rem; }
  figure { margin: 0; background: #fff; border-radius: 8px; padding: 8px; box-shadow: 0 1px 3px #0002; }
  img { width: 100%; height: 320px; object-fit: contain; object-position: top; }
</style>
<h1>Satchel: the tour</h1>
<main>
${figures.join('\n')}
</main>
</html>
`;
}
