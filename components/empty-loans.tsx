/** No loan yet: what to do. */
export function EmptyLoans() {
  return (
    <section className="empty" aria-labelledby="empty-title">
      <img src="/icon.svg" alt="" />
      <h2 id="empty-title">Your satchel is empty</h2>
      <p className="soft">Documents you capture for a loan are listed here.</p>
      <ol className="empty-steps">
        <li>Open a loan on your loan portal.</li>
        <li>Press “Capture” beside a document, or choose a file there as always.</li>
        <li>Come back here and press “Send” when the set is complete.</li>
      </ol>
    </section>
  );
}
