// SPDX-License-Identifier: MIT
// What the program throws. `Error` is for the outside world (files, assets, environment, limits):
// its message names the file and element, what was found and what was expected, so that its reader
// can fix the input; only `main` and the HTTP handler catch it. `CHECK_*` are for a caller's bug.
#pragma once

#include <sstream>
#include <stdexcept>
#include <string>

namespace animax {

/// Joins its arguments with operator<<.
template <typename... Parts>
std::string str_cat(const Parts&... parts) {
  std::ostringstream out;
  (out << ... << parts);
  return out.str();
}

/// A bad file, asset or environment. Exit code 1.
class Error : public std::runtime_error {
 public:
  template <typename... Parts>
  explicit Error(const Parts&... parts) : std::runtime_error(str_cat(parts...)) {}
};

/// A wrong command line. Exit code 2.
class UsageError : public Error {
 public:
  using Error::Error;
};

/// The user pressed Ctrl-C. Exit code 130.
class Interrupted : public Error {
 public:
  Interrupted() : Error("interrupted") {}
};

/// A broken precondition inside the program.
class CheckFailure : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

namespace detail {
[[noreturn]] void check_failed(const char* file, int line, const std::string& what);

template <typename A, typename B>
[[noreturn]] void check_op_failed(
    const char* file, int line, const char* expression, const A& a, const B& b) {
  check_failed(file, line, str_cat(expression, " (", a, " vs ", b, ")"));
}
}  // namespace detail

#define CHECK_THAT(condition) \
  ((condition) ? (void)0 : ::animax::detail::check_failed(__FILE__, __LINE__, #condition))

#define ANIMAX_CHECK_OP(a, b, op)                                                                 \
  do {                                                                                            \
    const auto& check_a = (a);                                                                    \
    const auto& check_b = (b);                                                                    \
    if (!(check_a op check_b))                                                                    \
      ::animax::detail::check_op_failed(__FILE__, __LINE__, #a " " #op " " #b, check_a, check_b); \
  } while (false)

// glog (through Ceres) defines macros of these names too; whoever includes it must do so first.
#undef CHECK_EQ
#undef CHECK_NE
#undef CHECK_LT
#undef CHECK_LE
#undef CHECK_GT
#undef CHECK_GE
#define CHECK_EQ(a, b) ANIMAX_CHECK_OP(a, b, ==)
#define CHECK_NE(a, b) ANIMAX_CHECK_OP(a, b, !=)
#define CHECK_LT(a, b) ANIMAX_CHECK_OP(a, b, <)
#define CHECK_LE(a, b) ANIMAX_CHECK_OP(a, b, <=)
#define CHECK_GT(a, b) ANIMAX_CHECK_OP(a, b, >)
#define CHECK_GE(a, b) ANIMAX_CHECK_OP(a, b, >=)

}  // namespace animax
