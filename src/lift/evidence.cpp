// SPDX-License-Identifier: MIT
#include "lift/evidence.h"

#include "core/error.h"

namespace animax::lift {

Evidence::Evidence(int views, int frames, int points)
    : views_(views),
      frames_(frames),
      points_(points),
      spots_(static_cast<size_t>(views) * frames * points) {
  CHECK_THAT(views >= 0 && frames >= 0 && points >= 0);
}

std::vector<Spot>& Evidence::at(int view, int frame, int point) {
  return spots_[(static_cast<size_t>(view) * frames_ + frame) * points_ + point];
}

const std::vector<Spot>& Evidence::at(int view, int frame, int point) const {
  return const_cast<Evidence*>(this)->at(view, frame, point);
}

}  // namespace animax::lift
