// SPDX-License-Identifier: MIT
#include "nn/vae_layers.h"

#include "core/error.h"
#include "nn/attention.h"

#include <ATen/ATen.h>

#include <cmath>

namespace animax::nn {
namespace {

/// (B, C, T, H, W) -> (B T, C, H, W)
at::Tensor frames_of(const at::Tensor& x) {
  return x.transpose(1, 2).reshape({-1, x.size(1), x.size(3), x.size(4)});
}

/// (B T, C, H, W) -> (B, C, T, H, W)
at::Tensor clip_of(const at::Tensor& frames, int64_t batch) {
  return frames.view({batch, -1, frames.size(1), frames.size(2), frames.size(3)})
      .transpose(1, 2)
      .contiguous();
}

/// `x` after the frames of `history`, with zeros before them to make `count` frames.
at::Tensor after_history(const at::Tensor& x, const at::Tensor& history, int64_t count) {
  const int64_t known = history.defined() ? history.size(2) : 0;
  std::vector<at::Tensor> parts;
  if (known < count) {
    std::vector<int64_t> shape = x.sizes().vec();
    shape[2] = count - known;
    parts.push_back(at::zeros(shape, x.options()));
  }
  if (known > 0) parts.push_back(history);
  parts.push_back(x);
  return at::cat(parts, 2);
}

/// Whether torch would run conv3d through oneDNN, many times faster than its own loop. It leaves
/// single small inputs alone: aten/src/ATen/native/Convolution.cpp, use_mkldnn.
///
/// Measured on 2 AVX2 cores, GFLOP/s, of conv3d | three conv2d summed | one conv2d over three
/// frames' channels, each in its better memory layout (product of two 1024 x 1024 matrices: 139):
/// 96 channels, 4 frames 128x128: 156 | 145 | 132; 384 channels, 1 frame 32x32: 184 | 181 | 182;
/// 32 channels, 4 frames 128x128: 183 | 145 | 116; 16 channels (left alone): 16 | 140 | 117.
bool conv3d_is_fast(const at::Tensor& x) {
  return !x.is_cpu() || x.size(0) > 1 || x.size(1) * x.size(2) * x.size(3) > 20480;
}

/// A 3x3x3 convolution without padding in time, as 3x3 over three frames' channels side by side.
at::Tensor conv_over_frames(const at::Tensor& x, const VaeConv& conv) {
  const int64_t frames = x.size(2) - 2;
  const at::Tensor side_by_side =
      at::cat({x.narrow(2, 0, frames), x.narrow(2, 1, frames), x.narrow(2, 2, frames)},
              1);                                                                // (B, 3C, T, H, W)
  const at::Tensor weight = conv.weight.permute({0, 2, 1, 3, 4}).flatten(1, 2);  // (O, 3C, 3, 3)
  return clip_of(at::conv2d(frames_of(side_by_side), weight, conv.bias, 1, 1), x.size(0));
}

}  // namespace

at::Tensor VaeMemory::recall() {
  if (!cache_) return {};
  if (next_ == cache_->slots.size()) cache_->slots.emplace_back();
  return cache_->slots[next_++];
}

void VaeMemory::keep(const at::Tensor& frames, int64_t count) {
  if (!cache_) return;
  CHECK_GT(next_, size_t{0});
  const int64_t kept = std::min(count, frames.size(2));
  // A copy: a view would hold on to the whole chunk.
  cache_->slots[next_ - 1] = frames.narrow(2, frames.size(2) - kept, kept).clone();
}

namespace {

at::Tensor channel_shape(const at::Tensor& gamma, const at::Tensor& x) {
  std::vector<int64_t> shape(static_cast<size_t>(x.dim()), 1);
  shape[1] = x.size(1);
  return gamma.view(shape) * std::sqrt(static_cast<double>(x.size(1)));
}

at::Tensor channel_length(const at::Tensor& x) {
  return at::linalg_vector_norm(x, 2, at::IntArrayRef{1}, true).clamp_min(1e-12);
}

}  // namespace

at::Tensor vae_norm(const at::Tensor& x, const at::Tensor& gamma) {
  return x / channel_length(x) * channel_shape(gamma, x);
}

at::Tensor vae_norm_silu(const at::Tensor& x, const at::Tensor& gamma) {
  if (at::GradMode::is_enabled()) return at::silu(vae_norm(x, gamma));
  // These passes are bound by memory, and fresh memory costs more than used one.
  at::Tensor y = x / channel_length(x);
  y.mul_(channel_shape(gamma, x));
  return at::silu_(y);
}

at::Tensor causal_conv(const at::Tensor& x, const VaeConv& conv, const at::Tensor& history) {
  const bool starts = !history.defined() || history.size(2) == 0;
  if (starts && x.size(2) == 1) {
    // Two of the three frames are zero: a third of the work.
    const at::Tensor last = conv.weight.select(2, 2);
    return at::conv2d(x.squeeze(2), last, conv.bias, 1, 1).unsqueeze(2);
  }
  const at::Tensor padded = after_history(x, history, 2);
  if (!conv3d_is_fast(padded)) return conv_over_frames(padded, conv);
  return at::conv3d(padded, conv.weight, conv.bias, 1, {0, 1, 1});
}

namespace {

/// causal_conv that keeps its last two input frames.
at::Tensor remembered_conv(const at::Tensor& x, const VaeConv& conv, VaeMemory& memory) {
  const at::Tensor history = memory.recall();
  if (memory.keeps())
    memory.keep(history.defined() && x.size(2) < 2 ? at::cat({history, x}, 2) : x, 2);
  return causal_conv(x, conv, history);
}

}  // namespace

at::Tensor vae_res_block(const at::Tensor& x, const VaeResBlock& block, VaeMemory& memory) {
  at::Tensor y = remembered_conv(vae_norm_silu(x, block.gamma1), block.conv1, memory);
  y = remembered_conv(vae_norm_silu(y, block.gamma2), block.conv2, memory);
  if (!block.shortcut.weight.defined()) return x + y;
  return at::conv3d(x, block.shortcut.weight, block.shortcut.bias) + y;
}

at::Tensor vae_attention(const at::Tensor& x, const VaeAttention& block) {
  const int64_t channels = x.size(1);
  const at::Tensor frames = frames_of(x);  // (B T, C, H, W)
  // The 1x1 convolutions are matrix products over the positions.
  const at::Tensor rows = vae_norm(frames, block.gamma).flatten(2).transpose(1, 2);  // (B T, P, C)
  const at::Tensor qkv = at::linear(rows, block.qkv.weight.flatten(1), block.qkv.bias).unsqueeze(2);
  const at::Tensor seen = attention(qkv.narrow(3, 0, channels),
                                    qkv.narrow(3, channels, channels),
                                    qkv.narrow(3, 2 * channels, channels));  // (B T, P, 1, C)
  const at::Tensor out = at::linear(seen.squeeze(2), block.proj.weight.flatten(1), block.proj.bias);
  return x + clip_of(out.transpose(1, 2).reshape(frames.sizes()), x.size(0));
}

at::Tensor vae_down(const at::Tensor& x, const VaeDown& block, VaeMemory& memory) {
  const at::Tensor padded = at::constant_pad_nd(frames_of(x), {0, 1, 0, 1});
  const at::Tensor half =
      clip_of(at::conv2d(padded, block.spatial.weight, block.spatial.bias, 2), x.size(0));
  if (!block.time.weight.defined()) return half;

  const at::Tensor history = memory.recall();
  memory.keep(half, 1);
  const auto time_conv = [&](const at::Tensor& frames) {
    return at::conv3d(frames, block.time.weight, block.time.bias, {2, 1, 1});
  };
  if (history.defined()) {
    CHECK_EQ(half.size(2) % 2, 0);
    return time_conv(at::cat({history, half}, 2));
  }
  CHECK_EQ(half.size(2) % 2, 1);
  if (half.size(2) == 1) return half;
  return at::cat({half.narrow(2, 0, 1), time_conv(half)}, 2);
}

at::Tensor vae_up(const at::Tensor& x, const VaeUp& block, VaeMemory& memory) {
  at::Tensor frames = x;
  if (block.time.weight.defined()) {
    const at::Tensor history = memory.recall();
    const bool first = !history.defined();
    // The clip's first frame is passed on and is nobody's history.
    const at::Tensor rest = first ? x.narrow(2, 1, x.size(2) - 1) : x;
    if (memory.keeps()) memory.keep(first ? rest : at::cat({history, rest}, 2), 2);
    std::vector<at::Tensor> parts;
    if (first) parts.push_back(x.narrow(2, 0, 1));
    if (rest.size(2) > 0) {
      const at::Tensor doubled =
          at::conv3d(after_history(rest, history, 2), block.time.weight, block.time.bias);
      // Channels [0, C) are the first, [C, 2C) the second frame of each pair.
      parts.push_back(doubled.view({x.size(0), 2, x.size(1), rest.size(2), x.size(3), x.size(4)})
                          .permute({0, 2, 3, 1, 4, 5})
                          .flatten(2, 3));  // (B, C, 2T, H, W)
    }
    frames = parts.size() == 1 ? parts[0] : at::cat(parts, 2);
  }
  const at::Tensor large =
      at::upsample_nearest2d(frames_of(frames), {x.size(3) * 2, x.size(4) * 2});
  return clip_of(at::conv2d(large, block.spatial.weight, block.spatial.bias, 1, 1), x.size(0));
}

at::Tensor run_vae_half(const VaeHalf& half,
                        const std::string& side,
                        const at::Tensor& x,
                        VaeMemory& memory,
                        const VaeTrace& trace) {
  at::Tensor y = remembered_conv(x, half.conv_in, memory);
  if (trace) trace(side + ".conv1", y);
  for (const VaeLayer& layer : half.layers) {
    if (const auto* res = std::get_if<VaeResBlock>(&layer.part))
      y = vae_res_block(y, *res, memory);
    else if (const auto* attention = std::get_if<VaeAttention>(&layer.part))
      y = vae_attention(y, *attention);
    else if (const auto* down = std::get_if<VaeDown>(&layer.part))
      y = vae_down(y, *down, memory);
    else
      y = vae_up(y, std::get<VaeUp>(layer.part), memory);
    if (trace) trace(layer.name, y);
  }
  return remembered_conv(vae_norm_silu(y, half.gamma_out), half.conv_out, memory);
}

}  // namespace animax::nn
