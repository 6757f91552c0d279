import { type PickleMachine, pickleMachine } from "./pickleMachine";
import { describeOpcode, OP } from "./pickleOpcodes";
import { asNode, type PickleValue } from "./pickleValue";

/** Items go to the list that is on top of the stack. */
function append(m: PickleMachine, items: readonly PickleValue[]): void {
  const list = m.top();
  if (!Array.isArray(list)) throw m.refusal("items for what is no list");
  for (const item of items) list.push(item);
}

/** Keys and values by turns go to the dict that is on top of the stack. */
function setItems(m: PickleMachine, items: readonly PickleValue[]): void {
  const dict = m.top();
  if (!(dict instanceof Map) || items.length % 2 === 1) throw m.refusal("items for what is no dict");
  for (let i = 0; i < items.length; i += 2) {
    const key = items[i]!;
    if (typeof key !== "string" && typeof key !== "number") throw m.refusal("a dict key is neither string nor number");
    dict.set(key, items[i + 1]!);
  }
}

/** The last `count` values, in the order they were pushed. */
function popMany(m: PickleMachine, count: number): PickleValue[] {
  return Array.from({ length: count }, () => m.pop()).reverse();
}

function pushTuple(m: PickleMachine, items: readonly PickleValue[]): void {
  m.push({ kind: "tuple", items });
}

function pushCall(m: PickleMachine): void {
  const [callee, args] = popMany(m, 2);
  const name = asNode(callee, "global")?.name;
  const items = asNode(args, "tuple")?.items;
  if (!name || !items) throw m.refusal("REDUCE without a global and a tuple of arguments");
  m.push({ kind: "call", callee: name, args: items });
}

function pushGlobal(m: PickleMachine, allowed: ReadonlySet<string>): void {
  const name = `${m.line()} ${m.line()}`;
  if (!allowed.has(name)) throw m.refusal(`global "${name}" is not allowed; nothing was executed`);
  m.push({ kind: "global", name });
}

function checkProtocol(m: PickleMachine): void {
  const protocol = m.uint8();
  if (protocol > 2) throw m.refusal(`protocol ${protocol}; torch.save writes 2 unless told otherwise`);
}

/** What torch.save's opcodes do, but for GLOBAL and STOP. What is not here is refused. */
const ACTION: ReadonlyMap<number, (m: PickleMachine) => void> = new Map([
  [OP.PROTO, checkProtocol],
  [OP.MARK, (m) => m.mark()],
  [OP.NONE, (m) => m.push(null)],
  [OP.NEWTRUE, (m) => m.push(true)],
  [OP.NEWFALSE, (m) => m.push(false)],
  [OP.BININT, (m) => m.push(m.int32())],
  [OP.BININT1, (m) => m.push(m.uint8())],
  [OP.BININT2, (m) => m.push(m.uint16())],
  [OP.LONG1, (m) => m.push(m.long(m.uint8()))],
  [OP.BINFLOAT, (m) => m.push(m.float64())],
  [OP.BINUNICODE, (m) => m.push(m.string(m.uint32()))],
  [OP.EMPTY_LIST, (m) => m.push([])],
  [OP.APPEND, (m) => append(m, popMany(m, 1))],
  [OP.APPENDS, (m) => append(m, m.popToMark())],
  [OP.EMPTY_DICT, (m) => m.push(new Map())],
  [OP.SETITEM, (m) => setItems(m, popMany(m, 2))],
  [OP.SETITEMS, (m) => setItems(m, m.popToMark())],
  [OP.EMPTY_TUPLE, (m) => pushTuple(m, [])],
  [OP.TUPLE1, (m) => pushTuple(m, popMany(m, 1))],
  [OP.TUPLE2, (m) => pushTuple(m, popMany(m, 2))],
  [OP.TUPLE3, (m) => pushTuple(m, popMany(m, 3))],
  [OP.TUPLE, (m) => pushTuple(m, m.popToMark())],
  [OP.REDUCE, pushCall],
  [OP.BINPERSID, (m) => m.push({ kind: "persistent", id: m.pop() })],
  [OP.BINPUT, (m) => m.remember(m.uint8())],
  [OP.LONG_BINPUT, (m) => m.remember(m.uint32())],
  [OP.BINGET, (m) => m.recall(m.uint8())],
  [OP.LONG_BINGET, (m) => m.recall(m.uint32())],
] satisfies [number, (m: PickleMachine) => void][]);

/**
 * Reads a pickle of protocol 2 made of lists, tuples, dicts, numbers, strings, persistent ids and the globals in `allowed`
 * (`module name`), as torch.save writes it. Any other opcode or global is refused by its name and byte offset. Nothing is
 * executed: a call becomes a node. The value may share parts or, in a hostile file, contain itself.
 */
export function unpickle(data: Uint8Array<ArrayBuffer>, allowed: ReadonlySet<string>): PickleValue {
  const m = pickleMachine(data);
  while (true) {
    const opcode = m.nextOpcode();
    if (opcode === OP.STOP) return m.stop();
    if (opcode === OP.GLOBAL) {
      pushGlobal(m, allowed);
      continue;
    }
    const act = ACTION.get(opcode);
    if (!act) throw m.refusal(`${describeOpcode(opcode)} is not allowed; nothing was executed`);
    act(m);
  }
}
