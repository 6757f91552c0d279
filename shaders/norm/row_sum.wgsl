// row_sum: the sum of one value of each of a workgroup's 64 invocations, the same for all of them. Shared text: it stands behind
// the kernel, which calls it once, from uniform control flow. Eight sums of eight: two barriers, and the order is fixed.
var<workgroup> row_parts: array<f32, 64>;
var<workgroup> row_eighths: array<f32, 8>;

fn row_sum(value: f32, lane: u32) -> f32 {
  row_parts[lane] = value;
  workgroupBarrier();
  if (lane < 8u) {
    var eighth = 0.0;
    for (var i = 0u; i < 8u; i++) { eighth += row_parts[i * 8u + lane]; }
    row_eighths[lane] = eighth;
  }
  workgroupBarrier();
  var sum = 0.0;
  for (var i = 0u; i < 8u; i++) { sum += row_eighths[i]; }
  return sum;
}
