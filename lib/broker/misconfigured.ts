/** The environment or the organisation file is wrong: the message is one line that names the variable. */
export class Misconfigured extends Error {
  override readonly name = 'Misconfigured';
}
