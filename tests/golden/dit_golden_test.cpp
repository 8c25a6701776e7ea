// SPDX-License-Identifier: MIT
// The DiT against the reference: plain video, unequal batches, joint sequences, rotary tables.
#include "golden/manifest.h"
#include "nn/dit.h"
#include "nn/rope.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace animax::golden {
namespace {

// The forms in which a pass runs on the CPU: fused kernels, fused kernels with gradients, and (in
// fp64) torch's operators.
struct Form {
  const char* name;
  bool gradients;
  at::ScalarType compute;
};
constexpr Form kForms[] = {{"inference", false, at::kFloat},
                           {"training", true, at::kFloat},
                           {"operators", false, at::kDouble}};

using nn::DitOptions;
using nn::JointVideoPoseTransformer;
using nn::TextContext;
using nn::TextPadding;

// Compares every traced value that the set has under "<prefix><name>"; `row` picks the batch item
// of the reference and its first `length` tokens (the rest is padding there).
class TraceCheck {
 public:
  TraceCheck(Tensors& reference, std::string prefix, int64_t row = 0)
      : reference_(reference), prefix_(prefix), row_(row) {}

  nn::DitTrace trace() {
    return [this](const std::string& name, const at::Tensor& value) { check(name, value); };
  }

 private:
  void check(const std::string& name, const at::Tensor& value) {
    at::Tensor found = value;
    std::string full = prefix_ + name;
    if (name == "e0") full = prefix_ + "e0_flat";
    if (!reference_.has(full)) return;
    const at::Tensor expected = reference_.get(full).narrow(0, row_, 1);
    if (name == "e" || name == "e0" || name == "sinusoid") found = found.squeeze(1);
    ASSERT_GE(expected.dim(), 2) << full;
    const at::Tensor real = expected.dim() > 2 ? expected.narrow(1, 0, found.size(1)) : expected;
    EXPECT_TRUE(reference_.matches(full, found, real));
  }

  Tensors& reference_;
  std::string prefix_;
  int64_t row_;
};

void run_single(const JointVideoPoseTransformer& model,
                Tensors& reference,
                at::ScalarType compute,
                const std::string& p,
                TextPadding padding) {
  const at::Tensor x = reference.get(p + ".x").unsqueeze(0);
  const at::Tensor times = reference.get(p + ".t");
  const TextContext text =
      nn::make_text_context(model, {reference.get(p + ".context")}, compute, padding);
  const bool full_keys = padding == TextPadding::kFull;
  if (full_keys) {
    EXPECT_TRUE(reference.matches_if_present(p + ".text_emb", text.embedded));
  }
  for (int64_t i = 0; i < times.numel(); ++i) {
    SCOPED_TRACE(str_cat(p, " t[", i, "]"));
    DitOptions options;
    options.compute = compute;
    TraceCheck check(reference, p + ".");
    // The traces belong to t[1]; with the shortcut there are fewer cross-attention keys.
    if (i == 1 && full_keys) options.trace = check.trace();
    const at::Tensor out = nn::forward_video(model, x, times.narrow(0, i, 1), text, options);
    EXPECT_TRUE(reference.matches(str_cat(p, ".out.", i), out[0]));
  }
}

void run_batch(const JointVideoPoseTransformer& model,
               Tensors& reference,
               at::ScalarType compute,
               const std::string& p,
               TextPadding padding) {
  const auto latents = reference.list(p + ".x");
  const auto texts = reference.list(p + ".context");
  const at::Tensor times = reference.get(p + ".t");
  ASSERT_EQ(latents.size(), texts.size());
  for (size_t i = 0; i < latents.size(); ++i) {
    SCOPED_TRACE(str_cat(p, " item ", i));
    const auto row = static_cast<int64_t>(i);
    const TextContext text = nn::make_text_context(model, {texts[i]}, compute, padding);
    const std::string embedded = p + ".text_emb";
    if (padding == TextPadding::kFull && reference.has(embedded)) {
      EXPECT_TRUE(
          reference.matches(embedded, text.embedded, reference.get(embedded).narrow(0, row, 1)));
    }
    DitOptions options;
    options.compute = compute;
    TraceCheck check(reference, p + ".", row);
    options.trace = check.trace();
    const at::Tensor out =
        nn::forward_video(model, latents[i].unsqueeze(0), times.narrow(0, row, 1), text, options);
    EXPECT_TRUE(reference.matches(str_cat(p, ".out.", i), out[0]));
  }
}

// Runs of frames with the same timestep, modality and consecutive positions.
nn::FrameSequence sequence_of(const at::Tensor& x,
                              const at::Tensor& t,
                              const at::Tensor& position,
                              const at::Tensor& modality) {
  nn::FrameSequence sequence;
  sequence.latents = x.unsqueeze(0).unsqueeze(0);
  std::vector<float> times;
  for (int64_t f = 0; f < t.numel(); ++f) {
    const auto time = t[f].item<float>();
    const auto place = position[f].item<int64_t>(), kind = modality[f].item<int64_t>();
    const bool joins =
        !times.empty() && times.back() == time && sequence.groups.back().modality == kind &&
        sequence.groups.back().first_position + sequence.groups.back().frames == place;
    if (joins) {
      ++sequence.groups.back().frames;
    } else {
      sequence.groups.push_back({1, place, kind, false});
      times.push_back(time);
    }
  }
  sequence.timesteps = at::tensor(times).unsqueeze(0);
  return sequence;
}

void run_joint(const JointVideoPoseTransformer& model, Tensors& reference, at::ScalarType compute) {
  const at::Tensor x = reference.get("x"), t = reference.get("frame_t");
  const at::Tensor modality = reference.get("frame_modality");
  const at::Tensor ordinary = at::arange(t.numel());
  const at::Tensor shared = reference.get("frame_pos");
  for (TextPadding padding : {TextPadding::kFull, TextPadding::kShortcut}) {
    const TextContext text =
        nn::make_text_context(model, {reference.get("context")}, compute, padding);
    EXPECT_TRUE(reference.matches(
        "out.C1",
        nn::forward_frames(
            model, sequence_of(x, t, ordinary, modality), text, {compute, nullptr})[0][0]));
    EXPECT_TRUE(reference.matches(
        "out.C2",
        nn::forward_frames(
            model, sequence_of(x, t, shared, modality), text, {compute, nullptr})[0][0]));
    nn::FrameSequence third = sequence_of(x, t, shared, modality);
    third.modality_vectors = reference.get("modality_vec");
    DitOptions options;
    options.compute = compute;
    TraceCheck check(reference, "C3.");
    options.trace = check.trace();
    EXPECT_TRUE(reference.matches("out.C3", nn::forward_frames(model, third, text, options)[0][0]));
  }
}

void check_rope_tables(Tensors& reference) {
  for (const std::string& prefix : reference.prefixes(".cos")) {
    const at::Tensor cosine = reference.get(prefix + ".cos");
    const int64_t positions = cosine.size(0), head_dim = 2 * cosine.size(1);
    std::vector<int64_t> all;
    for (int64_t i = 0; i < positions; ++i) all.push_back(i);
    // Row i of the reference holds position i on all three axes.
    const at::Tensor table = nn::rope_table(all, positions, positions, head_dim);
    const at::Tensor i = at::arange(positions);
    const at::Tensor diagonal = table.index({i, i, i});
    EXPECT_TRUE(reference.matches(prefix + ".cos", at::real(diagonal)));
    EXPECT_TRUE(reference.matches(prefix + ".sin", at::imag(diagonal)));
  }
}

void run_cases(const Manifest& manifest, const File& cases, const File& weights, const Form& form) {
  SCOPED_TRACE(str_cat(cases.path.filename(), " with ", weights.path.filename(), ", ", form.name));
  const at::AutoGradMode gradients(form.gradients);
  const at::ScalarType compute = form.compute;
  Tensors reference = manifest.load(cases);
  const nn::DitConfig config = nn::dit_config_from_json(weights.config, weights.path.string());
  const auto model =
      nn::dit_from_tensors(config, manifest.load(weights).all(), weights.path.string());
  for (TextPadding padding : {TextPadding::kFull, TextPadding::kShortcut}) {
    for (const std::string& p : reference.prefixes(".x"))
      run_single(model, reference, compute, p, padding);
    for (const std::string& p : reference.prefixes(".x.0"))
      run_batch(model, reference, compute, p, padding);
  }
  if (reference.has("frame_t")) run_joint(model, reference, compute);
  check_rope_tables(reference);
  EXPECT_EQ(reference.not_compared(/*with_intermediates=*/true), std::vector<std::string>{});
}

TEST(Dit, EveryCaseMatchesInBothNamings) {
  const auto manifest = open_manifest();
  if (!manifest) GTEST_SKIP() << kNoSet;
  int ran = 0;
  for (const File* cases : manifest->with_component("dit")) {
    if (cases->holds_weights()) continue;
    for (const File* weights : manifest->weights_for(*cases, "dit")) {
      for (const Form& form : kForms) run_cases(*manifest, *cases, *weights, form);
      ++ran;
    }
  }
  EXPECT_GT(ran, 0);
}

TEST(Dit, NamesAWrongTensor) {
  const auto manifest = open_manifest();
  if (!manifest) GTEST_SKIP() << kNoSet;
  for (const File* file : manifest->with_component("dit")) {
    if (!file->holds_weights()) continue;
    const nn::DitConfig config = nn::dit_config_from_json(file->config, "config");
    const nn::TensorMap good = manifest->load(*file).all();
    for (const auto& [name, tensor] : good) {
      nn::TensorMap bad = good;
      bad.erase(name);
      EXPECT_THROW(nn::dit_from_tensors(config, bad, "w"), Error) << name;
      bad[name] = at::zeros({1, 2, 3, 4});
      try {
        nn::dit_from_tensors(config, bad, "w");
        ADD_FAILURE() << name;
      } catch (const Error& e) {
        EXPECT_NE(std::string(e.what()).find(name), std::string::npos) << e.what();
      }
    }
  }
}

}  // namespace
}  // namespace animax::golden
