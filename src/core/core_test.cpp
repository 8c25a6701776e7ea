// SPDX-License-Identifier: MIT
#include "core/error.h"
#include "core/file.h"
#include "core/image.h"
#include "core/json.h"
#include "core/output_path.h"
#include "core/parallel.h"
#include "core/progress.h"
#include "core/random.h"
#include "core/srgb.h"
#include "core/statistics.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>

namespace animax {
namespace {

TEST(Rng, SameSeedSameSequence) {
  Rng a(7), b(7), c(8);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(a.next(), b.next());
  EXPECT_NE(Rng(7).next(), c.next());
}

TEST(Rng, ForkDependsOnKeyNotOnOrder) {
  const Rng parent(3);
  EXPECT_EQ(parent.fork(5).next(), parent.fork(5).next());
  EXPECT_NE(parent.fork(5).next(), parent.fork(6).next());
  EXPECT_NE(parent.fork("fox").next(), parent.fork("cat").next());
}

TEST(Rng, DistributionsHaveTheirMoments) {
  Rng rng(1);
  double sum = 0, squares = 0, uniform = 0;
  const int n = 20000;
  for (int i = 0; i < n; ++i) {
    const double x = rng.normal();
    sum += x;
    squares += x * x;
    uniform += rng.uniform(2, 4);
  }
  EXPECT_NEAR(sum / n, 0, 0.03);
  EXPECT_NEAR(squares / n, 1, 0.05);
  EXPECT_NEAR(uniform / n, 3, 0.02);
}

TEST(Rng, WeightedNeverPicksZeroWeight) {
  Rng rng(1);
  const double weights[] = {0, 1, 0, 3, 0};
  int threes = 0;
  for (int i = 0; i < 4000; ++i) {
    const size_t k = rng.weighted(weights);
    ASSERT_TRUE(k == 1 || k == 3);
    threes += k == 3;
  }
  EXPECT_NEAR(threes / 4000.0, 0.75, 0.04);
}

TEST(AtomicFile, LeavesNothingWithoutCommit) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "out.bin";
  write_file(path, "old");
  {
    AtomicFile file(path);
    file.write("half");
  }
  EXPECT_EQ(read_file(path), "old");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 1);
}

TEST(AtomicFile, DevicesAreWrittenToAndNotReplaced) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  EXPECT_THROW(write_file("/dev/full", "a"), Error);
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
  EXPECT_NO_THROW(write_file("/dev/null", "a"));
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST(AtomicFile, MissingFolderIsNamed) {
  try {
    write_file("/no/such/folder/x.png", "a");
    FAIL();
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("/no/such/folder/x.png"), std::string::npos);
  }
}

TEST(CheckOutput, FoldersMissingPlacesAndEndingsAreRefused) {
  const TemporaryFolder folder;
  const fs::path fine = folder.path() / "new.GLB";
  EXPECT_NO_THROW(check_output_place(fine));
  EXPECT_FALSE(fs::exists(fine));
  EXPECT_NO_THROW(check_output_place("relative.glb"));
  EXPECT_THROW(check_output_place(folder.path()), Error);
  EXPECT_THROW(check_output_place(folder.path() / "missing" / "x.glb"), Error);
  write_file(folder.path() / "file", "");
  EXPECT_THROW(check_output_place(folder.path() / "file" / "x.glb"), Error);
  EXPECT_NO_THROW(check_output_extension(fine, {".gltf", ".glb"}));
  EXPECT_THROW(check_output_extension("x.png", {".glb"}), UsageError);
  EXPECT_THROW(check_output_extension("glb", {".glb"}), UsageError);
  EXPECT_NO_THROW(check_output_extension("/dev/null", {".glb"}));
}

TEST(Image, PngRoundTripKeepsEveryPixel) {
  Rng rng(2);
  for (int channels : {1, 3, 4}) {
    Image image(13, 7, channels);
    for (uint8_t& p : image.pixels) p = static_cast<uint8_t>(rng.next());
    EXPECT_EQ(decode_image(encode_png(image), "test", channels).pixels, image.pixels);
  }
}

TEST(Image, EveryTruncatedPngIsRefusedOrDecodedButNeverCrashes) {
  Image image(9, 9, 3, 77);
  const std::string bytes = encode_png(image);
  for (size_t n = 0; n + 12 < bytes.size(); ++n) {
    try {
      decode_image(std::string_view(bytes).substr(0, n), "prefix", 3);
    } catch (const Error&) {
    }
  }
  EXPECT_THROW(decode_image("", "empty", 3), Error);
}

TEST(Image, PasteClipsAtTheBorders) {
  Image target(4, 4, 3), source(3, 3, 3, 200);
  paste(source, -1, 2, target);
  EXPECT_EQ(target.at(0, 2)[0], 200);
  EXPECT_EQ(target.at(1, 3)[0], 200);
  EXPECT_EQ(target.at(2, 3)[0], 0);
  EXPECT_EQ(target.at(0, 1)[0], 0);
}

TEST(Srgb, CurvesAreInverseAndMeetAtTheirSeams) {
  for (int i = 0; i <= 255; ++i)
    EXPECT_NEAR(srgb_from_linear(linear_from_srgb(i / 255.0)), i / 255.0, 1e-7);
  EXPECT_NEAR(linear_from_srgb(0.5), 0.2140411, 1e-7);
  EXPECT_NEAR(linear_from_srgb(0.0404), linear_from_srgb(0.0405), 1e-5);
  EXPECT_NEAR(linear_from_srgb(0.5f), linear_from_srgb(0.5), 1e-6);
}

TEST(Quantile, PicksOneOfTheValues) {
  const std::vector<double> values{5, 1, 4, 2, 3};
  EXPECT_EQ(quantile(values, 0), 1);
  EXPECT_EQ(quantile(values, 0.5), 3);
  EXPECT_EQ(quantile(values, 1), 5);
  EXPECT_EQ(quantile(std::vector<float>{1, 2, 3, 4}, 0.5), 3);
  EXPECT_EQ(quantile(std::vector<double>{}, 0.5), 0);
}

TEST(ParallelFor, VisitsEveryIndexOnceAndRethrows) {
  std::vector<std::atomic<int>> seen(1000);
  parallel_for(
      seen.size(), [&](size_t i) { ++seen[i]; }, 4);
  for (const auto& count : seen) EXPECT_EQ(count, 1);
  EXPECT_THROW(parallel_for(
                   10,
                   [](size_t i) {
                     if (i == 3) throw Error("x");
                   },
                   2),
               Error);
}

TEST(Json, MessagesNameFileAndKey) {
  const Json object = Json::parse(R"({"a": "text"})");
  try {
    json_get<int>(object, "a", "file.json");
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(std::string(e.what()), "file.json: key \"a\" has the wrong type: \"text\"");
  }
  EXPECT_THROW(json_get<int>(object, "b", "file.json"), Error);
  EXPECT_EQ(json_get_or<int>(object, "b", 4, "file.json"), 4);
}

TEST(Check, ReportsBothValues) {
  try {
    CHECK_EQ(1 + 1, 3);
    FAIL();
  } catch (const CheckFailure& e) {
    EXPECT_NE(std::string(e.what()).find("(2 vs 3)"), std::string::npos);
  }
}

TEST(FormatDuration, HoursOnlyWhenNeeded) {
  EXPECT_EQ(format_duration(65), "1:05");
  EXPECT_EQ(format_duration(7807), "2:10:07");
}

}  // namespace
}  // namespace animax
