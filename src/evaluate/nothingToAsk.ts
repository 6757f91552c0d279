/** Says that of a task nothing can be asked, as where all of its rows are broken. Others beside it can be. */
export class NothingToAsk extends RangeError {
  override readonly name = "NothingToAsk";
}
