# SPDX-License-Identifier: MIT
# animax_add_library(<module> SRCS <files...> [TESTS <files...>] [DEPS <modules...>]
#                    [LIBS <third-party targets...>] [PUBLIC_LIBS <targets...>] [TEST_LIBS <targets...>]
#                    [SLOW_TESTS <files...>] [TORCH])
#
# Makes the static library `animax_<module>`, the test program `<module>_test` (and
# `<module>_slow_test`, label "slow"), and the test `layers.<module>` that compares the module's
# includes with DEPS. LIBS stay private to the module; PUBLIC_LIBS may appear in its headers.
# TORCH marks units that include torch: they share one precompiled header and a job pool.

define_property(GLOBAL PROPERTY ANIMAX_TORCH_PCH BRIEF_DOCS "target that owns the torch PCH")

function(animax_use_torch target)
  target_link_libraries(${target} PUBLIC ${TORCH_LIBRARIES})
  set_property(TARGET ${target} PROPERTY JOB_POOL_COMPILE torch_pool)
  get_property(pch_owner GLOBAL PROPERTY ANIMAX_TORCH_PCH)
  if(NOT pch_owner)
    # Only written when it changes: a newer file would have all users of torch compiled again.
    file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/torch_pch.cpp"
         CONTENT "// Owns the precompiled torch header.\n")
    add_library(animax_torch_pch STATIC "${CMAKE_BINARY_DIR}/torch_pch.cpp")
    target_link_libraries(animax_torch_pch PUBLIC ${TORCH_LIBRARIES} Threads::Threads)
    target_precompile_headers(animax_torch_pch PRIVATE <ATen/ATen.h> <torch/csrc/autograd/custom_function.h>
                              <string> <vector> <map> <memory> <functional> <nlohmann/json.hpp>)
    set_property(GLOBAL PROPERTY ANIMAX_TORCH_PCH animax_torch_pch)
  endif()
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "EXECUTABLE")
    # The header is precompiled with -fPIC; with an executable's -fPIE the compiler would reject it.
    set_property(TARGET ${target} PROPERTY POSITION_INDEPENDENT_CODE OFF)
    target_compile_options(${target} PRIVATE -fPIC)
  endif()
  target_precompile_headers(${target} REUSE_FROM animax_torch_pch)
endfunction()

function(animax_add_test target label)
  cmake_parse_arguments(T "TORCH" "" "SRCS;LIBS" ${ARGN})
  add_executable(${target} ${T_SRCS})
  target_link_libraries(${target} PRIVATE ${T_LIBS} animax_warnings GTest::gtest GTest::gmock GTest::gtest_main)
  target_compile_definitions(${target} PRIVATE ANIMAX_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                             ANIMAX_BINARY_DIR="${CMAKE_BINARY_DIR}")
  if(T_TORCH)
    animax_use_torch(${target})
  endif()
  # Passive waiting: OpenMP's spinning threads starve the other tests that run at the same time.
  gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
                       PROPERTIES LABELS "${label}" TIMEOUT 1200
                       ENVIRONMENT "OMP_WAIT_POLICY=passive")
endfunction()

function(animax_add_library module)
  cmake_parse_arguments(L "TORCH" "" "SRCS;TESTS;SLOW_TESTS;DEPS;LIBS;PUBLIC_LIBS;TEST_LIBS" ${ARGN})
  set(target animax_${module})
  add_library(${target} STATIC ${L_SRCS})
  target_include_directories(${target} PUBLIC "${PROJECT_SOURCE_DIR}/src")
  list(TRANSFORM L_DEPS PREPEND animax_ OUTPUT_VARIABLE dependency_targets)
  target_link_libraries(${target} PUBLIC ${dependency_targets} ${L_PUBLIC_LIBS}
                        PRIVATE ${L_LIBS} animax_warnings)
  set(torch_flag "")
  if(L_TORCH)
    set(torch_flag TORCH)
    animax_use_torch(${target})
  endif()
  if(ANIMAX_BUILD_TESTS)
    if(L_TESTS)
      animax_add_test(${module}_test ${module} SRCS ${L_TESTS} LIBS ${target} ${L_TEST_LIBS} ${torch_flag})
    endif()
    if(L_SLOW_TESTS)
      animax_add_test(${module}_slow_test "${module};slow" SRCS ${L_SLOW_TESTS}
                      LIBS ${target} ${L_TEST_LIBS} ${torch_flag})
    endif()
    string(REPLACE ";" "," allowed "${module};${L_DEPS};core")
    add_test(NAME layers.${module}
             COMMAND ${CMAKE_COMMAND} -DMODULE=${module} -DALLOWED=${allowed}
                     -DSOURCE_DIR=${PROJECT_SOURCE_DIR}/src -P ${PROJECT_SOURCE_DIR}/cmake/CheckLayers.cmake)
  endif()
endfunction()
