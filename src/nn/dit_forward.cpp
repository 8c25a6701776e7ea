// SPDX-License-Identifier: MIT
// The pass from latents to the network's output.
#include "core/error.h"
#include "nn/dit.h"
#include "nn/dit_blocks.h"
#include "nn/rope.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <optional>

namespace animax::nn {
namespace {

at::Tensor index_tensor(const std::vector<int64_t>& indices, at::Device device) {
  return at::tensor(indices, at::kLong).to(device);
}

// What is known of a sequence before any arithmetic.
struct Layout {
  int64_t b, v, f, h, w;           // batch, views, token grid
  std::vector<int64_t> positions;  // of each token frame
  std::vector<int64_t> group;      // of each token frame
  std::vector<int64_t> modality;   // of each token frame
  std::vector<int64_t> noisy;      // token frames that get an output
};

Layout make_layout(const DitConfig& config, const FrameSequence& sequence) {
  CHECK_EQ(sequence.latents.dim(), 6);
  const auto& x = sequence.latents;
  CHECK_EQ(sequence.timesteps.dim(), 2);
  CHECK_EQ(sequence.timesteps.size(0), x.size(0));
  CHECK_EQ(sequence.timesteps.size(1), static_cast<int64_t>(sequence.groups.size()));
  if (x.size(2) != config.in_dim) {
    throw Error(
        "latents: found ", x.size(2), " channels, expected the model's in_dim ", config.in_dim);
  }
  const auto [pf, ph, pw] = config.patch_size;
  Layout layout{
      x.size(0), x.size(1), x.size(3) / pf, x.size(4) / ph, x.size(5) / pw, {}, {}, {}, {}};
  if (layout.f * layout.h * layout.w == 0) {
    throw Error("latents: found ",
                x.size(3),
                " frames of ",
                x.size(4),
                " x ",
                x.size(5),
                ", expected at least one patch of ",
                pf,
                " x ",
                ph,
                " x ",
                pw);
  }
  int64_t covered = 0;
  for (size_t k = 0; k < sequence.groups.size(); ++k) {
    const FrameGroup& group = sequence.groups[k];
    CHECK_EQ(group.frames % pf, sequence.groups.size() == 1 ? x.size(3) % pf : 0);
    for (int64_t i = 0; i < group.frames / pf; ++i) {
      if (!group.clean) layout.noisy.push_back(static_cast<int64_t>(layout.group.size()));
      layout.positions.push_back(group.first_position + i);
      layout.group.push_back(static_cast<int64_t>(k));
      layout.modality.push_back(group.modality);
    }
    covered += group.frames;
  }
  CHECK_EQ(covered, x.size(3));
  CHECK_THAT(!layout.noisy.empty());
  return layout;
}

// The part of a sequence that is computed when FrameSequence::kept names some of the patches.
struct Kept {
  at::Tensor index;    // (B, V, K) int64, padding replaced by 0
  at::Tensor padding;  // (B, V, K) bool
};

// The kept patches of x (B, V, f, h w, D): (B, V, f, K, D).
at::Tensor gather_patches(const at::Tensor& x, const Kept& kept) {
  const auto index = kept.index.unsqueeze(2).unsqueeze(4);
  return x.gather(3, index.expand({-1, -1, x.size(2), -1, x.size(4)}));
}

// (B, V, C, F, H, W) to tokens (B, V, f, P, D) by a convolution whose kernel is its stride; P are
// the kept patches or all h w.
at::Tensor embed_patches(const Linear& embedding,
                         const at::Tensor& latents,
                         const std::array<int64_t, 3>& patch,
                         const std::optional<Kept>& kept,
                         at::ScalarType compute) {
  at::Tensor patches = patchify(latents.flatten(0, 1), patch);  // (B V, f, h, w, C pf ph pw)
  patches = patches.view({latents.size(0),
                          latents.size(1),
                          patches.size(1),
                          patches.size(2) * patches.size(3),
                          patches.size(4)});
  if (kept) patches = gather_patches(patches, *kept);
  const Linear flat{embedding.weight.flatten(1), embedding.bias};
  return flat.forward(patches, compute);
}

// Templates are (B, V, 2, C, H, W). Adds their tokens to the noisy frames of the same modality.
at::Tensor with_templates(const JointVideoPoseTransformer& model,
                          const FrameSequence& sequence,
                          const at::Tensor& tokens,
                          const std::optional<Kept>& kept,
                          at::ScalarType compute) {
  CHECK_THAT(sequence.templates.defined());
  const auto [pf, ph, pw] = model.config.patch_size;
  const at::Tensor templates = embed_patches(
      model.template_embedding, sequence.templates.transpose(2, 3), {1, ph, pw}, kept, compute);
  std::vector<at::Tensor> parts;
  int64_t begin = 0;
  for (const FrameGroup& group : sequence.groups) {
    const int64_t frames = group.frames / pf;
    at::Tensor part = tokens.narrow(2, begin, frames);
    if (!group.clean) part = part + templates.narrow(2, group.modality, 1);
    parts.push_back(part);
    begin += frames;
  }
  return at::cat(parts, 2);
}

at::Tensor embed(const JointVideoPoseTransformer& model,
                 const FrameSequence& sequence,
                 const std::optional<Kept>& kept,
                 at::ScalarType compute) {
  const DitConfig& config = model.config;
  at::Tensor tokens =
      embed_patches(model.patch_embedding, sequence.latents, config.patch_size, kept, compute);
  if (config.camera_channels > 0) {
    CHECK_THAT(sequence.cameras.defined());
    CHECK_EQ(sequence.cameras.size(2), config.camera_channels);
    const auto [pf, ph, pw] = config.patch_size;
    tokens = tokens +
             embed_patches(
                 model.camera_embedding, sequence.cameras.unsqueeze(3), {1, ph, pw}, kept, compute);
  }
  if (config.template_concat) tokens = with_templates(model, sequence, tokens, kept, compute);
  return tokens.to(wide_type(compute));
}

// The vector (2, D) that tells the modalities apart, or undefined.
at::Tensor modality_vectors(const JointVideoPoseTransformer& model,
                            const FrameSequence& sequence,
                            at::ScalarType wide) {
  if (sequence.modality_vectors.defined()) return sequence.modality_vectors.to(wide);
  if (!model.config.modality_embedding) return {};
  const at::Tensor ids = at::arange(2, model.time_embedding0.weight.options().dtype(at::kDouble));
  const at::Tensor code = sinusoid(ids, model.config.freq_dim);
  return model.modality_embedding2.forward(at::silu(model.modality_embedding0.forward(code, wide)),
                                           wide);
}

// The embedding (B, K, D) of each group's timestep, the text and the modality.
at::Tensor embed_time(const JointVideoPoseTransformer& model,
                      const FrameSequence& sequence,
                      const TextContext& text,
                      at::ScalarType wide,
                      const DitTrace& trace) {
  const at::Device device = model.time_embedding0.weight.device();
  const at::Tensor code =
      sinusoid(sequence.timesteps.to(device), model.config.freq_dim).to(at::kFloat);
  if (trace) trace("sinusoid", code);
  at::Tensor e =
      model.time_embedding2.forward(at::silu(model.time_embedding0.forward(code, wide)), wide);
  if (text.pooled.defined()) e = e + text.pooled.unsqueeze(1);
  const at::Tensor vectors = modality_vectors(model, sequence, wide);
  if (!vectors.defined()) return e;
  std::vector<int64_t> ids;
  for (const FrameGroup& group : sequence.groups) ids.push_back(group.modality);
  return e + vectors.index_select(0, at::tensor(ids, at::kLong).to(device));
}

// The template of each output frame (B V F', C, H', W'), bent by the flow (S, f, h, w, 2 g g) in
// units of latent cells. Jaderberg et al., "Spatial transformer networks", 2015.
at::Tensor warped(const at::Tensor& templates, const at::Tensor& flow, int64_t grid) {
  const int64_t rows = templates.size(2), columns = templates.size(3);
  const int64_t h = flow.size(2), w = flow.size(3);
  at::Tensor field = flow.reshape({-1, h, w, grid, grid, 2})
                         .permute({0, 5, 1, 3, 2, 4})
                         .reshape({templates.size(0), 2, h * grid, w * grid});  // x then y
  if (field.size(2) != rows || field.size(3) != columns) {
    field = at::upsample_bilinear2d(field, {rows, columns}, /*align_corners=*/false);
  }
  const auto options = templates.options();
  const auto axis = [&](int64_t n) {
    return (at::arange(n, options) * 2 + 1) / static_cast<double>(n) - 1;
  };
  const at::Tensor x = axis(columns).view({1, 1, columns}) +
                       field.select(1, 0) * (2.0 / static_cast<double>(columns));
  const at::Tensor y =
      axis(rows).view({1, rows, 1}) + field.select(1, 1) * (2.0 / static_cast<double>(rows));
  return at::grid_sampler_2d(
      templates, at::stack({x, y}, -1), /*bilinear*/ 0, /*border*/ 1, /*align_corners=*/false);
}

// Head values (B V, f', h, w, width) to (B, V, C, F', H', W').
at::Tensor compose_output(const DitConfig& config,
                          const FrameSequence& sequence,
                          const Layout& layout,
                          const at::Tensor& values) {
  const int64_t linear_width = config.patch_volume() * config.out_dim;
  at::Tensor out =
      unpatchify(values.narrow(-1, 0, linear_width), config.patch_size);  // (B V, C, F', H', W')
  if (config.template_residual || config.head == DitHead::kWarp) {
    CHECK_THAT(sequence.templates.defined());
    std::vector<int64_t> modality;
    for (int64_t frame : layout.noisy) {
      modality.insert(modality.end(),
                      static_cast<size_t>(config.patch_size[0]),
                      layout.modality[static_cast<size_t>(frame)]);
    }
    const at::Tensor ids = at::tensor(modality, at::kLong).to(values.device());
    at::Tensor base = sequence.templates.to(values.scalar_type())
                          .narrow(4, 0, out.size(3))
                          .narrow(5, 0, out.size(4))
                          .flatten(0, 1)
                          .index_select(1, ids);  // (B V, F', C, H', W')
    if (config.head == DitHead::kWarp) {
      const at::Tensor flow = values.narrow(-1, linear_width, values.size(-1) - linear_width);
      base = warped(base.flatten(0, 1), flow, config.warp_grid).view(base.sizes());
    }
    out = out + base.transpose(1, 2);
  }
  return out.view({layout.b, layout.v, out.size(1), out.size(2), out.size(3), out.size(4)});
}

// The inverse: values (B V, f', K, width) to the whole grid (B V, f', h w, width), zeros elsewhere.
at::Tensor scatter_patches(const at::Tensor& values, const Kept& kept, int64_t patches) {
  const auto per_token = [&](const at::Tensor& t) {
    return t.flatten(0, 1).unsqueeze(1).unsqueeze(3).expand(values.sizes());
  };
  const at::Tensor real = values.masked_fill(per_token(kept.padding), 0);
  at::Tensor grid =
      at::zeros({values.size(0), values.size(1), patches, values.size(3)}, values.options());
  return grid.scatter_add(2, per_token(kept.index), real);
}

// Keeps the padding of shorter lists out of every attention.
void mask_padding(const Layout& layout, const Kept& kept, BlockInputs& inputs) {
  const at::Tensor bias = at::zeros(kept.padding.sizes(), kept.index.options().dtype(at::kFloat))
                              .masked_fill(kept.padding, -1e30);  // (B, V, K)
  inputs.key_bias = bias.flatten(0, 1).repeat({1, layout.f});
  inputs.view_bias = bias.flatten(1).repeat_interleave(layout.f, 0);  // (B f, V K)
}

// Rotations of tokens at `positions` (B, V, h w, 2), which form no grid.
void place_tokens(const Layout& layout,
                  const Kept& kept,
                  const at::Tensor& positions,
                  int64_t head_dim,
                  const at::TensorOptions& options,
                  BlockInputs& inputs) {
  const at::Tensor places =
      positions.gather(2, kept.index.unsqueeze(3).expand({-1, -1, -1, 2}));  // (B, V, K, 2)
  std::vector<at::Tensor> frames;
  for (int64_t position : layout.positions)
    frames.push_back(rope_table_at(position, places, head_dim));
  inputs.rope = at::stack(frames, 2)
                    .view({layout.b * layout.v, layout.f * kept.index.size(2), head_dim / 2})
                    .to(options);
  inputs.view_rope =
      rope_table_at(0, places, head_dim).flatten(1, 2).repeat_interleave(layout.f, 0).to(options);
}

// Positions of the kept patches; `table` is (f, h w, d / 2).
void keep_positions(const Layout& layout,
                    const Kept& kept,
                    const at::Tensor& table,
                    BlockInputs& inputs) {
  const int64_t k = kept.index.size(2), pairs = table.size(2);
  const at::Tensor flat = kept.index.flatten();
  inputs.rope = table.index_select(1, flat)
                    .view({layout.f, layout.b * layout.v, k, pairs})
                    .transpose(0, 1)
                    .reshape({layout.b * layout.v, layout.f * k, pairs});
}

// The same for attention across views, whose positions are within the frame alone.
void keep_view_positions(const Layout& layout,
                         const Kept& kept,
                         const at::Tensor& still,  // (h w, d / 2)
                         BlockInputs& inputs) {
  inputs.view_rope = still.index_select(0, kept.index.flatten())
                         .view({layout.b, layout.v * kept.index.size(2), still.size(1)})
                         .repeat_interleave(layout.f, 0);
}

at::Tensor run_head(const JointVideoPoseTransformer& model,
                    const Layout& layout,
                    at::Tensor x,
                    const at::Tensor& e,
                    at::ScalarType wide) {
  std::vector<int64_t> groups;
  for (int64_t frame : layout.noisy) groups.push_back(layout.group[static_cast<size_t>(frame)]);
  if (static_cast<int64_t>(layout.noisy.size()) != layout.f) {
    x = x.index_select(2, index_tensor(layout.noisy, x.device()));
  }
  const at::Tensor m = frame_modulation(model.head_modulation,
                                        e.unsqueeze(2),
                                        index_tensor(groups, x.device()));  // (B, 1, f', 1, 2, D)
  const at::Tensor y =
      at::addcmul(m.select(4, 0), layer_norm(x, model.config.eps), m.select(4, 1) + 1);
  return model.head.forward(y, wide).flatten(0, 1);  // (B V, f', tokens, width)
}

}  // namespace

at::Tensor forward_frames(const JointVideoPoseTransformer& model,
                          const FrameSequence& sequence,
                          const TextContext& text,
                          const DitOptions& options) {
  const DitConfig& config = model.config;
  const Layout layout = make_layout(config, sequence);
  CHECK_EQ(text.batch, layout.b);
  CHECK_EQ(text.layers.size(), model.blocks.size());
  const auto wide = wide_type(options.compute);
  const at::Device device = sequence.latents.device();
  const int64_t sequences = layout.b * layout.v;

  std::optional<Kept> kept;
  if (sequence.kept.defined()) kept = Kept{sequence.kept.clamp_min(0), sequence.kept.lt(0)};
  at::Tensor x = embed(model, sequence, kept, options.compute);  // (B, V, f, h w or K, D)
  const at::Tensor e = embed_time(model, sequence, text, wide, options.trace);  // (B, K, D)
  const at::Tensor e0 = model.time_projection1.forward(at::silu(e), wide);
  if (options.trace) {
    options.trace("tokens", x.view({sequences, -1, config.dim}));
    options.trace("e", e);
    options.trace("e0", e0);
  }

  BlockInputs inputs;
  inputs.compute = options.compute;
  inputs.trace = options.trace;
  inputs.e0 = e0.view({layout.b, e0.size(1), 6, config.dim});
  if (sequence.groups.size() > 1) inputs.frame_group = index_tensor(layout.group, device);
  const auto table_type = wide == at::kDouble ? at::kComplexDouble : at::kComplexFloat;
  const auto table_options = at::TensorOptions().device(device).dtype(table_type);
  const at::Tensor table =
      rope_table(layout.positions, layout.h, layout.w, config.head_dim()).to(table_options);
  const at::Tensor still = rope_table({0}, layout.h, layout.w, config.head_dim())
                               .flatten(0, 2)
                               .to(table_options);  // (h w, d / 2)
  if (kept) {
    mask_padding(layout, *kept, inputs);
    if (sequence.positions.defined()) {
      place_tokens(layout, *kept, sequence.positions, config.head_dim(), table_options, inputs);
    } else {
      keep_positions(layout, *kept, table.flatten(1, 2), inputs);
      keep_view_positions(layout, *kept, still, inputs);
    }
  } else {
    CHECK_THAT(!sequence.positions.defined());
    inputs.rope = table.flatten(0, 2);
    inputs.view_rope = still.repeat({layout.v, 1});
  }

  for (size_t i = 0; i < model.blocks.size(); ++i) x = run_block(model, i, x, text, inputs);

  at::Tensor values = run_head(model, layout, x, e, wide);  // (B V, f', tokens, width)
  if (options.trace) options.trace("head", values.flatten(1, 2));
  if (kept) values = scatter_patches(values, *kept, layout.h * layout.w);
  values = values.view({sequences, values.size(1), layout.h, layout.w, config.head_width()});
  return compose_output(config, sequence, layout, values);
}

}  // namespace animax::nn
