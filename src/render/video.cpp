// SPDX-License-Identifier: MIT
#include "render/video.h"

#include "core/error.h"
#include "core/file.h"

#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>

#include <unistd.h>

namespace animax::render {

namespace {

// Opens with the first codec that works; OpenCV chooses the container by the name's ending.
cv::VideoWriter open_writer(const std::string& path, double fps, cv::Size size) {
  cv::VideoWriter writer;
  for (const char* codec : {"avc1", "mp4v"}) {
    const int fourcc = cv::VideoWriter::fourcc(codec[0], codec[1], codec[2], codec[3]);
    if (writer.open(path, cv::CAP_FFMPEG, fourcc, fps, size)) break;
  }
  return writer;
}

// OpenCV reports every codec it tries; what matters is in our own messages.
class QuietOpenCv {
 public:
  QuietOpenCv() : before_(cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT)) {}
  ~QuietOpenCv() { cv::utils::logging::setLogLevel(before_); }

 private:
  cv::utils::logging::LogLevel before_;
};

}  // namespace

void write_mp4(const std::filesystem::path& path, const std::vector<Image>& frames, double fps) {
  if (frames.empty()) throw Error(path.string(), ": a video needs at least one frame");
  if (!(fps > 0 && fps <= 1000))
    throw Error(path.string(), ": fps: found ", fps, ", expected above 0 and up to 1000");
  const QuietOpenCv quiet;
  const cv::Size size(frames[0].width & ~1, frames[0].height & ~1);
  if (size.width < 2 || size.height < 2)
    throw Error(path.string(),
                ": frames of ",
                frames[0].width,
                "x",
                frames[0].height,
                " pixels are too small for a video");
  const fs::path temporary = path.string() + str_cat(".tmp.", getpid(), ".mp4");
  std::error_code ignored;
  cv::VideoWriter writer = open_writer(temporary.string(), fps, size);
  if (!writer.isOpened()) {
    fs::remove(temporary, ignored);
    throw Error(path.string(),
                ": cannot be written as MP4: the folder is missing or not writable, "
                "or OpenCV has no encoder (Debian: libopencv-videoio406)");
  }
  for (const Image& frame : frames) {
    CHECK_EQ(frame.channels, 3);
    CHECK_THAT(frame.width == frames[0].width && frame.height == frames[0].height);
    const cv::Mat rgb(frame.height, frame.width, CV_8UC3, const_cast<uint8_t*>(frame.at(0, 0)));
    cv::Mat bgr;
    cv::cvtColor(rgb(cv::Rect(cv::Point(0, 0), size)), bgr, cv::COLOR_RGB2BGR);
    writer.write(bgr);
  }
  writer.release();
  std::error_code failure;
  if (fs::exists(temporary, ignored)) fs::rename(temporary, path, failure);
  if (failure || !fs::exists(path)) {
    fs::remove(temporary, ignored);
    throw Error(path.string(), ": cannot be written: ", failure.message());
  }
}

std::vector<Image> read_video(const std::filesystem::path& path, int max_frames) {
  const QuietOpenCv quiet;
  cv::VideoCapture capture(path.string(), cv::CAP_FFMPEG);
  if (!capture.isOpened()) throw Error(path.string(), ": not a video that can be decoded");
  std::vector<Image> frames;
  cv::Mat bgr, rgb;
  while (static_cast<int>(frames.size()) < max_frames && capture.read(bgr)) {
    cv::cvtColor(bgr, rgb, cv::COLOR_BGR2RGB);
    Image image(rgb.cols, rgb.rows, 3);
    for (int y = 0; y < rgb.rows; ++y)
      std::copy_n(rgb.ptr(y), static_cast<size_t>(3) * rgb.cols, image.at(0, y));
    frames.push_back(std::move(image));
  }
  if (frames.empty()) throw Error(path.string(), ": has no frames");
  return frames;
}

}  // namespace animax::render
