// SPDX-License-Identifier: MIT
#include "train/curve_log.h"

#include "core/error.h"
#include "core/file.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <sstream>

namespace animax::train {
namespace {

constexpr const char* kHeader =
    "step,seconds,clips,loss,x0_error,still_error,validation,learning_rate,norm\n";

std::string row_of(const CurvePoint& p) {
  char line[256];
  std::snprintf(line,
                sizeof line,
                "%lld,%.1f,%llu,%.5f,%.5f,%.5f,%s,%.3g,%.3g\n",
                static_cast<long long>(p.step),
                p.seconds,
                static_cast<unsigned long long>(p.clips),
                p.loss,
                p.x0_error,
                p.still_error,
                p.validation ? str_cat(*p.validation).c_str() : "",
                p.learning_rate,
                p.gradient_norm);
  return line;
}

double number(const std::string& text) {
  size_t used = 0;
  const double value = std::stod(text, &used);
  if (used != text.size()) throw std::invalid_argument(text);
  return value;
}

CurvePoint point_of(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream in(line);
  for (std::string cell; std::getline(in, cell, ',');) cells.push_back(cell);
  if (cells.size() != 9) throw std::invalid_argument(line);
  CurvePoint p;
  p.step = static_cast<int64_t>(number(cells[0]));
  p.seconds = number(cells[1]);
  p.clips = static_cast<uint64_t>(number(cells[2]));
  p.loss = number(cells[3]);
  p.x0_error = number(cells[4]);
  p.still_error = number(cells[5]);
  if (!cells[6].empty()) p.validation = number(cells[6]);
  p.learning_rate = number(cells[7]);
  p.gradient_norm = number(cells[8]);
  return p;
}

// Clips to the right, errors upwards from 0 to 1.1.
class Plot {
 public:
  explicit Plot(double clips) : clips_(std::max(1.0, clips)) {
    svg_ << "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 360\" "
            "font-family=\"sans-serif\" font-size=\"12\">\n"
            "<rect width=\"720\" height=\"360\" fill=\"#fff\"/>\n";
  }

  double x(double clips) const { return 50 + 650 * clips / clips_; }
  static double y(double error) { return 320 - 290 * std::clamp(error, 0.0, 1.1) / 1.1; }

  void axes() {
    for (int i = 0; i <= 5; ++i) {
      line(50, y(0.2 * i), 700, y(0.2 * i), "#ddd");
      char value[16];
      std::snprintf(value, sizeof value, "%.1f", 0.2 * i);
      text(24, y(0.2 * i) + 4, "#333", value);
    }
    // One, two or five times a power of ten: four to ten marks.
    double step = std::pow(10, std::floor(std::log10(clips_ / 4)));
    if (clips_ / step >= 25) {
      step *= 5;
    } else if (clips_ / step >= 10) {
      step *= 2;
    }
    for (double at = step; at <= clips_; at += step) {
      line(x(at), 30, x(at), 320, "#eee");
      text(x(at) - 14, 336, "#333", str_cat(std::lround(at / 1000), "k"));
    }
    text(640, 354, "#333", "clips seen");
  }

  void curve(const std::vector<std::pair<double, double>>& points, const char* color, bool dots) {
    svg_ << "<polyline fill=\"none\" stroke=\"" << color << "\" points=\"";
    for (const auto& [clips, error] : points) svg_ << x(clips) << ',' << y(error) << ' ';
    svg_ << "\"/>\n";
    if (!dots) return;
    for (const auto& [clips, error] : points)
      svg_ << "<circle r=\"3\" fill=\"" << color << "\" cx=\"" << x(clips) << "\" cy=\"" << y(error)
           << "\"/>\n";
  }

  void text(double at_x, double at_y, const char* color, const std::string& words) {
    svg_ << "<text x=\"" << at_x << "\" y=\"" << at_y << "\" fill=\"" << color << "\">" << words
         << "</text>\n";
  }

  std::string done() { return svg_.str() + "</svg>\n"; }

 private:
  void line(double x0, double y0, double x1, double y1, const char* color) {
    svg_ << "<line x1=\"" << x0 << "\" y1=\"" << y0 << "\" x2=\"" << x1 << "\" y2=\"" << y1
         << "\" stroke=\"" << color << "\"/>\n";
  }

  double clips_;
  std::ostringstream svg_;
};

}  // namespace

std::vector<CurvePoint> read_curve(const std::filesystem::path& csv) {
  std::istringstream lines(read_file(csv));
  std::vector<CurvePoint> points;
  std::string line;
  std::getline(lines, line);
  for (int number = 2; std::getline(lines, line); ++number) {
    try {
      points.push_back(point_of(line));
    } catch (const std::exception&) {
      throw Error(csv.string(), ": line ", number, ": found \"", line, "\", expected nine numbers");
    }
  }
  return points;
}

std::string curve_svg(const std::vector<CurvePoint>& points) {
  std::vector<std::pair<double, double>> training, validation;
  for (const CurvePoint& p : points) {
    const auto clips = static_cast<double>(p.clips);
    training.emplace_back(clips, p.still_error > 0 ? p.x0_error / p.still_error : 1);
    if (p.validation) validation.emplace_back(clips, *p.validation);
  }
  Plot plot(points.empty() ? 1 : static_cast<double>(points.back().clips));
  plot.axes();
  plot.curve(training, "#7aa6d8", false);
  plot.curve(validation, "#c0392b", true);
  plot.text(60, 22, "#7aa6d8", "training, all noise levels");
  plot.text(240, 22, "#c0392b", "held out, from pure noise");
  plot.text(430, 22, "#333", "squared error; 1: a still pose");
  return plot.done();
}

CurveLog::CurveLog(std::filesystem::path folder, int64_t first_step) : folder_(std::move(folder)) {
  const fs::path path = folder_ / "log.csv";
  if (first_step > 0 && fs::exists(path))
    for (const CurvePoint& point : read_curve(path))
      if (point.step <= first_step) points_.push_back(point);
  std::string kept = kHeader;
  for (const CurvePoint& point : points_) kept += row_of(point);
  write_file(path, kept);
  out_.open(path, std::ios::app);
}

void CurveLog::add(const CurvePoint& point) {
  points_.push_back(point);
  out_ << row_of(point) << std::flush;
  if (!out_) throw Error((folder_ / "log.csv").string(), ": writing failed");
}

void CurveLog::draw() const { write_file(folder_ / "curve.svg", curve_svg(points_)); }

}  // namespace animax::train
