/** All of it one digit, two in turn, or a run up or down. */
export function isSimple(digits: string): boolean {
  const numbers = Array.from(digits, Number);
  const isRun = (step: number) =>
    numbers.every((one, at) => at === 0 || one - (numbers[at - 1] ?? 0) === step);
  const isInTurn = numbers.every((one, at) => at < 2 || one === numbers[at - 2]);
  return isInTurn || isRun(1) || isRun(-1);
}
