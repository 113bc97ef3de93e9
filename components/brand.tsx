import './brand.css';

/** Mark and name. The mark is the extension's own icon, so that both stay the same. */
export function Brand({ large = false }: { readonly large?: boolean }) {
  return (
    <span className={large ? 'brand brand-large' : 'brand'}>
      <img className="brand-mark" src="/icon.svg" alt="" />
      Satchel
    </span>
  );
}
