// SPDX-License-Identifier: MIT
// The pieces of the causal VAE. Letters as in vae.h; C channels. All are differentiable, run in the
// dtype and on the device of `x`, and take any batch.
#pragma once

#include "nn/vae.h"

#include <ATen/core/Tensor.h>

namespace animax::nn {

/// Walks the slots of a VaeCache in the order of execution. Without a cache every piece sees the
/// start of a clip and nothing is kept.
class VaeMemory {
 public:
  explicit VaeMemory(VaeCache* cache) : cache_(cache) {}

  /// The next slot's content; undefined at the start of a clip.
  at::Tensor recall();
  /// Stores what that slot's owner needs of `frames` (B, C, T, H, W) next time: the last `count`.
  void keep(const at::Tensor& frames, int64_t count);
  bool keeps() const { return cache_ != nullptr; }

 private:
  VaeCache* cache_;
  size_t next_ = 0;
};

/// x / max(|x|_2 over the channels, 1e-12) * sqrt(C) * gamma, for (B, C, T, H, W) or (B, C, H, W);
/// gamma has C elements.
at::Tensor vae_norm(const at::Tensor& x, const at::Tensor& gamma);
/// silu(vae_norm(x)), in place of its own result where no gradient is wanted.
at::Tensor vae_norm_silu(const at::Tensor& x, const at::Tensor& gamma);

/// Convolves (B, C, T, H, W) with a 3x3x3 kernel: one zero pixel around, and in front the frames of
/// `history` (B, C, 0..2, H, W; undefined means none), with zeros before them.
at::Tensor causal_conv(const at::Tensor& x, const VaeConv& conv, const at::Tensor& history);

at::Tensor vae_res_block(const at::Tensor& x, const VaeResBlock& block, VaeMemory& memory);
/// Attends within each frame.
at::Tensor vae_attention(const at::Tensor& x, const VaeAttention& block);
/// Halves H and W, and T as the whole-clip rule says: the first frame of a clip is passed on.
at::Tensor vae_down(const at::Tensor& x, const VaeDown& block, VaeMemory& memory);
/// Doubles H and W, and T after the first frame of a clip.
at::Tensor vae_up(const at::Tensor& x, const VaeUp& block, VaeMemory& memory);

/// Runs one half on one chunk. Traces "<side>.<module>" with the original module names.
at::Tensor run_vae_half(const VaeHalf& half,
                        const std::string& side,
                        const at::Tensor& x,
                        VaeMemory& memory,
                        const VaeTrace& trace);

}  // namespace animax::nn
