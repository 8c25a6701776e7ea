// SPDX-License-Identifier: MIT
#include "nn/mapped_file.h"

#include "core/error.h"

#include <ATen/ATen.h>

#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace animax::nn {

std::shared_ptr<MappedFile> MappedFile::open(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw Error(path.string(), ": cannot open: ", std::strerror(errno));
  struct stat info {};
  const bool is_file = fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode);
  std::shared_ptr<MappedFile> file(new MappedFile);
  file->path_ = path;
  if (is_file && info.st_size > 0) {
    file->size_ = static_cast<uint64_t>(info.st_size);
    void* address = mmap(
        nullptr, file->size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, descriptor, 0);
    if (address != MAP_FAILED) file->data_ = static_cast<char*>(address);
  }
  const int reason = errno;
  ::close(descriptor);
  if (!is_file) throw Error(path.string(), ": found no regular file, expected a weight file");
  if (file->size_ > 0 && file->data_ == nullptr) {
    throw Error(path.string(), ": cannot map ", file->size_, " bytes: ", std::strerror(reason));
  }
  return file;
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) munmap(data_, size_);
}

at::Tensor MappedFile::tensor(const std::shared_ptr<MappedFile>& file,
                              uint64_t begin,
                              const std::vector<int64_t>& shape,
                              at::ScalarType dtype) {
  const bool is_bool = dtype == at::kBool;
  const auto element_bytes = static_cast<int64_t>(c10::elementSize(dtype));
  const int64_t bytes = checked_bytes(shape, element_bytes);
  CHECK_GE(bytes, 0);
  CHECK_LE(begin, file->size_);
  CHECK_LE(static_cast<uint64_t>(bytes), file->size_ - begin);
  const auto options = at::TensorOptions().dtype(is_bool ? at::kByte : dtype);
  if (bytes == 0) return at::empty(shape, options.dtype(dtype));
  char* address = file->data_ + begin;
  if (reinterpret_cast<uintptr_t>(address) % static_cast<uintptr_t>(element_bytes) != 0) {
    at::Tensor copy = at::empty(shape, options);
    std::memcpy(copy.data_ptr(), address, static_cast<size_t>(bytes));
    return copy;
  }
  // The deleter's captured pointer keeps the mapping alive.
  at::Tensor view = at::from_blob(
      address, shape, [file](void*) {}, options);
  return is_bool ? view.ne(0) : view;
}

int64_t checked_bytes(const std::vector<int64_t>& shape, int64_t element_bytes) {
  int64_t bytes = element_bytes;
  bool empty = false;
  for (int64_t size : shape) {
    if (size < 0) return -1;
    if (size == 0) empty = true;
    if (!empty && __builtin_mul_overflow(bytes, size, &bytes)) return -1;
  }
  return empty ? 0 : bytes;
}

}  // namespace animax::nn
