// adamw_step: one update of a tensor by AdamW (Loshchilov & Hutter 2019, algorithm 2), decoupled weight decay.
//   weight  f32[n]   w -= decay * w + step_size * m / (sqrt(v) * v_scale + eps)
//   grad    f32[n]   times clip[0]
//   m, v    f32[n]   moments: m += m_rate * (g - m), v += v_rate * (g * g - v)
//   clip    f32[2]   clip[0]: what gradients are scaled by; below 0: a gradient was not finite, and nothing is updated
// decay = learning rate * weight decay, step_size = learning rate / (1 - beta1^t), v_scale = 1 / sqrt(1 - beta2^t), m_rate =
// 1 - beta1, v_rate = 1 - beta2: made in f64 outside, because 1 - 0.999 in f32 is off by 5e-5. Decay and step are subtracted
// together, so that a decay below half an ulp of w still counts in the rounding.
// An invocation owns an element.
struct Params { n: u32, decay: f32, step_size: f32, m_rate: f32, v_rate: f32, v_scale: f32, eps: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> grad: array<f32>;
@group(0) @binding(2) var<storage, read> clip: array<f32>;
@group(0) @binding(3) var<storage, read_write> weight: array<f32>;
@group(0) @binding(4) var<storage, read_write> m: array<f32>;
@group(0) @binding(5) var<storage, read_write> v: array<f32>;
override WORKGROUP_SIZE: u32;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) gid: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = gid.x + gid.y * groups.x * WORKGROUP_SIZE;
  let scale = clip[0];
  if (i >= params.n || scale < 0.0) { return; }
  let g = grad[i] * scale;
  let m_new = m[i] + params.m_rate * (g - m[i]);
  let v_new = v[i] + params.v_rate * (g * g - v[i]);
  m[i] = m_new;
  v[i] = v_new;
  let w = weight[i];
  weight[i] = w - (params.decay * w + params.step_size * m_new / (sqrt(v_new) * params.v_scale + params.eps));
}
