// SPDX-License-Identifier: MIT
#include "nn/pickle.h"

#include "core/error.h"
#include "nn/mapped_file.h"
#include "nn/zip_archive.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstring>
#include <unordered_map>
#include <vector>

namespace animax::nn {
namespace {

constexpr uint64_t kMaxPickleBytes = uint64_t{8} << 20;  // a 1.3B model's takes 0.1 MB

// What the machine's stack holds. Values live in one list and refer to each other by index, so that
// no nesting or cycle of a hostile file can exhaust the stack or leak.
struct Value {
  enum class Kind { kMark, kNone, kNumber, kText, kTuple, kDict, kGlobal, kStorage, kTensor } kind;
  int64_t number = 0;                 // kNumber; kStorage: its elements
  std::string text;                   // kText; kGlobal: "module name"; kStorage: its key
  std::vector<size_t> items;          // kTuple; kDict: key, value, key, value, ...
  at::ScalarType dtype = at::kFloat;  // kStorage
  at::Tensor tensor;                  // kTensor
};
using Kind = Value::Kind;

const std::unordered_map<std::string, at::ScalarType>& storage_types() {
  static const std::unordered_map<std::string, at::ScalarType> types = {
      {"torch DoubleStorage", at::kDouble},
      {"torch FloatStorage", at::kFloat},
      {"torch HalfStorage", at::kHalf},
      {"torch BFloat16Storage", at::kBFloat16},
      {"torch LongStorage", at::kLong},
      {"torch IntStorage", at::kInt},
      {"torch ShortStorage", at::kShort},
      {"torch CharStorage", at::kChar},
      {"torch ByteStorage", at::kByte},
      {"torch BoolStorage", at::kBool}};
  return types;
}

// The archive that tensors are views of.
struct Archive {
  std::shared_ptr<MappedFile> file;
  std::map<std::string, ZipMember> members;
  std::string prefix;  // of the members' names, with the slash
  std::string where;
};

// Runs the pickle's instructions; see Python's pickletools for their meaning.
class Machine {
 public:
  Machine(const Archive& archive, std::string_view code) : archive_(archive), code_(code) {}

  TensorMap run() {
    while (step()) {
    }
    return result();
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(archive_.where, ": pickle byte ", position_, ": ", what);
  }

  std::string_view take(uint64_t length) {
    if (length > code_.size() - position_)
      fail("found its end, expected more; the file is truncated");
    position_ += length;
    return code_.substr(position_ - length, length);
  }

  template <typename T>
  T take_number() {
    T value;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }

  std::string take_line() {
    const size_t end = code_.find('\n', position_);
    if (end == std::string_view::npos) fail("found its end, expected more; the file is truncated");
    const std::string line(code_.substr(position_, end - position_));
    position_ = end + 1;
    return line;
  }

  void push(Value value) {
    values_.push_back(std::move(value));
    stack_.push_back(values_.size() - 1);
  }
  void push_number(int64_t number) { push({Kind::kNumber, number}); }
  void push_text(std::string_view text) { push({Kind::kText, 0, std::string(text)}); }

  size_t pop() {
    if (stack_.empty()) fail("found an empty stack");
    const size_t top = stack_.back();
    stack_.pop_back();
    return top;
  }

  std::vector<size_t> pop_to_mark() {
    const auto mark = std::find_if(
        stack_.rbegin(), stack_.rend(), [&](size_t i) { return values_[i].kind == Kind::kMark; });
    if (mark == stack_.rend()) fail("found no mark on the stack");
    std::vector<size_t> items(mark.base(), stack_.end());
    stack_.erase(mark.base() - 1, stack_.end());
    return items;
  }

  void push_tuple(std::vector<size_t> items) { push({Kind::kTuple, 0, "", std::move(items)}); }

  void push_top_tuple(size_t count) {
    std::vector<size_t> items(count);
    for (size_t i = count; i-- > 0;) items[i] = pop();
    push_tuple(std::move(items));
  }

  void push_global(const std::string& module, const std::string& name) {
    const std::string full = module + " " + name;
    const bool known = full == "collections OrderedDict" ||
                       full == "torch._utils _rebuild_tensor_v2" || storage_types().contains(full);
    if (!known)
      fail("found the Python object " + module + "." + name +
           ", which a weight file does not need");
    push({Kind::kGlobal, 0, full});
  }

  const Value& expect(size_t index, Kind kind, const char* what) const {
    if (values_[index].kind != kind) fail(str_cat("expected ", what));
    return values_[index];
  }

  std::vector<int64_t> numbers(size_t index, const char* what) const {
    std::vector<int64_t> result;
    for (size_t item : expect(index, Kind::kTuple, what).items) {
      result.push_back(expect(item, Kind::kNumber, what).number);
    }
    return result;
  }

  // ("storage", type, key, device, elements)
  void push_storage() {
    const std::vector<size_t> id = expect(pop(), Kind::kTuple, "a storage").items;
    if (id.size() != 5 || expect(id[0], Kind::kText, "a storage").text != "storage")
      fail("expected a storage");
    const auto type = storage_types().find(expect(id[1], Kind::kGlobal, "a storage type").text);
    if (type == storage_types().end()) fail("expected a storage type");
    Value storage{Kind::kStorage,
                  expect(id[4], Kind::kNumber, "a storage size").number,
                  expect(id[2], Kind::kText, "a storage key").text};
    storage.dtype = type->second;
    push(std::move(storage));
  }

  at::Tensor storage_tensor(const Value& storage) const {
    const auto member = archive_.members.find(archive_.prefix + "data/" + storage.text);
    if (member == archive_.members.end())
      fail("storage " + storage.text + " is not in the archive");
    const int64_t bytes =
        checked_bytes({storage.number}, static_cast<int64_t>(c10::elementSize(storage.dtype)));
    if (bytes < 0 || static_cast<uint64_t>(bytes) != member->second.size) {
      fail(str_cat("storage ",
                   storage.text,
                   ": found ",
                   member->second.size,
                   " bytes, expected ",
                   storage.number,
                   " elements of ",
                   c10::toString(storage.dtype)));
    }
    return MappedFile::tensor(archive_.file, member->second.begin, {storage.number}, storage.dtype);
  }

  // _rebuild_tensor_v2(storage, offset, sizes, strides, requires_grad, hooks)
  at::Tensor rebuild_tensor(const std::vector<size_t>& arguments) const {
    if (arguments.size() < 6) fail("expected the six arguments of a tensor");
    const Value& storage = expect(arguments[0], Kind::kStorage, "a tensor's storage");
    const int64_t offset = expect(arguments[1], Kind::kNumber, "a tensor's offset").number;
    const std::vector<int64_t> sizes = numbers(arguments[2], "a tensor's sizes");
    const std::vector<int64_t> strides = numbers(arguments[3], "a tensor's strides");
    const int64_t elements = checked_bytes(sizes, 1);
    bool fits = sizes.size() == strides.size() && sizes.size() <= 16 && offset >= 0 &&
                elements >= 0 && elements <= storage.number;
    int64_t last = offset;
    for (size_t i = 0; fits && elements > 0 && i < sizes.size(); ++i) {
      int64_t reach = 0;
      fits = strides[i] >= 0 && !__builtin_mul_overflow(sizes[i] - 1, strides[i], &reach) &&
             !__builtin_add_overflow(last, reach, &last);
    }
    if (!fits || (elements > 0 && last >= storage.number))
      fail("a tensor reaches beyond its storage");
    if (elements == 0) return at::empty(sizes, storage.dtype);
    return storage_tensor(storage).as_strided(sizes, strides, offset);
  }

  void reduce() {
    const std::vector<size_t> arguments = expect(pop(), Kind::kTuple, "arguments").items;
    const std::string function = expect(pop(), Kind::kGlobal, "a function").text;
    if (function == "collections OrderedDict" && arguments.empty()) {
      push({Kind::kDict});
    } else if (function == "torch._utils _rebuild_tensor_v2") {
      Value value{Kind::kTensor};
      value.tensor = rebuild_tensor(arguments);
      push(std::move(value));
    } else {
      fail("found a call of " + function + " with unexpected arguments");
    }
  }

  void set_items(const std::vector<size_t>& items) {
    if (items.size() % 2 != 0 || stack_.empty()) fail("expected pairs for a dict");
    expect(stack_.back(), Kind::kDict, "a dict");
    Value& dict = values_[stack_.back()];
    dict.items.insert(dict.items.end(), items.begin(), items.end());
  }

  void recall(uint64_t slot) {
    const auto found = memo_.find(slot);
    if (found == memo_.end()) fail("found a reference to nothing");
    stack_.push_back(found->second);
  }

  void memoize(uint64_t slot) {
    if (stack_.empty()) fail("found an empty stack");
    memo_[slot] = stack_.back();
  }

  void push_long(std::string_view bytes) {
    if (bytes.size() > 8) fail("found a number beyond 64 bits");
    const bool negative = !bytes.empty() && (static_cast<unsigned char>(bytes.back()) & 0x80) != 0;
    uint64_t value = negative ? ~uint64_t{0} : 0;
    std::memcpy(&value, bytes.data(), bytes.size());
    push_number(static_cast<int64_t>(value));
  }

  // Executes one instruction; false after STOP.
  bool step() {
    const auto opcode = static_cast<unsigned char>(take(1)[0]);
    // clang-format off
    switch (opcode) {
      case '.': return false;
      case 0x80: take(1); break;                                        // PROTO
      case 0x95: take(8); break;                                        // FRAME
      case '(': push({Kind::kMark}); break;                             // MARK
      case 'N': push({Kind::kNone}); break;                             // NONE
      case 0x88: push_number(1); break;                                 // NEWTRUE
      case 0x89: push_number(0); break;                                 // NEWFALSE
      case 'K': push_number(take_number<uint8_t>()); break;             // BININT1
      case 'M': push_number(take_number<uint16_t>()); break;            // BININT2
      case 'J': push_number(take_number<int32_t>()); break;             // BININT
      case 0x8a: push_long(take(take_number<uint8_t>())); break;        // LONG1
      case 'X': push_text(take(take_number<uint32_t>())); break;        // BINUNICODE
      case 0x8c: push_text(take(take_number<uint8_t>())); break;        // SHORT_BINUNICODE
      case ')': push_tuple({}); break;                                  // EMPTY_TUPLE
      case 't': push_tuple(pop_to_mark()); break;                       // TUPLE
      case 0x85: push_top_tuple(1); break;                              // TUPLE1
      case 0x86: push_top_tuple(2); break;                              // TUPLE2
      case 0x87: push_top_tuple(3); break;                              // TUPLE3
      case '}': push({Kind::kDict}); break;                             // EMPTY_DICT
      case 's': push_top_tuple(2); set_items(values_[pop()].items); break;  // SETITEM
      case 'u': set_items(pop_to_mark()); break;                        // SETITEMS
      case 'b': pop(); break;                                           // BUILD: attributes, not needed
      case 'q': memoize(take_number<uint8_t>()); break;                 // BINPUT
      case 'r': memoize(take_number<uint32_t>()); break;                // LONG_BINPUT
      case 0x94: memoize(memo_.size()); break;                          // MEMOIZE
      case 'h': recall(take_number<uint8_t>()); break;                  // BINGET
      case 'j': recall(take_number<uint32_t>()); break;                 // LONG_BINGET
      case 'Q': push_storage(); break;                                  // BINPERSID
      case 'R': reduce(); break;                                        // REDUCE
      case 'c': {                                                       // GLOBAL
        const std::string module = take_line();
        push_global(module, take_line());
        break;
      }
      // clang-format on
      default:
        fail(str_cat("found the unknown instruction ", static_cast<int>(opcode)));
    }
    return true;
  }

  TensorMap result() const {
    if (stack_.empty() || values_[stack_.back()].kind != Kind::kDict)
      fail("expected a dict of tensors");
    const std::vector<size_t>& items = values_[stack_.back()].items;
    TensorMap tensors;
    for (size_t i = 0; i < items.size(); i += 2) {
      const std::string& name = expect(items[i], Kind::kText, "a tensor's name").text;
      if (values_[items[i + 1]].kind != Kind::kTensor) fail("entry \"" + name + "\" is no tensor");
      if (!tensors.emplace(name, values_[items[i + 1]].tensor).second)
        fail("found \"" + name + "\" twice");
    }
    return tensors;
  }

  const Archive& archive_;
  std::string_view code_;
  uint64_t position_ = 0;
  std::vector<Value> values_;
  std::vector<size_t> stack_;  // indices into values_
  std::unordered_map<uint64_t, size_t> memo_;
};

}  // namespace

TensorFile read_torch_pickle(const std::filesystem::path& path) {
  Archive archive;
  archive.where = path.string();
  archive.file = MappedFile::open(path);
  archive.members = list_zip(archive.file->bytes(), archive.where);
  const std::string wanted = "/data.pkl";
  const auto code =
      std::find_if(archive.members.begin(), archive.members.end(), [&](const auto& member) {
        return member.first.ends_with(wanted);
      });
  if (code == archive.members.end()) throw Error(archive.where, ": member data.pkl is missing");
  if (code->second.size > kMaxPickleBytes) {
    throw Error(archive.where,
                ": data.pkl: found ",
                code->second.size,
                " bytes, expected at most ",
                kMaxPickleBytes);
  }
  archive.prefix = code->first.substr(0, code->first.size() + 1 - wanted.size());
  const auto order = archive.members.find(archive.prefix + "byteorder");
  if (order != archive.members.end() &&
      archive.file->bytes().substr(order->second.begin, order->second.size) != "little") {
    throw Error(archive.where, ": byteorder: found big-endian data, expected little");
  }
  Machine machine(archive, archive.file->bytes().substr(code->second.begin, code->second.size));
  return {machine.run(), {}};
}

}  // namespace animax::nn
