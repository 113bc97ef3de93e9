import './brand.css';

/** Mark and name. The mark is the extension's own icon, so that both stay the same. */
export function Brand() {
  return (
    <span className="brand">
      <img className="brand-mark" src="/icon.svg" alt="" />
      Satchel
    </span>
  );
}
