// SPDX-License-Identifier: MIT
// The names and shapes of Wan2.1's published weights: the full-size configurations must want
// exactly the listed tensors, in both layouts. No memory is spent: every tensor is one number,
// repeated.
#include "core/file.h"
#include "nn/dit.h"
#include "nn/umt5.h"
#include "nn/vae.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

namespace animax {
namespace {

const std::filesystem::path kList = ANIMAX_SOURCE_DIR "/../shared/spec/wan21_state_dict.tsv";

struct Layouts {
  nn::TensorMap original, other;
};

/// Lines "component, original name, other name, 96,3,3,3,3" between tabs.
Layouts listed(const std::string& component) {
  Layouts layouts;
  std::istringstream lines(read_file(kList));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream cells(line);
    std::string found, original, other, sizes;
    std::getline(cells, found, '\t');
    std::getline(cells, original, '\t');
    std::getline(cells, other, '\t');
    std::getline(cells, sizes, '\t');
    if (found != component) continue;
    std::vector<int64_t> shape;
    std::istringstream numbers(sizes);
    for (std::string size; std::getline(numbers, size, ',');) shape.push_back(std::stoll(size));
    const at::Tensor tensor = at::zeros({1}).expand(shape);
    layouts.original[original] = tensor;
    layouts.other[other] = tensor;
  }
  return layouts;
}

template <typename Load>
void expect_both_load(const std::string& component, Load&& load) {
  if (!std::filesystem::exists(kList)) GTEST_SKIP() << "no list of published weights";
  const Layouts layouts = listed(component);
  ASSERT_FALSE(layouts.original.empty());
  EXPECT_NO_THROW(load(layouts.original));
  EXPECT_NO_THROW(load(layouts.other));
}

TEST(StateDict, Vae) {
  expect_both_load("vae", [](const nn::TensorMap& tensors) {
    nn::vae_from_tensors(nn::wan21_vae_config(), tensors, "list");
  });
}

TEST(StateDict, UmT5) {
  expect_both_load("umt5_xxl_encoder", [](const nn::TensorMap& tensors) {
    nn::umt5_from_tensors(nn::UmT5Config{}, tensors, "list");
  });
}

TEST(StateDict, Transformer) {
  expect_both_load("dit_t2v_1.3B", [](const nn::TensorMap& tensors) {
    nn::dit_from_tensors(nn::DitConfig{}, tensors, "list");
  });
}

}  // namespace
}  // namespace animax
