# SPDX-License-Identifier: MIT
# Third-party packages, each found once. Which module uses which is in src/<module>/CMakeLists.txt.
find_package(Threads REQUIRED)
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(nlohmann_json 3.10 REQUIRED)

macro(animax_wants module result)
  if(NOT ANIMAX_MODULES OR "${module}" IN_LIST ANIMAX_MODULES)
    set(${result} TRUE)
  else()
    set(${result} FALSE)
  endif()
endmacro()

animax_wants(nn wants_torch)
if(wants_torch)
  # Debian's libtorch-dev installs its package file where CMake looks; elsewhere it comes with the
  # Python package.
  find_package(Torch QUIET)
  if(NOT Torch_FOUND)
    execute_process(COMMAND python3 -c "import torch; print(torch.utils.cmake_prefix_path)"
                    OUTPUT_VARIABLE torch_prefix OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    list(APPEND CMAKE_PREFIX_PATH "${torch_prefix}")
    find_package(Torch REQUIRED)
  endif()
endif()

if(NOT ANIMAX_TRAINING_ONLY)
  animax_wants(render wants_opencv)
  animax_wants(lift wants_ceres)
  animax_wants(formats wants_assimp)
  if(wants_opencv OR wants_ceres)
    find_package(OpenCV REQUIRED COMPONENTS core imgproc imgcodecs videoio video)
  endif()
  if(wants_ceres)
    find_package(Ceres REQUIRED)
  endif()
  if(wants_assimp)
    find_package(assimp REQUIRED)
  endif()
endif()

if(ANIMAX_BUILD_TESTS)
  find_package(GTest REQUIRED)
  include(GoogleTest)
endif()
if(ANIMAX_BUILD_BENCH)
  find_package(benchmark REQUIRED)
endif()
