// intervene: what an intervention makes of one activation. Shared text: the kernel before it has `op` among its params.
fn intervene(x: f32, value: f32) -> f32 {
  if (params.op == 0u) { return value; }
  if (params.op == 1u) { return x + value; }
  return x * value;
}
