// SPDX-License-Identifier: MIT
#include "train/curve_log.h"

#include "core/error.h"
#include "core/file.h"

#include <gtest/gtest.h>

namespace animax::train {
namespace {

CurvePoint point(int64_t step, std::optional<double> validation) {
  return {step, 2.0 * step, static_cast<uint64_t>(step) * 16, 0.5, 0.2, 0.4, validation, 1e-3, 0.7};
}

TEST(CurveLog, ResumingDropsWhatTheCheckpointDoesNotHold) {
  const TemporaryFolder folder;
  {
    CurveLog log(folder.path(), 0);
    log.add(point(50, {}));
    log.add(point(100, 0.75));
    log.add(point(150, {}));
  }
  CurveLog resumed(folder.path(), 100);
  resumed.add(point(150, 0.5));
  const auto points = read_curve(folder.path() / "log.csv");
  ASSERT_EQ(points.size(), 3u);
  EXPECT_FALSE(points[0].validation);
  EXPECT_EQ(points[1].validation, 0.75);
  EXPECT_EQ(points[2].validation, 0.5);
  EXPECT_EQ(points[2].clips, 2400u);
}

TEST(CurveLog, NamesABrokenLine) {
  const TemporaryFolder folder;
  write_file(folder.path() / "log.csv", "header\n1,2,3\n");
  try {
    read_curve(folder.path() / "log.csv");
    FAIL() << "a broken line was taken";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("line 2"), std::string::npos) << error.what();
  }
}

TEST(CurveSvg, ShowsEveryValidationInsideTheFrame) {
  const std::string svg = curve_svg({point(50, 0.9), point(100, {}), point(150, 40.0)});
  size_t dots = 0;
  for (size_t at = 0; (at = svg.find("<circle", at)) != std::string::npos; ++at) ++dots;
  EXPECT_EQ(dots, 2u);
  EXPECT_NE(svg.find("cy=\"30\""), std::string::npos) << svg;  // 40 is cut at the top
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  EXPECT_EQ(curve_svg({}).find("nan"), std::string::npos);
}

}  // namespace
}  // namespace animax::train
