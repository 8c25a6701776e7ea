// SPDX-License-Identifier: MIT
// Low-rank adapters of the transformer (Hu et al., "LoRA", 2021): W' = W + strength * scale * B A,
// with A "down" (r, in), B "up" (out, r) and scale = alpha / r. Reads what diffusers, PEFT,
// ComfyUI, DiffSynth-Studio and kohya/musubi write; writes the `diffusion_model.` spelling.
#pragma once

#include "core/random.h"
#include "nn/dit.h"

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace animax::nn {

/// What an adapter does to one module; undefined tensors do nothing. Values as in the file.
struct LoraModule {
  at::Tensor down, up;  ///< both or none; a convolution's factors have its kernel's axes
  at::Tensor up_bias;   ///< (out), added to the bias times `scale`
  at::Tensor weight;    ///< full difference of the weight (".diff")
  at::Tensor bias;      ///< full difference of the bias (".diff_b")
  double scale = 1;     ///< alpha / r, or alpha / sqrt(r) for rank-stabilised adapters
};

/// An adapter file. Keys are the model's own (original) module names.
struct LoraAdapter {
  std::string source;  ///< path, for messages
  std::map<std::string, LoraModule> modules;
};

/// Reads a .safetensors adapter, or a PEFT folder that holds adapter_model.safetensors, for a model
/// with these parameters (see named_parameters). alpha comes from the tensors, else from the file's
/// lora_adapter_metadata or, for PEFT names, from adapter_config.json beside it, else alpha = r.
///
/// Throws Error naming the path and tensor for: keys that fit no module of the model (all in one
/// message), a factor without its partner, shapes that do not fit, an alpha that is not a positive
/// finite number, an adapter of weight-decomposed form (DoRA), which cannot be merged as a sum.
LoraAdapter load_lora(const std::filesystem::path& path,
                      const std::vector<std::pair<std::string, at::Tensor>>& parameters);

/// Replaces the adapted weights and biases by their sums, in the weights' dtype and on their
/// device; the sums are formed in fp32 (fp64 for fp64). Merging -strength again undoes it up to
/// rounding. Throws Error for a bias where the model has none.
void merge_lora(JointVideoPoseTransformer& model, const LoraAdapter& adapter, double strength = 1);

// ---- Training ----------------------------------------------------------------------------------

struct LoraTraining {
  int64_t rank = 16;
  double alpha = 16;
  /// Linears to adapt: those whose name ends with one of these.
  std::vector<std::string> targets = {"self_attn.q",
                                      "self_attn.k",
                                      "self_attn.v",
                                      "self_attn.o",
                                      "cross_attn.q",
                                      "cross_attn.k",
                                      "cross_attn.v",
                                      "cross_attn.o",
                                      "ffn.0",
                                      "ffn.2"};
};

/// Gives each target Linear fp32 factors on its device: A uniform within 1/sqrt(in), B zero, so
/// that nothing changes at first; both require gradients. Returns the number of Linears. Throws
/// Error if a target matches none.
size_t add_trainable_lora(JointVideoPoseTransformer& model, const LoraTraining& training, Rng& rng);

/// The factors of every adapted Linear as "<module>.lora_A.weight" and "<module>.lora_B.weight", in
/// model order.
std::vector<std::pair<std::string, at::Tensor>> lora_parameters(JointVideoPoseTransformer& model);

/// Writes the attached factors and alphas atomically, spelt
/// `diffusion_model.<module>.lora_A.weight`.
void save_lora(const std::filesystem::path& path,
               JointVideoPoseTransformer& model,
               const std::map<std::string, std::string>& metadata = {});

/// Attaches an adapter's factors without merging, to go on training it or to keep the weights
/// quantised or shared. Throws Error for parts that are not a factor pair of a Linear.
void attach_lora(JointVideoPoseTransformer& model, const LoraAdapter& adapter);

/// Adds the attached factors to the weights and detaches them.
void merge_attached_lora(JointVideoPoseTransformer& model);

}  // namespace animax::nn
