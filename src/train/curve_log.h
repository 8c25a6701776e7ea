// SPDX-License-Identifier: MIT
// What a training run has to show for itself: log.csv and a picture of it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

namespace animax::train {

/// A stretch of steps; errors are means over it.
struct CurvePoint {
  int64_t step = 0;
  double seconds = 0;  ///< since this process began
  uint64_t clips = 0;
  double loss = 0, x0_error = 0, still_error = 0;
  std::optional<double> validation;
  double learning_rate = 0, gradient_norm = 0;
};

/// Lines of "step,seconds,clips,loss,x0_error,still_error,validation,learning_rate,norm". Throws
/// Error naming file and line of one that is not of that form.
std::vector<CurvePoint> read_curve(const std::filesystem::path& csv);

/// An SVG picture: x0 error over that of a still pose, and the validation error, against clips.
std::string curve_svg(const std::vector<CurvePoint>& points);

/// Writes both into a run folder as training goes on.
class CurveLog {
 public:
  /// Rows of an earlier process past `first_step` are dropped. Throws Error when writing fails.
  CurveLog(std::filesystem::path folder, int64_t first_step);

  void add(const CurvePoint& point);  ///< to log.csv, at once
  void draw() const;                  ///< curve.svg

 private:
  std::filesystem::path folder_;
  std::vector<CurvePoint> points_;
  std::ofstream out_;
};

}  // namespace animax::train
