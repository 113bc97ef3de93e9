import './skeleton.css';

export interface SkeletonProps {
  readonly lines: number;
  /** What is being waited for, for those who do not see the grey lines. */
  readonly says: string;
}

export function Skeleton({ lines, says }: SkeletonProps) {
  return (
    <div className="skeleton" role="status">
      <span className="visually-hidden">{says}</span>
      {Array.from({ length: lines }, (_, line) => (
        <span className="skeleton-line" key={line} aria-hidden />
      ))}
    </div>
  );
}
