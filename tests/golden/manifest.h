// SPDX-License-Identifier: MIT
// Reads a set of reference tensors: a folder with `manifest.json` and the files it lists. Which
// files, sizes and cases there are is the set's business; tests find their cases by component and
// by the names inside the files.
//
//   TEST(Dit, MatchesReference) {
//     const auto manifest = golden::open_manifest();
//     if (!manifest) GTEST_SKIP() << golden::kNoSet;
//     for (const golden::File* file : manifest->with_component("dit")) {
//       golden::Tensors reference = manifest->load(*file);
//       EXPECT_TRUE(reference.matches("A.out.0", my_output));
//     }
//   }
#pragma once

#include "core/json.h"
#include "nn/safetensors.h"

#include <ATen/core/Tensor.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace animax::golden {

inline constexpr const char* kNoSet =
    "no golden set: set ANIMAX_GOLDEN_DIR to a folder with manifest.json (default "
    "../shared/golden)";

/// |a - b| <= max_abs + max_rel_to_peak * max|b|; both zero for exact files and integer tensors.
struct Tolerance {
  double max_abs = 0;
  double max_rel_to_peak = 0;
};

/// One entry of "files".
struct File {
  std::filesystem::path path;
  std::string component;
  Json config;
  Json entry;  ///< the whole entry, for what the members do not cover
  Tolerance tolerance;

  /// True for state dicts: every tensor has the role "weight".
  bool holds_weights() const;
};

/// The tensors of one file, with comparison. Remembers which outputs and intermediates were
/// compared.
class Tensors {
 public:
  Tensors(const File& file, nn::TensorMap tensors) : file_(file), tensors_(std::move(tensors)) {}

  const File& file() const { return file_; }
  bool has(const std::string& name) const { return tensors_.contains(name); }
  const nn::TensorMap& all() const { return tensors_; }

  /// The tensor; a test failure by exception if the set lacks it.
  at::Tensor get(const std::string& name) const;

  /// `prefix.0`, `prefix.1`, ... as far as they go; `prefix` itself if it exists instead.
  std::vector<at::Tensor> list(const std::string& prefix) const;

  /// Distinct texts before the first occurrence of `suffix` as the end of a name, e.g.
  /// prefixes(".x") gives "A" for "A.x". Sorted.
  std::vector<std::string> prefixes(const std::string& suffix) const;

  /// Compares with the reference under the file's tolerance. Shapes must agree; dtype is converted
  /// to double, integer references must be equal. NaN never matches.
  ::testing::AssertionResult matches(const std::string& name, const at::Tensor& found);

  /// As matches(), against `expected`, a part of the reference `name`.
  ::testing::AssertionResult matches(const std::string& name,
                                     const at::Tensor& found,
                                     const at::Tensor& expected);

  /// matches() if the set has the name, else success.
  ::testing::AssertionResult matches_if_present(const std::string& name, const at::Tensor& found);

  /// Names with role "output" (and "intermediate" if asked) that matches() was never called for.
  std::vector<std::string> not_compared(bool with_intermediates = false) const;

  /// Largest |a - b| seen by matches().
  double largest_error() const { return largest_error_; }

 private:
  File file_;
  nn::TensorMap tensors_;
  std::vector<std::string> compared_;
  double largest_error_ = 0;
};

class Manifest {
 public:
  /// Throws Error naming the file and key for a manifest that does not hold together.
  explicit Manifest(const std::filesystem::path& folder);

  const std::vector<File>& files() const { return files_; }
  std::vector<const File*> with_component(const std::string& component) const;

  /// The file of that name. Throws Error if it is not listed.
  const File& file(const std::string& name) const;

  /// Every weight file that a case file may be run with: the one(s) under its key "weights" and
  /// those of the same component, config and seed (the same weights in another naming).
  std::vector<const File*> weights_for(const File& cases, const std::string& component) const;

  Tensors load(const File& file) const;

 private:
  std::filesystem::path folder_;
  std::vector<File> files_;
};

/// The set of ANIMAX_GOLDEN_DIR, or the default folder; nullopt if that variable is unset and the
/// default folder is missing. A variable that points nowhere is an Error.
std::optional<Manifest> open_manifest();

}  // namespace animax::golden
