export interface NotHereProps {
  readonly title: string;
  readonly why: string;
  readonly next: string;
}

/** In the place of a page that has nothing to show to whoever opened it. */
export function NotHere({ title, why, next }: NotHereProps) {
  return (
    <section className="panel page-empty">
      <h1 className="page-title">{title}</h1>
      <p>{why}</p>
      <p className="soft">{next}</p>
    </section>
  );
}
