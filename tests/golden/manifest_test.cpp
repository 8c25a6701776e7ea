// SPDX-License-Identifier: MIT
#include "golden/manifest.h"

#include "core/file.h"

#include <ATen/ATen.h>

namespace animax::golden {
namespace {

TEST(Manifest, EveryListedTensorIsInItsFile) {
  const auto manifest = open_manifest();
  if (!manifest) GTEST_SKIP() << kNoSet;
  for (const File& file : manifest->files()) {
    SCOPED_TRACE(file.path.string());
    ASSERT_TRUE(std::filesystem::exists(file.path));
    if (file.path.extension() != ".safetensors") continue;
    const Tensors tensors = manifest->load(file);
    for (const auto& [name, info] : file.entry.at("tensors").items()) {
      ASSERT_TRUE(tensors.has(name)) << name;
      EXPECT_EQ(tensors.get(name).sizes().vec(), info.at("shape").get<std::vector<int64_t>>())
          << name;
    }
  }
}

TEST(Tensors, ComparisonFollowsTheTolerance) {
  TemporaryFolder folder;
  nn::write_safetensors(folder.path() / "a.safetensors",
                        {{"x", at::full({2}, 10.0)}, {"n", at::arange(2)}});
  write_file(
      folder.path() / "manifest.json",
      R"({"files":[{"file":"a.safetensors","component":"c","tolerance":{"max_abs":0.5,"max_rel_to_peak":0.1},
                "tensors":{"x":{"role":"output"},"n":{"role":"output"}}}]})");
  const Manifest manifest(folder.path());
  Tensors tensors = manifest.load(*manifest.with_component("c").at(0));
  EXPECT_EQ(tensors.not_compared().size(), 2U);
  EXPECT_TRUE(tensors.matches("x", at::full({2}, 11.4)));
  EXPECT_FALSE(tensors.matches("x", at::full({2}, 11.6)));
  EXPECT_FALSE(tensors.matches("x", at::full({2}, std::nan(""))));
  EXPECT_FALSE(tensors.matches("x", at::full({3}, 10.0)));
  EXPECT_TRUE(tensors.matches("n", at::arange(2)));
  EXPECT_FALSE(tensors.matches("n", at::arange(2) + 1));
  EXPECT_TRUE(tensors.not_compared().empty());
}

}  // namespace
}  // namespace animax::golden
