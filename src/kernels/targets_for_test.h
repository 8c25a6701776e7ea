// SPDX-License-Identifier: MIT
// Runs a test on every instruction set that this processor has. For tests only.
#pragma once

#include <hwy/targets.h>

#include <functional>
#include <string>

namespace animax::kernels {

/// Runs `body` once per instruction set, the last time with the best one.
inline void for_each_target(const std::function<void(const std::string&)>& body) {
#ifdef HWY_COMPILE_ONLY_SCALAR
  body("scalar");
#else
  for (const int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(target);
    body(hwy::TargetName(target));
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().DeInit();
#endif
}

}  // namespace animax::kernels
